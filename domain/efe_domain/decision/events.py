"""What happens to a decision that a pôle takes by consensus."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.pole.roster import RosterSeat
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class DecisionKind(StrEnum):
    """What is decided; a project or an opinion is the subject of a decision to carry or to give it."""

    DECISION = "decision"
    ORIENTATION = "orientation"
    PROJECT = "project"
    OPINION = "opinion"


class Stance(StrEnum):
    """What a member says of a wording. Who abstains stands aside, and was heard."""

    AGREE = "agree"
    RESERVE = "reserve"
    ABSTAIN = "abstain"
    OBJECT = "object"


class DecisionProposed(Event):
    """A wording, named by its `content_hash`, was put to the members; `deadline` is the last day, if announced."""

    TOPIC = "decision.proposed.v1"
    RULE = Rule.PS_CONSENSUS

    bassin: Bassin
    pole: UUID
    kind: DecisionKind
    subject: UUID | None
    subject_hash: str
    title: str
    text: str
    content_hash: str
    roster: tuple[RosterSeat, ...]
    deadline: date | None
    effective_on: date


class DecisionAmended(Event):
    """Another wording took the place of the last one: positions start again, objections stand until withdrawn."""

    TOPIC = "decision.amended.v1"
    RULE = Rule.PS_CONSENSUS

    pole: UUID
    number: int
    subject_hash: str
    title: str
    text: str
    content_hash: str
    deadline: date | None
    effective_on: date


class PositionTaken(Event):
    """A member said, in its own `words`, what it thinks of the wording of that hash; an `objection` counts from 1."""

    TOPIC = "decision.position-taken.v1"
    RULE = Rule.PS_CONSENSUS

    pole: UUID
    operator: UUID
    stance: Stance
    words: str
    objection: int | None
    content_hash: str
    effective_on: date


class ObjectionAnswered(Event):
    """The pôle answered an objection; its author may then withdraw or maintain it."""

    TOPIC = "decision.objection-answered.v1"
    RULE = Rule.PS_CONSENSUS

    objection: int
    answer: str
    effective_on: date


class ObjectionMaintained(Event):
    """After the answer, the author keeps its objection."""

    TOPIC = "decision.objection-maintained.v1"
    RULE = Rule.PS_CONSENSUS

    objection: int
    reason: str
    effective_on: date


class ObjectionWithdrawn(Event):
    """The author no longer objects; without a `reason` when another position says so."""

    TOPIC = "decision.objection-withdrawn.v1"
    RULE = Rule.PS_CONSENSUS

    objection: int
    reason: str
    effective_on: date


class DecisionAdopted(Event):
    """The wording of that hash was adopted by consensus; `silent` did not answer before the deadline."""

    TOPIC = "decision.adopted.v1"
    RULE = Rule.PS_CONSENSUS

    content_hash: str
    silent: tuple[UUID, ...]
    effective_on: date


class DecisionClosed(Event):
    """The pôle found no consensus, and left the matter there."""

    TOPIC = "decision.closed.v1"
    RULE = Rule.PS_CONSENSUS

    reason: str
    effective_on: date


class DecisionCommunicated(Event):
    """The pôle communicated what it adopted to the Instance: from now on everybody may read it."""

    TOPIC = "decision.communicated.v1"
    RULE = Rule.PS_COM

    effective_on: date


class DecisionReceived(Event):
    """The Instance received what the pôle communicated."""

    TOPIC = "decision.received.v1"
    RULE = Rule.PS_COM

    effective_on: date


type DecisionEvent = (
    DecisionProposed
    | DecisionAmended
    | PositionTaken
    | ObjectionAnswered
    | ObjectionMaintained
    | ObjectionWithdrawn
    | DecisionAdopted
    | DecisionClosed
    | DecisionCommunicated
    | DecisionReceived
)
