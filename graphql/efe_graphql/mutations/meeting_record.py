"""Composite commands on a meeting and its decisions: the record of a meeting, and positions of several members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.decision.events import Stance
from efe_domain.decision.refusals import (
    CollegeNotHeard,
    NobodyAgrees,
    NotEveryoneConsulted,
    NotOnTheRoster,
    ObjectionStands,
    OwnWordStands,
    SamePosition,
    WordingChanged,
)
from efe_domain.shared.errors import DomainError, Invalid, Refusal
from efe_domain.shared.messages import in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import uuid_of, write_id
from efe_graphql.mutations.annex_mutations import AttachToMeetingInput
from efe_graphql.mutations.composite import CommandPart, CompositeInput, CompositeRun
from efe_graphql.mutations.decision_mutations import AdoptDecisionInput, CloseWithoutConsensusInput, TakePositionInput
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.meeting_decision_inputs import (
    EarlierMinutesInput,
    MeetingDecisionInput,
    MeetingOutcome,
    MemberPositionInput,
    MinutesDocumentInput,
    OpenDecisionInput,
)
from efe_graphql.mutations.meeting_mutations import (
    PLACE,
    REMOTE,
    AdoptMinutesInput,
    AttendeeInput,
    HoldMeetingInput,
    RepresentedOperatorInput,
)
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.meeting_decisions import MeetingDecisionPayload
from efe_graphql.types.operator import Operator

NOT_ADOPTED: Final = (ObjectionStands, NotEveryoneConsulted, CollegeNotHeard, NobodyAgrees)
"""Refusals of an adoption that leave the positions, and the decision open."""
OWN_WORD: Final = (SamePosition, OwnWordStands, NotOnTheRoster)
"""Refusals of a position by consensus that leave the member's word as it is."""
ADOPTING: Final = (MeetingOutcome.CONSENSUS, MeetingOutcome.ADOPTED)


@strawberry.input(
    description="Consigner une réunion en une fois : les présences, les décisions prises, le procès-verbal (M1,"
    " PS-REUNION, PS-CONSENSUS). Tout est enregistré ensemble, ou rien. Un membre qui n'est nommé nulle part est"
    " absent. Une adoption qui attend un membre ne prend pas effet : les positions restent, la décision est ouverte."
)
class RecordMeetingInput(CompositeInput):
    LISTED: ClassVar[str] = "decisions"

    meeting_id: ID = field(description="La réunion.")
    place: str = field(default="", description=PLACE)
    remote: bool = field(default=False, description=REMOTE)
    present: list[AttendeeInput] = field(description="Qui était présent.")
    excused: list[AttendeeInput] = field(default_factory=list, description="Qui s'est fait excuser.")
    represented: list[RepresentedOperatorInput] = field(
        default_factory=list, description="Qui était représenté, et par qui."
    )
    decisions: list[MeetingDecisionInput] = field(
        default_factory=list, description="Les décisions discutées, dans l'ordre."
    )
    minutes: MinutesDocumentInput | None = field(default=None, description="Le procès-verbal de la réunion.")
    earlier_minutes: list[EarlierMinutesInput] = field(
        default_factory=list, description="Les procès-verbaux de réunions antérieures, adoptés à celle-ci."
    )

    def parts(self, run: CompositeRun) -> Sequence[CommandPart]:
        return MeetingParts(self, run).parts

    async def shown(self, run: CompositeRun, as_of: ResolvedAsOf) -> dict[str, Any]:
        return {"decisions": [await each.shown(run, as_of) for each in MeetingParts(self, run).decisions]}


