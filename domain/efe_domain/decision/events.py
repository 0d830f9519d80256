"""What happens to a decision that a pôle takes by consensus."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.pole.roster import RosterSeat
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class DecisionKind(StrEnum):
    """What is decided; a project, an opinion or the pôle is the subject of a decision to carry it, to give it, or on
    its modalities.
    """

    DECISION = "decision"
    ORIENTATION = "orientation"
    PROJECT = "project"
    OPINION = "opinion"
    MODALITIES = "modalities"


class Stance(StrEnum):
    """What a member says of a wording. Who abstains stands aside, and was heard."""

    AGREE = "agree"
    RESERVE = "reserve"
    ABSTAIN = "abstain"
    OBJECT = "object"


def _spoken(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a member said before 0.3.0."""
    return {**raw, "own": _by_itself(raw), "document": None}


def _by_itself(raw: Mapping[str, Any]) -> bool:
    return "on_behalf_of" not in raw["metadata"]


class DecisionProposed(Event):
    """A wording of that `content_hash` was put to the members, under the rules of `consensus` of that day."""

    TOPIC = "decision.proposed.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"decision.proposed.v1": lambda raw: {**raw, "consensus": None}}

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
    """Null before 0.3.0: those of the day of the adoption."""
    deadline: date | None
    """The last day, if one was announced."""
    effective_on: date


class DecisionAmended(Event):
    """Another wording, put to the members of that day: positions start again, objections stand until withdrawn."""

    TOPIC = "decision.amended.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"decision.amended.v1": lambda raw: {**raw, "roster": None}}

    pole: UUID
    number: int
    subject_hash: str
    title: str
    text: str
    content_hash: str
    roster: tuple[RosterSeat, ...] | None
    """Null before 0.3.0: that of the proposal stayed."""
    deadline: date | None
    effective_on: date


class PositionTaken(Event):
    """A member said, in its own `words`, what it thinks of the wording of that hash; an `objection` counts from 1."""

    TOPIC = "decision.position-taken.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"decision.position-taken.v1": _spoken}

    pole: UUID
    operator: UUID
    stance: Stance
    words: str
    objection: int | None
    content_hash: str
    own: bool
    """Whether the member said it itself; a coordinator recorded it otherwise."""
    document: Document | None
    """What the member signed."""
    effective_on: date


class ObjectionAnswered(Event):
    """The pôle answered an objection; its author may then withdraw or maintain it."""

    TOPIC = "decision.objection-answered.v1"
    RULE = Rule.PS_CONSENSUS

    objection: int
    answer: str
    effective_on: date


class ObjectionMaintained(Event):
    """After the answer, the author keeps its objection; its `own` word unless a coordinator recorded it."""

    TOPIC = "decision.objection-maintained.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {
        "decision.objection-maintained.v1": lambda raw: {**raw, "own": _by_itself(raw)},
    }

    objection: int
    reason: str
    own: bool
    effective_on: date


class ObjectionWithdrawn(Event):
    """The author no longer objects; its `own` word unless a coordinator recorded it, by what it signed or not."""

    TOPIC = "decision.objection-withdrawn.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {
        "decision.objection-withdrawn.v1": lambda raw: {**_spoken(raw), "by_position": raw["reason"] == ""},
    }

    objection: int
    reason: str
    by_position: bool
    """Whether another position says so: its words are the reason, or none before 0.3.0."""
    own: bool
    document: Document | None
    effective_on: date


class DecisionAdopted(Event):
    """The wording of that hash was adopted by consensus, at that `meeting` if it cites one."""

    TOPIC = "decision.adopted.v2"
    RULE = Rule.PS_CONSENSUS
    SINCE = "0.3.0"
    REPLACES: ClassVar = {"decision.adopted.v1": lambda raw: {**raw, "uncounted": [], "meeting": None}}

    content_hash: str
    silent: tuple[UUID, ...]
    """The members who did not answer before the deadline."""
    uncounted: tuple[UUID, ...]
    """Those of the roster who had left, or were not local and competent that day; before 0.3.0 nobody looked."""
    meeting: UUID | None
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


class DecisionDocumentAttached(Event):
    """A document was put beside it, as the `number`-th."""

    TOPIC = "decision.document-attached.v1"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    pole: UUID
    number: int
    document: Document
    title: str
    effective_on: date


class DecisionErratumNoted(Event):
    """What is to be read otherwise in the `number`-th wording, which stays as it is."""

    TOPIC = "decision.erratum-noted.v1"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    number: int
    text: str
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
    | DecisionDocumentAttached
    | DecisionErratumNoted
)
