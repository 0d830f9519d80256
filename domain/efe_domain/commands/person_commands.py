"""Commands on persons: an administrator forgets one, a coordinator amends one. The vault changes afterwards.

Each is recorded before the vault changes, without personal data. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.access.person import ForgettingReason, Person, PersonField
from efe_domain.commands.authorization import administering, check_nameable, coordinating
from efe_domain.commands.handler import CommandResult, UseCases, use_case


@use_case
def forget_person(
    uow: UseCases,
    person: UUID,
    *,
    reason: ForgettingReason | None = None,
    instead: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """Records the forgetting; the caller then empties the vault (`efe_graphql.request.forgetting`)."""
    administering(uow)
    forgotten = uow.target(uow.load(Person, person))
    check_nameable(uow, instead)
    forgotten.forget(reason, instead=instead, on=uow.day(on))
    return uow.record(forgotten)


@use_case
def amend_person(
    uow: UseCases, bassin: str, person: UUID, fields: frozenset[PersonField], *, on: date | None = None
) -> CommandResult:
    """Records which fields change, not their values; `bassin` is the Instance whose coordinator acts."""
    coordinating(uow, bassin)
    amended = uow.target(uow.load(Person, person))
    amended.amend(fields, on=uow.day(on))
    return uow.record(amended)
