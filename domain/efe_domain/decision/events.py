"""Events of a decision that a pôle takes by consensus."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class DecisionKind(StrEnum):
    """Kind of a decision. The subject is the project, the opinion to give, or the pôle for its modalities; a decision
    and an orientation have none.

    `PROJECT` is to carry a content of a project. The last five are each for one act of the pôle on its project.
    """

    DECISION = "decision"
    ORIENTATION = "orientation"
    PROJECT = "project"
    OPINION = "opinion"
    MODALITIES = "modalities"
    AMENDMENT = "amendment"
    DEPARTURE = "departure"
    ABANDONMENT = "abandonment"
    COMPLETION = "completion"
    FUNDING = "funding"


class Stance(StrEnum):
    """Stance of a member on a wording. A member that abstains counts as heard."""

    AGREE = "agree"
    RESERVE = "reserve"
    ABSTAIN = "abstain"
    OBJECT = "object"


_NO_BASIS: Final = {"meeting": None, "late": None}
_NO_NOTICE: Final = {"deadline_recorded_on": None}


def _upcast_statement(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Upcasts a statement of a member that was recorded before 0.3.0."""
    return {**fields, "own": _is_own_statement(fields), "document": None, **_NO_BASIS}


def _is_own_statement(fields: Mapping[str, Any]) -> bool:
    return "on_behalf_of" not in fields["metadata"]


