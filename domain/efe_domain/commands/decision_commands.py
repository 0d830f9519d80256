"""The commands of a pôle on its decisions, and the Instance's receipt of them."""

from datetime import date
from typing import Final
from uuid import UUID

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.invitation_commands import InvitationLookup
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.wording import Wording
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound

SUBJECTS: Final[dict[DecisionKind, type[Project | Opinion | Pole]]] = {
    DecisionKind.PROJECT: Project,
    DecisionKind.OPINION: Opinion,
    DecisionKind.MODALITIES: Pole,
}


class DecisionCommands(InvitationLookup):
    """Commands for a representative of a member of the pôle, or for a coordinator of its Instance.

    The representative of a member records its statements, or the coordinator on its behalf. `on` is today when None.
    """

    @use_case
    def propose_decision(
        self,
        decision_id: UUID,
        pole_id: UUID,
        kind: DecisionKind,
        wording: Wording,
        *,
        subject: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        pole, decision = self.acting_in(pole_id), self.target(self.load(Decision, decision_id))
        if subject and kind in SUBJECTS:
            self._check_decidable(pole, self.require(SUBJECTS[kind], subject), wording, self.day(on))
        decision.propose(pole, kind, subject, wording, on=self.day(on))
        return self.record(decision)

    @use_case
    def amend_decision(self, decision_id: UUID, wording: Wording, *, on: date | None = None) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        if decision.subject and decision.kind in SUBJECTS:
            subject = self.require(SUBJECTS[decision.kind], decision.subject)
            self._check_decidable(pole, subject, wording, self.day(on))
        decision.amend(pole, wording, on=self.day(on))
        return self.record(decision)

    @use_case
    def take_position(
        self,
        decision_id: UUID,
        operator: UUID,
        stance: Stance,
        words: str = "",
        *,
        content_hash: str,
        document: Document | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`document` is what the member signed, where a coordinator records its position."""
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, operator)
        voice = Voice(own=not member, document=document)
        decision.take_position(pole, operator, stance, words, content_hash=content_hash, voice=voice, on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def answer_objection(
        self, decision_id: UUID, objection: int, answer: str, *, on: date | None = None
    ) -> CommandResult:
        _, decision = self._discussed(decision_id)
        decision.answer_objection(objection, answer, on=self.day(on))
        return self.record(decision)

    @use_case
    def maintain_objection(
        self, decision_id: UUID, objection: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, decision.objections[objection].operator)
        decision.maintain_objection(pole, objection, reason, voice=Voice(own=not member), on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def withdraw_objection(
        self,
        decision_id: UUID,
        objection: int,
        reason: str,
        *,
        document: Document | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`document` is what the author signed, where a coordinator records it."""
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, decision.objections[objection].operator)
        voice = Voice(own=not member, document=document)
        decision.withdraw_objection(pole, objection, reason, voice=voice, on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def adopt_decision(
        self, decision_id: UUID, *, meeting_id: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        """`meeting_id` is the meeting of the pôle at which it adopts."""
        (pole, decision), day = self._discussed(decision_id), self.day(on)
        members = self.candidates(pole.members_on(day))
        if meeting_id:
            self.require(Meeting, meeting_id).check_met(pole.id, day)
        decision.adopt(pole, members, self._name_of, meeting=meeting_id, on=day)
        return self.record(decision)

    @use_case
    def close_without_consensus(self, decision_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        _, decision = self._discussed(decision_id)
        decision.close(reason, on=self.day(on))
        return self.record(decision)

    @use_case
    def communicate_decision(self, decision_id: UUID, *, on: date | None = None) -> CommandResult:
        _, decision = self._discussed(decision_id)
        decision.communicate(on=self.day(on))
        return self.record(decision)

    @use_case
    def receive_decision(self, decision_id: UUID, *, on: date | None = None) -> CommandResult:
        decision = self.require(Decision, decision_id)
        self.coordinating(decision.bassin)
        self.target(decision).receive(on=self.day(on))
        return self.record(decision)

    def _check_decidable(self, pole: Pole, subject: Project | Opinion | Pole, wording: Wording, on: date) -> None:
        """A pôle may carry a project of another, whose content it was shown; its opinions and modalities are its own.

        Raises `NotFound`, `NotInvited` or `ContentNotShown`.
        """
        match subject:
            case Project():
                subject.check_shown(pole, self.invitation_to(subject, pole, on), wording.subject_hash, on)
            case Opinion(brief=brief) if brief.pole != pole.id:
                raise NotFound(Opinion.NOUN, subject.id)
            case Pole() if subject.id != pole.id:
                raise NotFound(Pole.NOUN, subject.id)

    def _discussed(self, decision_id: UUID) -> tuple[Pole, Decision]:
        """Loads the decision and its pôle for an account that acts in the pôle. Raises `NotFound` or `Forbidden`."""
        decision = self.require(Decision, decision_id)
        return self.acting_in(decision.pole), self.target(decision)

    def _name_of(self, operator: UUID) -> str:
        return self.require(Operator, operator).name
