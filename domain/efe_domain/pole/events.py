"""Events of a pôle de synergies."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class PoleCreated(Event):
    """The Instance decided to create a pôle around an axis that it has identified."""

    TOPIC = "pole.created.v1"
    COMMAND = "createPole"
    RULE = Rule.PS_NB

    bassin: Bassin
    axis: Axis
    axis_key: str
    name: str
    effective_on: date


class PoleRenamed(Event):
    """The Instance gave the pôle another name, from that day."""

    TOPIC = "pole.renamed.v1"
    COMMAND = "renamePole"
    RULE = Rule.PS_NB
    SINCE = "0.3.0"

    name: str
    effective_on: date


class PoleNameReserved(Event):
    """The name under which this id is made is now that of another pôle: `bearer`, of the same Instance and axis."""

    TOPIC = "pole.name-reserved.v1"
    RULE = Rule.PS_NB
    SINCE = "0.3.0"

    bassin: Bassin
    bearer: UUID
    effective_on: date


class MemberDesignated(Event):
    """The Instance designated an operator as member, from that day; `representative` is a person of the vault."""

    TOPIC = "pole.member-designated.v1"
    COMMAND = "designateMember"
    RULE = Rule.PS_DESIGN

    operator: UUID
    college: College
    representative: UUID | None
    effective_on: date


class RepresentativeReplaced(Event):
    """The Instance gave the member designated since `since` another representative from that day, or none."""

    TOPIC = "pole.representative-replaced.v1"
    COMMAND = "replaceRepresentative"
    RULE = Rule.PS_DESIGN

    operator: UUID
    since: date
    representative: UUID | None
    effective_on: date


class SubstituteNamed(Event):
    """The Instance named a substitute for the representative of the member designated since `since`, or none."""

    TOPIC = "pole.substitute-named.v1"
    COMMAND = "nameSubstitute"
    RULE = Rule.PS_DESIGN
    SINCE = "0.3.0"

    operator: UUID
    since: date
    substitute: UUID | None
    effective_on: date


class MembershipEnded(Event):
    """The membership that began on `since` ended on that day."""

    TOPIC = "pole.membership-ended.v1"
    COMMAND = "endMembership"
    RULE = Rule.PS_DESIGN

    operator: UUID
    since: date
    reason: str
    effective_on: date


class CompositionBroken(Event):
    """The alarm raised with a departure that leaves a college without a member; the past stands."""

    TOPIC = "pole.composition-broken.v1"
    RULE = Rule.PS_COMPO

    missing: tuple[College, ...]
    effective_on: date


class ModalitiesProposed(Event):
    """The Instance agrees that the pôle meets and decides so; it holds once the pôle has decided the same."""

    TOPIC = "pole.modalities-proposed.v1"
    COMMAND = "agreeModalities"
    RULE = Rule.PS_REUNION
    SINCE = "0.3.0"

    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreement_per_college: bool
    effective_on: date


class ModalitiesAgreed(Event):
    """The Instance and a `decision` of the pôle agreed how the pôle meets and decides."""

    TOPIC = "pole.modalities-agreed.v2"
    COMMAND = "agreeModalities"
    RULE = Rule.PS_REUNION
    SINCE = "0.3.0"
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


class PoleConstituted(Event):
    """The pôle lives, with the composition that was checked, for a term of both days included."""

    TOPIC = "pole.constituted.v1"
    COMMAND = "constitutePole"
    RULE = Rule.PS_3ANS

    starts: date
    ends: date
    composition: tuple[CollegeSeats, ...]
    effective_on: date


class Criterion(msgspec.Struct, frozen=True):
    """A criterion of an evaluation, and what was found."""

    label: str
    finding: str


class PoleEvaluated(Event):
    """The Instance evaluated the functioning of the pôle in the term that began on `term_starts`."""

    TOPIC = "pole.evaluated.v1"
    COMMAND = "evaluatePole"
    RULE = Rule.PS_EVAL

    term_starts: date
    criteria: tuple[Criterion, ...]
    conclusion: str
    effective_on: date


class PoleRenewed(Event):
    """A further term, after the evaluation made on `evaluated_on`, with the composition checked anew."""

    TOPIC = "pole.renewed.v1"
    COMMAND = "renewPole"
    RULE = Rule.PS_EVAL

    starts: date
    ends: date
    evaluated_on: date
    composition: tuple[CollegeSeats, ...]
    effective_on: date


class PoleTakenOver(Event):
    """A source `document` attests the pôle on that day, within that term; its designations follow."""

    TOPIC = "pole.taken-over.v1"
    COMMAND = "takeOverPole"
    RULE = Rule.PS_NB
    SINCE = "0.3.0"

    bassin: Bassin
    axis: Axis
    axis_key: str
    name: str
    starts: date
    ends: date
    composition: tuple[CollegeSeats, ...]
    document: Document
    effective_on: date


class PoleThemeCited(Event):
    """The pôle works on a theme of the adopted list `themes` of its Instance."""

    TOPIC = "pole.theme-cited.v1"
    COMMAND = "citeTheme"
    RULE = Rule.M3

    theme: UUID
    themes: UUID
    effective_on: date


class PoleDissolved(Event):
    """The Instance ended the pôle; its name may be given to another one."""

    TOPIC = "pole.dissolved.v1"
    COMMAND = "dissolvePole"
    RULE = Rule.PS_NB

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