class DecisionProposed(
    Event, topic="decision.proposed.v3", command="proposeDecision", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """The pôle proposed a decision to the members on its `roster`, under the `consensus` rules of that day."""

    REPLACES: ClassVar = {
        "decision.proposed.v1": lambda fields: {**fields, "consensus": None, **_NO_NOTICE, "replaces": None},
        "decision.proposed.v2": lambda fields: {**fields, **_NO_NOTICE, "replaces": None},
    }

    bassin: Bassin
    pole: UUID
    kind: DecisionKind
    subject: UUID | None
    subject_hash: str
    title: str
    text: str
    content_hash: str
    roster: tuple[RosterSeat, ...]
    consensus: ConsensusRules | None
    """Null before 0.3.0: the rules of the day of the adoption apply."""
    deadline: date | None
    """Last day for answers, if the pôle announced one."""
    deadline_recorded_on: date | None = None
    """Day on which the deadline was recorded; null without a deadline, before 0.5.0 and for an imported line."""
    replaces: UUID | None = None
    """The adopted decision of the pôle that this one is to replace; null before 0.5.0."""
    effective_on: date


class DecisionAmended(
    Event, topic="decision.amended.v3", command="amendDecision", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """The pôle proposed another wording; members take new positions, and open objections stay open."""

    REPLACES: ClassVar = {
        "decision.amended.v1": lambda fields: {**fields, "roster": None, "deadline_recorded_on": None},
        "decision.amended.v2": lambda fields: {**fields, "deadline_recorded_on": None},
    }

    pole: UUID
    number: int
    subject_hash: str
    title: str
    text: str
    content_hash: str
    roster: tuple[RosterSeat, ...] | None
    """Null before 0.3.0: the roster of the proposal stayed in use."""
    deadline: date | None
    deadline_recorded_on: date | None = None
    """As in the proposal."""
    effective_on: date


class DeadlineSet(
    Event, topic="decision.deadline-set.v1", command="setDecisionDeadline", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """The pôle announced a deadline for the wording with that `number`, or moved it to a later day."""

    pole: UUID
    number: int
    deadline: date
    deadline_recorded_on: date | None
    """Day on which it was recorded; null for an imported line."""
    effective_on: date


class PositionTaken(
    Event, topic="decision.position-taken.v3", command="takePosition", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """A member took a position on the wording with that hash; an `objection` that it raised is numbered from 1."""

    REPLACES: ClassVar = {
        "decision.position-taken.v1": _upcast_statement,
        "decision.position-taken.v2": lambda fields: {**fields, **_NO_BASIS},
    }

    pole: UUID
    operator: UUID
    stance: Stance
    words: str
    objection: int | None
    content_hash: str
    own: bool
    """True if the member recorded it, false if a coordinator recorded it for the member."""
    document: Document | None
    """The document on which the record rests, if any: signed by the member, or a dated note."""
    meeting: UUID | None = None
    """The meeting of the pôle at which the member said it, if the coordinator cited one."""
    late: bool | None = None
    """True after the adoption; null before 0.5.0 and for an imported line, of which no basis is asked."""
    effective_on: date


class ObjectionAnswered(
    Event, topic="decision.objection-answered.v1", command="answerObjection", rule=Rule.PS_CONSENSUS
):
    """The pôle answered an objection; the author may now withdraw or maintain it."""

    objection: int
    answer: str
    effective_on: date


class ObjectionMaintained(
    Event,
    topic="decision.objection-maintained.v2",
    command="maintainObjection",
    rule=Rule.PS_CONSENSUS,
    since="0.3.0",
):
    """The author maintained its objection after the answer; `own` is false if a coordinator recorded it."""

    REPLACES: ClassVar = {
        "decision.objection-maintained.v1": lambda fields: {**fields, "own": _is_own_statement(fields)},
    }

    objection: int
    reason: str
    own: bool
    effective_on: date


class ObjectionWithdrawn(
    Event, topic="decision.objection-withdrawn.v3", command="withdrawObjection", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """The author withdrew its objection; `own` is false if a coordinator recorded it, on a basis."""

    REPLACES: ClassVar = {
        "decision.objection-withdrawn.v1": lambda fields: {
            **_upcast_statement(fields),
            "by_position": fields["reason"] == "",
        },
        "decision.objection-withdrawn.v2": lambda fields: {**fields, **_NO_BASIS},
    }

    objection: int
    reason: str
    by_position: bool
    """True if a new position of the author withdrew it; its words are the reason, empty before 0.3.0."""
    own: bool
    document: Document | None
    meeting: UUID | None = None
    late: bool | None = None
    """As in a position."""
    effective_on: date


class DecisionAdopted(
    Event, topic="decision.adopted.v3", command="adoptDecision", rule=Rule.PS_CONSENSUS, since="0.5.0"
):
    """The pôle adopted the wording with that hash by consensus, at the `meeting` if the coordinator cited one."""

    REPLACES: ClassVar = {
        "decision.adopted.v1": lambda fields: {**fields, "uncounted": [], "meeting": None, "late_until": None},
        "decision.adopted.v2": lambda fields: {**fields, "late_until": None},
    }

    content_hash: str
    silent: tuple[UUID, ...]
    """Members that took no position on the wording."""
    uncounted: tuple[UUID, ...]
    """Operators of the roster that had left, or were not local and competent that day; not computed before 0.3.0."""
    meeting: UUID | None
    late_until: date | None = None
    """Last day for a late word of a member; null before 0.5.0 and for an imported line, which have none."""
    effective_on: date


class DecisionDocumentPurged(Event, topic="decision.document-purged.v1", rule=Rule.PS_CONSENSUS, since="0.5.0"):
    """The Instance purged a document on which a word recorded for a member rests."""

    sha256: str
    late_until: date | None
    """Last day for a late word from now on; null if the decision has none."""
    effective_on: date


class DecisionReplaced(Event, topic="decision.replaced.v1", rule=Rule.PS_CONSENSUS, since="0.5.0"):
    """The pôle adopted another decision, `by`, in place of this one; no new act rests on this one."""

    by: UUID
    effective_on: date


class DecisionClosed(Event, topic="decision.closed.v1", command="closeWithoutConsensus", rule=Rule.PS_CONSENSUS):
    """The pôle ended the consultation without consensus."""

    reason: str
    effective_on: date


class DecisionCommunicated(Event, topic="decision.communicated.v1", command="communicateDecision", rule=Rule.PS_COM):
    """The pôle communicated the adopted decision to the Instance; the decision is public from then on."""

    effective_on: date


class DecisionReceived(Event, topic="decision.received.v1", command="receiveDecision", rule=Rule.PS_COM):
    """The Instance received the decision that the pôle communicated."""

    effective_on: date


class DecisionDocumentAttached(
    Event, topic="decision.document-attached.v1", command="attachToDecision", rule=Rule.REGISTRE, since="0.3.0"
):
    """A document was attached to the decision; `number` counts its attachments from 1."""

    pole: UUID
    number: int
    document: Document
    title: str
    effective_on: date


class DecisionErratumNoted(
    Event, topic="decision.erratum-noted.v1", command="noteDecisionErratum", rule=Rule.REGISTRE, since="0.3.0"
):
    """An erratum was noted to the wording with that `number`; the wording itself stays unchanged."""

    number: int
    text: str
    effective_on: date


type DecisionEvent = (
    DecisionProposed
    | DecisionAmended
    | DeadlineSet
    | PositionTaken
    | ObjectionAnswered
    | ObjectionMaintained
    | ObjectionWithdrawn
    | DecisionAdopted
    | DecisionDocumentPurged
    | DecisionReplaced
    | DecisionClosed
    | DecisionCommunicated
    | DecisionReceived
    | DecisionDocumentAttached
    | DecisionErratumNoted
)
