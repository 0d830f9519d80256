"""Commands of Instances on the register of funding calls.

Each is done by a coordinator of the Instance that enters a call, the only one to change it. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import coordinating
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.funding.funding_call import CallTerms, RegisteredCall
from efe_domain.shared.bassins import bassin as bassin_of


@use_case
def open_funding_call(
    uow: UseCases, bassin: str, call_id: UUID, terms: CallTerms, *, on: date | None = None
) -> CommandResult:
    coordinating(uow, bassin).check_established(uow.day(on))
    call = uow.target(uow.load(RegisteredCall, call_id))
    call.open(bassin_of(bassin), terms, on=uow.day(on))
    return uow.record(call)


@use_case
def change_funding_call(
    uow: UseCases, call_id: UUID, terms: CallTerms, reason: str, *, on: date | None = None
) -> CommandResult:
    """Changes what the register says of the call; applications keep what they copied."""
    call = _entered(uow, call_id)
    call.change(terms, reason, on=uow.day(on))
    return uow.record(call)


@use_case
def withdraw_funding_call(uow: UseCases, call_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
    call = _entered(uow, call_id)
    call.withdraw(reason, on=uow.day(on))
    return uow.record(call)


def _entered(uow: UseCases, call_id: UUID) -> RegisteredCall:
    """Loads the call for a coordinator of the Instance that entered it. Raises `NotFound` or `Forbidden`."""
    call = uow.require(RegisteredCall, call_id)
    coordinating(uow, call.bassin)
    return uow.target(call)
