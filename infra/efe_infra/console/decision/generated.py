"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

import msgspec

from efe_infra.console.document.generated import Attached, CitedDocument, Noted
from efe_infra.console.meeting.generated import Consultation
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, Told
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, PartyOffer, Standing


class DecisionCommandPole(Response):
    id: str


class DecisionCommandProjectDossier(Response):
    content_hash: str


class DecisionCommandNode(Response):
    typename: str = msgspec.field(name="__typename")
    dossier: DecisionCommandProjectDossier | None = None
    content_hash: str | None = None


class DecisionCommandObjection(Response):
    id: str
    number: int
    reason: str
    answer: str | None


class RosterSeatOperator(Response):
    id: str
    name: str


class RosterSeat(Response):
    college: str
    operator: RosterSeatOperator | None


class DecisionCommandDecisionDossier(Response):
    subject_hash: str
    objections: tuple[DecisionCommandObjection, ...]
    roster: tuple[RosterSeat, ...]


class DecisionCommandDecision(Response):
    id: str
    available_commands: tuple[PartyOffer, ...]
    kind: str
    title: str
    text: str
    bassin: str
    version: int
    content_hash: str
    deadline: date | None
    pole: DecisionCommandPole | None
    subject: DecisionCommandNode | None
    dossier: DecisionCommandDecisionDossier | None


class DecisionCommandResponse(FrameAndLaw):
    viewer: Standing | None
    decision: DecisionCommandDecision | None


class LateWordsOperator(Response):
    id: str
    name: str


class LateWordsPole(Response):
    id: str
    name: str
    bassin: str


class LateWordsLateWord(Response):
    decision_id: str
    title: str
    text: str
    content_hash: str
    adopted_on: date
    late_until: date
    stance: str | None
    words: str | None
    contests: bool
    member: LateWordsOperator | None
    pole: LateWordsPole | None


class LateWordsViewer(Standing):
    late_words: tuple[LateWordsLateWord, ...]


class LateWordsResponse(FrameAndLaw):
    viewer: LateWordsViewer | None


class DecisionPole(Response):
    id: str
    name: str


class DecisionNode(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class Decision(Response):
    id: str
    title: str


class DecisionPerson(Response):
    display_name: str


class DecisionRosterSeat(RosterSeat):
    representative: DecisionPerson | None


class DecisionMeeting(Response):
    id: str
    held_on: date | None


class DecisionStatementBasis(Response):
    meeting: DecisionMeeting | None
    document: CitedDocument | None


class DecisionOperator(Response):
    id: str
    name: str


class DecisionPosition(Response):
    taken_on: date
    stance: str
    words: str
    recorded_for: bool
    basis: DecisionStatementBasis | None
    late: bool | None
    content_hash: str
    operator: DecisionOperator | None


class DecisionOperatorOfOperator(Response):
    name: str


class DecisionObjection(Response):
    id: str
    number: int
    state: str
    raised_on: date
    reason: str
    answer: str | None
    answered_on: date | None
    settled_on: date | None
    last_word: str | None
    operator: DecisionOperatorOfOperator | None


class DecisionDossier(Response):
    replaces: Decision | None
    replaced_by: Decision | None
    purged_documents: tuple[str, ...]
    attachments: tuple[Attached, ...]
    may_speak_late: tuple[RosterSeat, ...]
    roster: tuple[DecisionRosterSeat, ...]
    positions: tuple[DecisionPosition, ...]
    objections: tuple[DecisionObjection, ...]
    consultation: Consultation


class DecisionDecision(Response):
    id: str
    available_commands: tuple[PartyOffer, ...] | None = None
    title: str
    text: str
    number: int
    bassin: str
    kind: str
    state: str
    proposed_on: date
    deadline: date | None
    deadline_counts: bool | None
    adopted_on: date | None
    communicated_on: date | None
    received_on: date | None
    closed_on: date | None
    illustrative: bool
    errata: tuple[Noted, ...]
    version: int
    content_hash: str
    contested_on: date | None
    late_until: date | None
    member_words: int
    own_words: int
    next_step: NextStep | None = None
    history: Told | None = None
    pole: DecisionPole | None
    subject: DecisionNode | None
    dossier: DecisionDossier | None


class DecisionResponse(Frame):
    viewer: Standing | None = None
    decision: DecisionDecision | None


class DecisionPositionsPole(Response):
    id: str


class DecisionPositionsOperator(Response):
    id: str


class DecisionPositionsDecisionPosition(Response):
    content_hash: str
    stance: str
    operator: DecisionPositionsOperator | None


class DecisionPositionsDecisionDossier(Response):
    roster: tuple[RosterSeat, ...]
    positions: tuple[DecisionPositionsDecisionPosition, ...]


class DecisionPositionsDecision(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    kind: str
    title: str
    text: str
    bassin: str
    version: int
    content_hash: str
    pole: DecisionPositionsPole | None
    dossier: DecisionPositionsDecisionDossier | None


class DecisionPositionsResponse(FrameAndLaw):
    viewer: Standing | None
    decision: DecisionPositionsDecision | None


DECISION_COMMAND: Final = Document("decision_command", DecisionCommandResponse)
LATE_WORDS: Final = Document("late_words", LateWordsResponse)
DECISION: Final = Document("decision", DecisionResponse)
DECISION_POSITIONS: Final = Document("decision_positions", DecisionPositionsResponse)
