"""The commands of a pôle on its decisions, and the Instance's receipt of them."""

from datetime import date
from typing import Final
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.shared.errors import NotFound

SUBJECTS: Final[dict[DecisionKind, type[Project | Opinion]]] = {
    DecisionKind.PROJECT: Project,
    DecisionKind.OPINION: Opinion,
}


class DecisionCommands(Rights):
    """Done by who represents a member of the pôle, or recorded by a coordinator of its Instance.

    What one member says is said by its own representative, or recorded on its behalf. `on` is today when None.
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
            self._check_decidable(pole, self.require(SUBJECTS[kind], subject))
        decision.propose(pole, kind, subject, wording, on=self.day(on))
        return self.record(decision)

    @use_case
    def amend_decision(self, decision_id: UUID, wording: Wording, *, on: date | None = None) -> CommandResult:
        pole, decision = self._discussed(decision_id)
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
        on: date | None = None,
    ) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, operator)
        decision.take_position(pole, operator, stance, words, content_hash=content_hash, on=self.day(on))
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
        decision.maintain_objection(pole, objection, reason, on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def withdraw_objection(
        self, decision_id: UUID, objection: int, reason: str, *, on: date | None = None
    ) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        member = self.seat(pole, decision.objections[objection].operator)
        decision.withdraw_objection(pole, objection, reason, on=self.day(on))
        return self.record(decision, on_behalf_of=member)

    @use_case
    def adopt_decision(self, decision_id: UUID, *, on: date | None = None) -> CommandResult:
        pole, decision = self._discussed(decision_id)
        decision.adopt(pole, self._name_of, on=self.day(on))
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

    def _check_decidable(self, pole: Pole, subject: Project | Opinion) -> None:
        """A pôle may carry a project of another; it gives its own opinions only. Raises `NotFound`."""
        match subject:
            case Opinion(brief=brief) if brief.pole != pole.id:
                raise NotFound(Opinion.NOUN, subject.id)

    def _discussed(self, decision_id: UUID) -> tuple[Pole, Decision]:
        """The decision, and its pôle, for whoever acts in that. Raises `NotFound` or `Forbidden`."""
        decision = self.require(Decision, decision_id)
        return self.acting_in(decision.pole), self.target(decision)

    def _name_of(self, operator: UUID) -> str:
        return self.require(Operator, operator).name
