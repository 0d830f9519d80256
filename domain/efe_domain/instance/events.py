"""Events of an Instance bassin."""

from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from msgspec.structs import asdict

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.shared.event import Event


class InstanceEstablished(Event, topic="instance.established.v1", command="establishInstance", rule=Rule.ART_3):
    """An Instance is established for a bassin."""

    bassin: Bassin
    name: str
    effective_on: date


class BodyRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of the règlement d'ordre intérieur for one body; percentages of the members, None where it is silent.

    `gives_verdicts`: whether the Instance judges projects in a meeting of this body.
    """

    body: UUID
    quorum_percent: int | None = None
    majority_percent: int | None = None
    gives_verdicts: bool | None = None


class OrderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the règlement beside its bodies, None where it is silent: the law sets none of them.

    `renewal_window_days`: in the last so many days of its term a pôle is renewed, and not before.
    `late_after_days`: a fact that is older when it is recorded has a source.
    """

    renewal_window_days: int | None = None
    late_after_days: int | None = None


_UNSET: Final = {"contest_days": None, "verdicts_need_quorum": None}
"""What the règlements of older versions do not say."""


def _without_settings(raw: dict[str, Any]) -> dict[str, Any]:
    rules = [{**each, "gives_verdicts": None} for each in raw["rules"]]
    return {**raw, "rules": rules, "settings": {}, **_UNSET}


class RulesOfOrderAdopted(
    Event, topic="instance.rules-of-order-adopted.v3", command="adoptRulesOfOrder", rule=Rule.ART_7, since="0.5.0"
):
    """The Instance adopted its règlement d'ordre intérieur; it replaces the one before."""

    REPLACES: ClassVar = {
        "instance.rules-of-order-adopted.v1": _without_settings,
        "instance.rules-of-order-adopted.v2": lambda fields: {**fields, **_UNSET},
    }

    rules: tuple[BodyRules, ...]
    settings: OrderSettings
    contest_days: int | None = None
    """Days after the adoption of a decision for a late word of a member; null where the règlement is silent."""
    verdicts_need_quorum: bool | None = None
    """Whether a body gives verdicts with its quorum only; where the règlement is silent, the quorum is shown only."""
    effective_on: date


class BodySetUp(Event, topic="instance.body-set-up.v1", command="setUpBody", rule=Rule.M6):
    """A body (plenary, chamber …) is set up, under mission 6 or, for a new mission, mission 7."""

    body: UUID
    name: str
    mission: Rule
    effective_on: date

    @property
    def rule(self) -> Rule:
        return self.mission


class BodyDissolved(Event, topic="instance.body-dissolved.v1", command="dissolveBody", rule=Rule.M6):
    """A body ends on that day."""

    body: UUID
    effective_on: date


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """Mandate of a seat: its person, its category in the body's own words, voting or consultative.

    `person` and `substitute` are of the vault; `ends` is the last day of the mandate, included.
    """

    category: str
    voting: bool
    person: UUID
    substitute: UUID | None = None
    ends: date | None = None


class SeatFilled(Event, topic="instance.seat-filled.v1", command="fillSeat", rule=Rule.M6):
    """From that day a person holds a seat of a body; a seat that the body did not know is a new one."""

    body: UUID
    seat: UUID
    mandate: Mandate
    effective_on: date


class SeatVacated(Event, topic="instance.seat-vacated.v1", command="vacateSeat", rule=Rule.M6):
    """From that day the seat, which was held since `since`, is vacant."""

    body: UUID
    seat: UUID
    since: date
    reason: str
    effective_on: date


class AxisIdentified(
    Event, topic="instance.axis-identified.v2", command="identifyAxis", rule=Rule.PS_NB, since="0.5.0"
):
    """The Instance identified a secteur, a filière or a métier around which pôles may be created."""

    REPLACES: ClassVar = {"instance.axis-identified.v1": lambda raw: {**raw, "meeting": None}}

    axis: Axis
    key: str
    meeting: UUID | None = None
    """A held meeting of a body of the Instance that the act cites."""
    effective_on: date


