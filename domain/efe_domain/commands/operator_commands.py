"""The commands of the register of operators: the ten Instances keep it together, each for its own bassin.

`bassin` is the Instance whose coordinator acts; `commune` is a NIS code; `on` is today when None.

Name, number and kind are changed by the Instances where the operator sits or is located. Callers without a
`reason` omit the argument: commands recorded before 0.5.0 keep their digest.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import coordinating
from efe_domain.commands.citing_streams import streams_linked
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.operator.refusals import NotYourOperator
from efe_domain.pole.pole import Pole
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.bassins import commune as commune_of
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import NumberScheme, operator_id
from efe_domain.shared.ledger import StreamLink


@use_case
def register_operator(
    uow: UseCases,
    bassin: str,
    scheme: NumberScheme,
    number: str,
    name: str,
    kind: OperatorKind,
    *,
    on: date | None = None,
) -> CommandResult:
    coordinating(uow, bassin)
    operator = uow.target(_numbered(uow, scheme, number))
    operator.register(scheme, number, name, kind, on=uow.day(on))
    return uow.record(operator)


@use_case
def rename_operator(
    uow: UseCases, bassin: str, operator_id: UUID, name: str, *, reason: str | None = None, on: date | None = None
) -> CommandResult:
    operator, day = _operator(uow, bassin, operator_id), uow.day(on)
    _check_here(uow, operator, bassin_of(bassin), day)
    operator.rename(name, bassin=bassin_of(bassin), reason=reason, on=day)
    return uow.record(operator)


@use_case
def change_operator_kind(
    uow: UseCases, bassin: str, operator_id: UUID, kind: OperatorKind, *, on: date | None = None
) -> CommandResult:
    operator, day = _operator(uow, bassin, operator_id), uow.day(on)
    _check_here(uow, operator, bassin_of(bassin), day)
    operator.change_kind(kind, bassin=bassin_of(bassin), on=day)
    return uow.record(operator)


@use_case
def renumber_operator(
    uow: UseCases,
    bassin: str,
    operator_id: UUID,
    scheme: NumberScheme,
    number: str,
    *,
    reason: str | None = None,
    on: date | None = None,
) -> CommandResult:
    """Renumbers the operator, and reserves the id that a new operator with that number would have."""
    operator, day = _operator(uow, bassin, operator_id), uow.day(on)
    numbered = _numbered(uow, scheme, number)
    if numbered.id != operator.id:
        numbered.check_number_free(scheme, number)
    _check_here(uow, operator, bassin_of(bassin), day)
    operator.renumber(scheme, number, bassin=bassin_of(bassin), reason=reason, on=day)
    if numbered.id == operator.id:
        return uow.record(operator)
    numbered.reserve_for(operator.id, on=day)
    return uow.record(operator, numbered)


def _operator(uow: UseCases, bassin: str, operator_id: UUID) -> Operator:
    """Loads the operator for a coordinator of the Instance. Raises `NotFound` or `Forbidden`."""
    coordinating(uow, bassin)
    return uow.target(uow.require(Operator, operator_id))


def _check_here(uow: UseCases, operator: Operator, bassin: Bassin, on: date) -> None:
    """Checks that the operator sits or is located in the bassin today or on that day; not for an imported line.

    Raises `NotYourOperator`.
    """
    context = current_context()
    days = {context.today, on}
    if context.reprise or operator.is_placed_in(bassin, *days) or _sits(uow, operator, bassin, days):
        return
    raise NotYourOperator(
        "{name} ne siège dans aucun pôle du bassin de {bassin} et n'y est pas situé : une Instance où il siège"
        " ou est situé change son nom, son numéro ou sa sorte.",
        name=operator.name,
        bassin=NAMES[bassin],
    )


def _sits(uow: UseCases, operator: Operator, bassin: Bassin, days: Collection[date]) -> bool:
    """Tells whether the operator is a member of a pôle of the Instance on one of the days."""
    streams = streams_linked(uow, StreamLink.POLE_OF_OPERATOR, operator.id)
    poles = (uow.load(Pole, stream) for stream, _ in streams)
    return any(operator.id in pole.members_on(day) for pole in poles if pole.bassin == bassin for day in days)


def _numbered(uow: UseCases, scheme: NumberScheme, number: str) -> Operator:
    """Returns the operator that has, or had, the number; else the one to register with it."""
    operator = uow.load(Operator, operator_id(scheme, number))
    return uow.load(Operator, operator.bearer) if operator.bearer else operator


@use_case
def open_site(
    uow: UseCases, bassin: str, operator_id: UUID, site: UUID, commune: str, *, on: date | None = None
) -> CommandResult:
    operator = _operator(uow, bassin, operator_id)
    operator.open_site(bassin_of(bassin), site, commune_of(commune), on=uow.day(on))
    return uow.record(operator)


@use_case
def close_site(uow: UseCases, bassin: str, operator_id: UUID, site: UUID, *, on: date | None = None) -> CommandResult:
    operator = _operator(uow, bassin, operator_id)
    operator.close_site(bassin_of(bassin), site, on=uow.day(on))
    return uow.record(operator)


@use_case
def record_ressort(
    uow: UseCases, bassin: str, operator_id: UUID, basis: str, *, on: date | None = None
) -> CommandResult:
    """Records the ressort of an intercommunale or a social partner over the coordinator's bassin."""
    operator = _operator(uow, bassin, operator_id)
    operator.record_ressort(bassin_of(bassin), basis, on=uow.day(on))
    return uow.record(operator)


@use_case
def end_ressort(uow: UseCases, bassin: str, operator_id: UUID, *, on: date | None = None) -> CommandResult:
    operator = _operator(uow, bassin, operator_id)
    operator.end_ressort(bassin_of(bassin), on=uow.day(on))
    return uow.record(operator)


@use_case
def recognise_competence(
    uow: UseCases, bassin: str, operator_id: UUID, axis: Axis, *, on: date | None = None
) -> CommandResult:
    operator = _operator(uow, bassin, operator_id)
    operator.recognise_competence(bassin_of(bassin), axis, on=uow.day(on))
    return uow.record(operator)


@use_case
def withdraw_competence(
    uow: UseCases, bassin: str, operator_id: UUID, key: str, *, on: date | None = None
) -> CommandResult:
    operator = _operator(uow, bassin, operator_id)
    operator.withdraw_competence(bassin_of(bassin), key, on=uow.day(on))
    return uow.record(operator)
