"""The commands of an Instance on its pôles: how many and which, who sits, for how long."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import Criterion
from efe_domain.pole.pole import Pole
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.ids import pole_id


class PoleCommands(Rights):
    """Each is done by a coordinator of the pôle's own Instance (PS-DESIGN). `on` is today when None."""

    @use_case
    def create_pole(self, bassin: str, axis: Axis, name: str, *, on: date | None = None) -> CommandResult:
        instance, day = self.coordinating(bassin), self.day(on)
        pole, freed_on = self._next_pole(bassin, axis, name)
        self.target(pole)
        pole.create(bassin_of(bassin), instance.identified(axis, day), name, freed_on=freed_on, on=day)
        return self.record(pole)

    @use_case
    def designate_member(
        self, pole_id: UUID, operator_id: UUID, *, representative: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        pole, operator = self.target(self.coordinated(pole_id)), self.require(Operator, operator_id)
        self.check_nameable(representative)
        pole.designate(operator.as_candidate(), representative, on=self.day(on))
        return self.record(pole)

    @use_case
    def replace_representative(
        self, pole_id: UUID, operator_id: UUID, *, representative: UUID | None, on: date | None = None
    ) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        self.check_nameable(representative)
        pole.replace_representative(operator_id, representative, on=self.day(on))
        return self.record(pole)

    @use_case
    def end_membership(
        self, pole_id: UUID, operator_id: UUID, reason: str, *, on: date | None = None
    ) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        members = self._candidates(pole.members_on(pole.weighing_day(day)))
        pole.end_membership(operator_id, reason, members=members, on=day)
        return self.record(pole)

    @use_case
    def agree_modalities(
        self,
        pole_id: UUID,
        meeting_every_months: int,
        *,
        quorum_percent: int | None = None,
        remote_allowed: bool = False,
        on: date | None = None,
    ) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.agree_modalities(meeting_every_months, quorum_percent, remote_allowed=remote_allowed, on=self.day(on))
        return self.record(pole)

    @use_case
    def constitute_pole(self, pole_id: UUID, *, ends: date | None = None, on: date | None = None) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        pole.constitute(self._candidates(pole.members_on(day)), ends=ends, on=day)
        return self.record(pole)

    @use_case
    def evaluate_pole(
        self, pole_id: UUID, criteria: tuple[Criterion, ...], conclusion: str, *, on: date | None = None
    ) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.evaluate(criteria, conclusion, on=self.day(on))
        return self.record(pole)

    @use_case
    def renew_pole(self, pole_id: UUID, *, ends: date | None = None, on: date | None = None) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        pole.renew(self._candidates(pole.members_on(day)), ends=ends, on=day)
        return self.record(pole)

    @use_case
    def dissolve_pole(self, pole_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.dissolve(reason, on=self.day(on))
        return self.record(pole)

    def coordinated(self, pole_id: UUID) -> Pole:
        """The pôle, for a coordinator of its Instance. Raises `NotFound` or `Forbidden`."""
        pole = self.require(Pole, pole_id)
        self.coordinating(pole.bassin)
        return pole

    def _candidates(self, operators: Iterable[UUID]) -> list[Candidate]:
        return [self.require(Operator, operator).as_candidate() for operator in operators]

    def _next_pole(self, bassin: str, axis: Axis, name: str) -> tuple[Pole, date]:
        """The pôle that bears the name, or the one to create, and the day on which the last bearer was dissolved."""
        freed_on = date.min
        for nth in count(1):
            pole = self.load(Pole, pole_id(bassin_of(bassin), axis, name, nth))
            if pole.dissolved_on is None:
                break
            freed_on = pole.dissolved_on
        return pole, freed_on
