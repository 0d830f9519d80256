"""Events of the verdict of an Instance, before and after it is given."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class VerdictExpected(Event):
    """An Instance announced the day by which it expects to judge the content of that number."""

    TOPIC = "project.verdict-expected.v1"
    COMMAND = "expectVerdict"
    RULE = Rule.PS_ACCORD
    SINCE = "0.3.0"

    bassin: Bassin
    expected_on: date
    number: int
    effective_on: date


class VerdictRevised(Event):
    """The Instance revised, from that day, the verdict that it gave in its version `revises`."""

    TOPIC = "project.verdict-revised.v1"
    COMMAND = "reviseVerdict"
    RULE = Rule.PS_ACCORD
    SINCE = "0.3.0"

    bassin: Bassin
    revises: int
    previous: VerdictKind
    verdict: VerdictKind
    conditions: tuple[str, ...]
    reasons: str
    meeting: UUID | None
    without_meeting: str
    why: str
    number: int
    content_hash: str
    effective_on: date


class ConditionMet(Event):
    """A condition of the verdict of that version, counted from 1, is met: the Instance that set it says so."""

    TOPIC = "project.condition-met.v1"
    COMMAND = "meetCondition"
    RULE = Rule.PS_ACCORD
    SINCE = "0.3.0"

    bassin: Bassin
    verdict: int
    condition: int
    finding: str
    effective_on: date