@dataclass
class DecisionParts:
    """Numbers of the parts of one decision: its proposal, its adoption, and the positions by consensus, by member."""

    decision_id: str | None
    proposal: int | None
    adoption: int | None
    by_consensus: dict[str, int]

    def decision(self, run: CompositeRun) -> UUID:
        """Returns the id of the decision, once it is proposed. Raises `BadUserInput`."""
        if self.proposal is not None:
            return run.entity(self.proposal)
        return uuid_of("Decision", self.decision_id or "")

    async def shown(self, run: CompositeRun, as_of: ResolvedAsOf) -> MeetingDecisionPayload:
        """Returns what became of the decision. A repeated command no longer knows why it stayed open."""
        context = run.context
        refusal = run.tolerated.get(self.adoption) if self.adoption is not None else None
        unheard = [operator for operator, number in self.by_consensus.items() if number in run.tolerated]
        operators = [await Operator.load(context, (uuid_of("Operator", each),), as_of) for each in unheard]
        return MeetingDecisionPayload(
            decision=await Decision.load(context, (self.decision(run),), as_of),
            adopted=self.adoption in run.results,
            reasons=[in_language(each, context.language) for each in _reasons(refusal)],
            not_recorded=[each for each in operators if each],
        )


def _reasons(refusal: Refusal | None) -> Sequence[str]:
    if refusal is None:
        return ()
    others = refusal.reasons if isinstance(refusal, DomainError) else ()
    return [refusal.message, *(each for each in others if each != refusal.message)]


def _check_nothing() -> None:
    """Leaves a decision that the same command proposes."""


class MeetingParts:
    """Parts of a recorded meeting, in their order: it is held, its decisions, its minutes."""

    def __init__(self, record: RecordMeetingInput, run: CompositeRun) -> None:
        self._record, self._run = record, run
        self.parts = [CommandPart((), self._held)]
        self.decisions = [self._decision(nth, each) for nth, each in enumerate(record.decisions)]
        self._minutes()

    def _add(self, part: CommandPart) -> int:
        self.parts.append(part)
        return len(self.parts) - 1

    def _held(self) -> CommandInput:
        record = self._record
        return HoldMeetingInput(
            meeting_id=record.meeting_id,
            place=record.place,
            remote=record.remote,
            present=record.present,
            excused=record.excused,
            represented=record.represented,
            effective_on=record.effective_on,
        )

    def _day(self) -> date | None:
        """Returns the day of the meeting, once it is held."""
        return self._run.context.ports.platform.day_of_meeting(uuid_of("Meeting", self._record.meeting_id))

    def _decision(self, nth: int, decision_input: MeetingDecisionInput) -> DecisionParts:
        path, proposed = ("decisions", str(nth)), decision_input.decision.proposed
        open_decision = None if proposed else decision_input.decision.open
        parts = DecisionParts(open_decision.decision_id if open_decision else None, None, None, {})
        needs: tuple[int, ...] = (0,)
        if proposed:
            proposal = CommandPart((*path, "decision", "proposed"), lambda: proposed.command(self._day()), needs)
            parts.proposal = self._add(proposal)
            needs = (*needs, parts.proposal)
        position_parts = [
            self._add(
                CommandPart((*path, "positions", str(n)), partial(self._position, decision_input, parts, each), needs)
            )
            for n, each in enumerate(decision_input.positions)
        ]
        if decision_input.outcome is MeetingOutcome.CONSENSUS:
            for operator in self._heard(decision_input):
                agreeing = MemberPositionInput(operator_id=ID(operator), stance=Stance.AGREE)
                command = partial(self._position, decision_input, parts, agreeing)
                parts.by_consensus[operator] = self._add(CommandPart(path, command, needs, OWN_WORD))
        needs = (*needs, *position_parts)
        check = partial(self._check_judged, open_decision) if open_decision else _check_nothing
        if decision_input.outcome in ADOPTING:
            parts.adoption = self._add(
                CommandPart(path, partial(self._adopted, decision_input, parts), needs, NOT_ADOPTED, check)
            )
        elif decision_input.outcome is MeetingOutcome.CLOSED:
            self._add(CommandPart(path, partial(self._closed, decision_input, parts), needs, check=check))
        return parts

    def _check_judged(self, judged: OpenDecisionInput) -> None:
        """Raises `WordingChanged` if the wording is no longer the one that the client read."""
        platform = self._run.context.ports.platform
        if platform.hash_of_decision(uuid_of("Decision", judged.decision_id)) != judged.content_hash:
            raise WordingChanged("Le texte n'est plus celui que la réunion a jugé.")

    def _heard(self, decision_input: MeetingDecisionInput) -> list[str]:
        """Returns the operators present or represented, without those whose position stands in the input."""
        spoken_for = {each.operator_id for each in decision_input.positions}
        present = [str(each.operator_id) for each in self._record.present if each.operator_id]
        represented = [str(each.operator_id) for each in self._record.represented]
        return [each for each in dict.fromkeys([*present, *represented]) if each not in spoken_for]

    def _position(
        self, decision_input: MeetingDecisionInput, parts: DecisionParts, position: MemberPositionInput
    ) -> CommandInput:
        on = self._day()
        open_decision, proposed = decision_input.decision.open, decision_input.decision.proposed
        return TakePositionInput(
            decision_id=ID(write_id("Decision", (parts.decision(self._run),))),
            operator_id=position.operator_id,
            stance=position.stance,
            words=position.words,
            content_hash=proposed.content_hash(on or date.min)
            if proposed
            else open_decision.content_hash
            if open_decision
            else "",
            basis_meeting_id=self._record.meeting_id,
            effective_on=on,
        )

    def _adopted(self, decision_input: MeetingDecisionInput, parts: DecisionParts) -> CommandInput:
        return AdoptDecisionInput(
            decision_id=ID(write_id("Decision", (parts.decision(self._run),))),
            meeting_id=self._record.meeting_id,
            joins=decision_input.joins,
            effective_on=self._day(),
        )

    def _closed(self, decision_input: MeetingDecisionInput, parts: DecisionParts) -> CommandInput:
        decision = ID(write_id("Decision", (parts.decision(self._run),)))
        return CloseWithoutConsensusInput(
            decision_id=decision, reason=decision_input.reason, effective_on=self._day()
        )

    def _minutes(self) -> None:
        for nth, earlier in enumerate(self._record.earlier_minutes):
            self._add(CommandPart(("earlierMinutes", str(nth)), partial(self._earlier_minutes, earlier), (0,)))
        if minutes := self._record.minutes:
            self._add(CommandPart(("minutes",), partial(self._own_minutes, minutes), (0,)))

    def _earlier_minutes(self, earlier: EarlierMinutesInput) -> CommandInput:
        return AdoptMinutesInput(meeting_id=earlier.meeting_id, sha256=earlier.sha256, effective_on=self._day())

    def _own_minutes(self, minutes: MinutesDocumentInput) -> CommandInput:
        meeting, on = self._record.meeting_id, self._day()
        if minutes.adopted:
            return AdoptMinutesInput(meeting_id=meeting, sha256=minutes.sha256, effective_on=on)
        return AttachToMeetingInput(meeting_id=meeting, sha256=minutes.sha256, title=minutes.title, effective_on=on)