class AxisWithdrawn(Event, topic="instance.axis-withdrawn.v1", command="withdrawAxis", rule=Rule.PS_NB):
    """No pôle is created any more from that day around the axis identified since `since`; those that live go on."""

    key: str
    since: date
    effective_on: date


class AxesMatched(Event, topic="instance.axes-matched.v1", command="matchAxes", rule=Rule.PS_FILIERE, since="0.3.0"):
    """The Instance decided that its axis is one with an axis of the Instance of `other_bassin`, as `basis` says."""

    key: str
    other_bassin: Bassin
    other_key: str
    basis: str
    effective_on: date


class AxesUnmatched(
    Event, topic="instance.axes-unmatched.v1", command="unmatchAxes", rule=Rule.PS_FILIERE, since="0.3.0"
):
    """From that day the Instance no longer holds the two axes to be one, as it did since `since`."""

    key: str
    other_bassin: Bassin
    other_key: str
    since: date
    effective_on: date


class AccessGranted(Event, topic="instance.access-granted.v1", command="grantAccess", rule=Rule.REGISTRE):
    """An account may act or see in this Instance from that day."""

    account: UUID
    role: Role
    effective_on: date


class AccessRevoked(Event, topic="instance.access-revoked.v1", command="revokeAccess", rule=Rule.REGISTRE):
    """From that day the account no longer holds the role that it held in this Instance since `since`."""

    account: UUID
    role: Role
    since: date
    effective_on: date


class PoleAccessGranted(
    Event, topic="instance.pole-access-granted.v1", command="grantPoleAccess", rule=Rule.REGISTRE
):
    """An account may see the dossier of one pôle of this Instance from that day."""

    pole: UUID
    account: UUID
    role: Role
    effective_on: date


class PoleAccessRevoked(
    Event, topic="instance.pole-access-revoked.v1", command="revokePoleAccess", rule=Rule.REGISTRE
):
    """From that day the account no longer holds the role that it held in one pôle since `since`."""

    pole: UUID
    account: UUID
    role: Role
    since: date
    effective_on: date


class LetterheadSet(
    Event, topic="instance.letterhead-set.v1", command="setLetterhead", rule=Rule.REGISTRE, since="0.8.0"
):
    """From that day the papers of the Instance have this letterhead; `office` is the signatory's, never a person."""

    logo: Document | None = None
    address: str
    office: str
    effective_on: date


type InstanceEvent = (
    InstanceEstablished
    | RulesOfOrderAdopted
    | BodySetUp
    | BodyDissolved
    | SeatFilled
    | SeatVacated
    | AxisIdentified
    | AxisWithdrawn
    | AxesMatched
    | AxesUnmatched
    | AccessGranted
    | AccessRevoked
    | PoleAccessGranted
    | PoleAccessRevoked
    | LetterheadSet
)


NO_SETTINGS: Final = OrderSettings()
MAX_PERIOD_DAYS: Final = 36_500
"""One hundred years."""
CONTEST_DAYS: Final = 30
"""Days for a late word where the règlement is silent: an interpretation, since the law sets none."""
MIN_CONTEST_DAYS: Final = 7
MAX_CONTEST_DAYS: Final = 365


def check_settings(settings: OrderSettings) -> None:
    """Raises `Invalid`."""
    for days in asdict(settings).values():
        if days is not None and not 0 < days <= MAX_PERIOD_DAYS:
            raise Invalid("settings", "Un délai se compte en jours, de 1 à 36 500.")


def check_contest_days(days: int | None) -> None:
    """Raises `Invalid`."""
    if days is not None and not MIN_CONTEST_DAYS <= days <= MAX_CONTEST_DAYS:
        raise Invalid("contestDays", "Le délai pour contester une décision se compte en jours, de 7 à 365.")


def is_same_order(one: RulesOfOrderAdopted, other: RulesOfOrderAdopted) -> bool:
    """Says whether both set the same; their days and the order of the bodies do not count."""
    return _content(one) == _content(other)


def _content(order: RulesOfOrderAdopted) -> tuple[object, ...]:
    return frozenset(order.rules), order.settings, order.contest_days, bool(order.verdicts_need_quorum)
