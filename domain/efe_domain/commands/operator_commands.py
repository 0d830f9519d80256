"""The commands of the register of operators: the ten Instances keep it together, each for its own bassin."""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import Rights
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.bassins import commune as commune_of
from efe_domain.shared.ids import NumberScheme, operator_id


class OperatorCommands(Rights):
    """`bassin` is the Instance whose coordinator acts; `commune` is a NIS code; `on` is today when None."""

    @use_case
    def register_operator(
        self, bassin: str, scheme: NumberScheme, number: str, name: str, kind: OperatorKind, *, on: date | None = None
    ) -> CommandResult:
        self.coordinating(bassin)
        operator = self.target(self._numbered(scheme, number))
        operator.register(scheme, number, name, kind, on=self.day(on))
        return self.record(operator)

    @use_case
    def rename_operator(self, bassin: str, operator_id: UUID, name: str, *, on: date | None = None) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.rename(name, on=self.day(on))
        return self.record(operator)

    @use_case
    def change_operator_kind(
        self, bassin: str, operator_id: UUID, kind: OperatorKind, *, on: date | None = None
    ) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.change_kind(kind, on=self.day(on))
        return self.record(operator)

    @use_case
    def renumber_operator(
        self, bassin: str, operator_id: UUID, scheme: NumberScheme, number: str, *, on: date | None = None
    ) -> CommandResult:
        """Renumbers the operator, and reserves the id that a new operator with that number would have."""
        operator, day = self._operator(bassin, operator_id), self.day(on)
        numbered = self._numbered(scheme, number)
        if numbered.id != operator.id:
            numbered.check_number_free(scheme, number)
        operator.renumber(scheme, number, on=day)
        if numbered.id == operator.id:
            return self.record(operator)
        numbered.reserve_for(operator.id, on=day)
        return self.record(operator, numbered)

    def _operator(self, bassin: str, operator_id: UUID) -> Operator:
        """Loads the operator for a coordinator of the Instance. Raises `NotFound` or `Forbidden`."""
        self.coordinating(bassin)
        return self.target(self.require(Operator, operator_id))

    def _numbered(self, scheme: NumberScheme, number: str) -> Operator:
        """The operator that has, or had, the number; else the one to register with it."""
        operator = self.load(Operator, operator_id(scheme, number))
        return self.load(Operator, operator.bearer) if operator.bearer else operator

    @use_case
    def open_site(
        self, bassin: str, operator_id: UUID, site: UUID, commune: str, *, on: date | None = None
    ) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.open_site(bassin_of(bassin), site, commune_of(commune), on=self.day(on))
        return self.record(operator)

    @use_case
    def close_site(self, bassin: str, operator_id: UUID, site: UUID, *, on: date | None = None) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.close_site(bassin_of(bassin), site, on=self.day(on))
        return self.record(operator)

    @use_case
    def record_ressort(self, bassin: str, operator_id: UUID, basis: str, *, on: date | None = None) -> CommandResult:
        """Records the ressort of an intercommunale or a social partner over the coordinator's bassin."""
        operator = self._operator(bassin, operator_id)
        operator.record_ressort(bassin_of(bassin), basis, on=self.day(on))
        return self.record(operator)

    @use_case
    def end_ressort(self, bassin: str, operator_id: UUID, *, on: date | None = None) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.end_ressort(bassin_of(bassin), on=self.day(on))
        return self.record(operator)

    @use_case
    def recognise_competence(
        self, bassin: str, operator_id: UUID, axis: Axis, *, on: date | None = None
    ) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.recognise_competence(bassin_of(bassin), axis, on=self.day(on))
        return self.record(operator)

    @use_case
    def withdraw_competence(
        self, bassin: str, operator_id: UUID, key: str, *, on: date | None = None
    ) -> CommandResult:
        operator = self._operator(bassin, operator_id)
        operator.withdraw_competence(bassin_of(bassin), key, on=self.day(on))
        return self.record(operator)
