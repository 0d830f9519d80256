"""Events of a pôle de synergies."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class PoleCreated(Event, topic="pole.created.v1", command="createPole", rule=Rule.PS_NB):
    """The Instance decided to create a pôle around an axis that it has identified."""

    bassin: Bassin
    axis: Axis
    axis_key: str
    name: str
    effective_on: date


class PoleRenamed(Event, topic="pole.renamed.v1", command="renamePole", rule=Rule.PS_NB, since="0.3.0"):
    """The Instance gave the pôle another name, from that day."""

    name: str
    effective_on: date


class PoleNameReserved(Event, topic="pole.name-reserved.v1", rule=Rule.PS_NB, since="0.3.0"):
    """The name under which this id is made is now that of another pôle: `bearer`, of the same Instance and axis."""

    bassin: Bassin
    bearer: UUID
    effective_on: date


def _without_meeting(raw: dict[str, Any]) -> dict[str, Any]:
    return {**raw, "meeting": None}


class MemberDesignated(
    Event, topic="pole.member-designated.v2", command="designateMember", rule=Rule.PS_DESIGN, since="0.5.0"
):
    """The Instance designated an operator as member, from that day; `representative` is a person of the vault."""

    REPLACES: ClassVar = {"pole.member-designated.v1": _without_meeting}

    operator: UUID
    college: College
    representative: UUID | None
    meeting: UUID | None = None
    """A held meeting of a body of the Instance that the act cites."""
    effective_on: date


class RepresentativeReplaced(
    Event,
    topic="pole.representative-replaced.v2",
    command="replaceRepresentative",
    rule=Rule.PS_DESIGN,
    since="0.5.0",
):
    """The Instance gave the member designated since `since` another representative from that day, or none."""

    REPLACES: ClassVar = {"pole.representative-replaced.v1": lambda fields: {**fields, "document": None}}

    operator: UUID
    since: date
    representative: UUID | None
    document: Document | None = None
    """The document in which the operator says so; null before 0.5.0 and for an imported line."""
    effective_on: date


class SubstituteNamed(
    Event, topic="pole.substitute-named.v1", command="nameSubstitute", rule=Rule.PS_DESIGN, since="0.3.0"
):
    """The Instance named a substitute for the representative of the member designated since `since`, or none."""

    operator: UUID
    since: date
    substitute: UUID | None
    effective_on: date


class MembershipEnded(Event, topic="pole.membership-ended.v1", command="endMembership", rule=Rule.PS_DESIGN):
    """The membership that began on `since` ended on that day."""

    operator: UUID
    since: date
    reason: str
    effective_on: date


class CompositionBroken(Event, topic="pole.composition-broken.v1", rule=Rule.PS_COMPO):
    """The alarm raised when a departure leaves a college without a member, or without a representative."""

    missing: tuple[College, ...]
    effective_on: date


class ModalitiesProposed(
    Event, topic="pole.modalities-proposed.v1", command="agreeModalities", rule=Rule.PS_REUNION, since="0.3.0"
):
    """The Instance agrees that the pôle meets and decides so; it holds once the pôle has decided the same."""

    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool
    effective_on: date


class ModalitiesAgreed(
    Event, topic="pole.modalities-agreed.v2", command="agreeModalities", rule=Rule.PS_REUNION, since="0.3.0"
):
    """The Instance and a `decision` of the pôle agreed how the pôle meets and decides."""

    REPLACES: ClassVar = {
        "pole.modalities-agreed.v1": lambda raw: {**raw, "agreement_per_college": False, "decision": None},
    }

    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool
    decision: UUID | None
    """Null before 0.3.0: the coordinator recorded that both agreed."""
    effective_on: date


class CollegeSeats(msgspec.Struct, frozen=True):
    """The operators that counted for a college when the composition was checked."""

    college: College
    operators: tuple[UUID, ...]


class PoleConstituted(Event, topic="pole.constituted.v2", command="constitutePole", rule=Rule.PS_3ANS, since="0.5.0"):
    """The pôle lives, with the composition that was checked, for a term of both days included."""

    REPLACES: ClassVar = {
        "pole.constituted.v1": lambda raw: {**_without_meeting(raw), "continues": None, "why": None},
    }

    starts: date
    ends: date
    composition: tuple[CollegeSeats, ...]
    continues: UUID | None = None
    """The pôle of the same axis that it follows."""
    why: str | None = None
    """The reason for which that one is not evaluated."""
    meeting: UUID | None = None
    """A held meeting of a body of the Instance that the act cites."""
    effective_on: date


class Criterion(msgspec.Struct, frozen=True):
    """A criterion of an evaluation, and what was found."""

    label: str
    finding: str


class PoleEvaluated(Event, topic="pole.evaluated.v2", command="evaluatePole", rule=Rule.PS_EVAL, since="0.5.0"):
    """The Instance evaluated the functioning of the pôle in the term that began on `term_starts`."""

    REPLACES: ClassVar = {"pole.evaluated.v1": _without_meeting}

    term_starts: date
    criteria: tuple[Criterion, ...]
    conclusion: str
    meeting: UUID | None = None
    """A held meeting of a body of the Instance that the act cites."""
    effective_on: date


class PoleRenewed(Event, topic="pole.renewed.v2", command="renewPole", rule=Rule.PS_EVAL, since="0.5.0"):
    """A further term, after the evaluation made on `evaluated_on`, with the composition checked anew."""

    REPLACES: ClassVar = {"pole.renewed.v1": _without_meeting}

    starts: date
    ends: date
    evaluated_on: date
    composition: tuple[CollegeSeats, ...]
    meeting: UUID | None = None
    """A held meeting of a body of the Instance that the act cites."""
    effective_on: date


class PoleTakenOver(Event, topic="pole.taken-over.v1", command="takeOverPole", rule=Rule.PS_NB, since="0.3.0"):
    """A source `document` attests the pôle on that day, within that term; its designations follow."""

    bassin: Bassin
    axis: Axis
    axis_key: str
    name: str
    starts: date
    ends: date
    composition: tuple[CollegeSeats, ...]
    document: Document
    effective_on: date


class PoleThemeCited(Event, topic="pole.theme-cited.v1", command="citeTheme", rule=Rule.M3):
    """The pôle works on a theme of the adopted list `themes` of its Instance."""

    theme: UUID
    themes: UUID
    effective_on: date


class PoleDissolved(Event, topic="pole.dissolved.v1", command="dissolvePole", rule=Rule.PS_NB):
    """The Instance ended the pôle; its name may be given to another one."""

    reason: str
    effective_on: date


type PoleEvent = (
    PoleCreated
    | PoleTakenOver
    | PoleRenamed
    | PoleNameReserved
    | MemberDesignated
    | RepresentativeReplaced
    | SubstituteNamed
    | MembershipEnded
    | CompositionBroken
    | ModalitiesProposed
    | ModalitiesAgreed
    | PoleConstituted
    | PoleEvaluated
    | PoleRenewed
    | PoleThemeCited
    | PoleDissolved
)
