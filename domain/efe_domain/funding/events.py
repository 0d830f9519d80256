"""Events of a funding call, which concern all ten Instances."""

from datetime import date
from typing import Any, ClassVar

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


def _upcast_without_document(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "document": None}


class CallOpened(Event, topic="call.opened.v2", command="openFundingCall", rule=Rule.REGISTRE_APPELS, since="0.6.0"):
    """An Instance entered a funding call in the register: from its opening day up to and including its last day."""

    REPLACES: ClassVar = {"call.opened.v1": _upcast_without_document}

    bassin: Bassin
    name: str
    executive: str
    """Authority that opened the call, in the words of the source."""
    opens: date
    closes: date
    reference: str
    """Address or document from which the Instance has the call."""
    document: Document | None = None
    """The source itself, if the Instance deposited it: accounts of all ten Instances read it; null in version 1."""
    effective_on: date


class CallChanged(
    Event, topic="call.changed.v2", command="changeFundingCall", rule=Rule.REGISTRE_APPELS, since="0.6.0"
):
    """The Instance that entered the call recorded what it says from that day; applications keep their copies."""

    REPLACES: ClassVar = {"call.changed.v1": _upcast_without_document}

    name: str
    executive: str
    opens: date
    closes: date
    reference: str
    document: Document | None = None
    reason: str
    effective_on: date


class CallWithdrawn(
    Event, topic="call.withdrawn.v1", command="withdrawFundingCall", rule=Rule.REGISTRE_APPELS, since="0.6.0"
):
    """The Instance that entered the call withdrew it from that day; applications keep their copies."""

    reason: str
    effective_on: date


type CallEvent = CallOpened | CallChanged | CallWithdrawn