@strawberry.input(
    description="Consigner les positions de plusieurs membres sur un texte, sur une même base : une réunion ou un"
    " document. Toutes sont enregistrées ensemble, ou aucune (PS-CONSENSUS)."
)
class TakePositionsInput(CompositeInput):
    LISTED: ClassVar[str] = "positions"

    decision_id: ID = field(description="La décision.")
    positions: list[MemberPositionInput] = field(description="Les positions, une par membre.")
    content_hash: str = field(description="L'empreinte du texte jugé : si le texte a changé, l'acte est refusé.")
    basis_meeting_id: ID | None = field(
        default=None,
        description="La réunion du pôle, tenue ce jour-là, où les membres l'ont dit, présents ou représentés.",
    )
    sha256: str | None = field(
        default=None, description="L'empreinte SHA-256 du document que les membres ont signé, déposé auparavant."
    )

    def parts(self, _: CompositeRun) -> Sequence[CommandPart]:
        """Raises `Invalid` without a position."""
        if not self.positions:
            raise Invalid("positions", "Une position au moins est attendue.")
        return [
            CommandPart(("positions", str(nth)), partial(self._position, each))
            for nth, each in enumerate(self.positions)
        ]

    def _position(self, position: MemberPositionInput) -> CommandInput:
        return TakePositionInput(
            decision_id=self.decision_id,
            operator_id=position.operator_id,
            stance=position.stance,
            words=position.words,
            content_hash=self.content_hash,
            basis_meeting_id=self.basis_meeting_id,
            sha256=self.sha256,
            effective_on=self.effective_on,
        )
