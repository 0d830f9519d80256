"""The commands of the register of operators, kept in common by the coordinators of the ten Instances."""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import commune as commune_of
from efe_domain.shared.ids import operator_id
from efe_domain.shared.numbers import NumberScheme


class OperatorCommands(Rights):
    """`bassin` is the Instance whose coordinator acts; `commune` is a NIS code; `on` is today when None."""

    @use_case
    def register_operator(
        self, bassin: str, scheme: NumberScheme, number: str, name: str, kind: OperatorKind, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self.load(Operator, operator_id(scheme, number)))
        operator.register(scheme, number, name, kind, on=self.day(on))
        return self.record(operator)

    @use_case
    def open_site(
        self, bassin: str, operator_id: UUID, site: UUID, commune: str, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self.require(Operator, operator_id))
        operator.open_site(site, commune_of(commune), on=self.day(on))
        return self.record(operator)

    @use_case
    def close_site(self, bassin: str, operator_id: UUID, site: UUID, *, on: date | None = None) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self.require(Operator, operator_id))
        operator.close_site(site, on=self.day(on))
        return self.record(operator)

    @use_case
    def recognise_competence(
        self, bassin: str, operator_id: UUID, axis: Axis, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self.require(Operator, operator_id))
        operator.recognise_competence(axis, on=self.day(on))
        return self.record(operator)

    @use_case
    def withdraw_competence(
        self, bassin: str, operator_id: UUID, key: str, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self.require(Operator, operator_id))
        operator.withdraw_competence(key, on=self.day(on))
        return self.record(operator)
