"""Independent accounts: two accounts of two persons, of which neither holds its role from the other."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from efe_domain.access.grants import Grant, Role, account_of
from efe_domain.commands.authorization import load_register
from efe_domain.commands.handler import UseCases
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.command_context import current_context
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Rectified


def causers(uow: UseCases, entity: Aggregate[Event], question: int) -> Iterator[str]:
    """Yields the accounts that recorded the cause of a question and, if it was proposed first, proposed it."""
    if question not in entity.questions:
        return
    questioned = entity.questions[question]
    yield questioned.metadata.get("actor", "")
    stream = {event.originator_version: event for event in uow.whole_stream(questioned.cause)}
    cause = stream.get(questioned.cause_version)
    if isinstance(cause, Rectified) and cause.proposal in stream:
        yield stream[cause.proposal].metadata.get("actor", "")


def others_confirm(uow: UseCases, instances: Iterable[InstanceBassin], first: Iterable[str]) -> bool:
    """Tells whether an Instance has a coordinator that is independent of one of the first accounts."""
    accounts = [account for account in map(account_of, first) if account]
    return any(_others(uow, instance, account) for instance in instances for account in accounts)


def _others(uow: UseCases, instance: InstanceBassin, first: UUID) -> bool:
    """Tells whether another coordinator of today is independent of the account. A service is no second person."""
    today = current_context().today
    coordinators = {grant.account for grant in instance.grants if grant.role is Role.COORDINATOR}
    is_service = current_context().is_service
    return any(
        instance.grants.hold(each, Role.COORDINATOR, today)
        and not (is_service and is_service(each))
        and are_independent(uow, instance, first, each)
        and not are_same_person(first, each)
        for each in coordinators - {first}
    )


def are_independent(uow: UseCases, instance: InstanceBassin, one: UUID, other: UUID) -> bool:
    return one not in granters_of(uow, instance, other) and other not in granters_of(uow, instance, one)


def granters_of(uow: UseCases, instance: InstanceBassin, account: UUID) -> set[UUID]:
    """Returns the accounts from which the account holds its role, directly or through others."""
    register, granters, pending = load_register(uow), set[UUID](), [account]
    while pending:
        each = pending.pop()
        by = {
            instance.grants.granter(Grant(each, Role.COORDINATOR)),
            register.grants.granter(Grant(each, Role.ADMINISTRATOR)),
        }
        new = {granter for granter in map(account_of, by) if granter} - granters - {each}
        granters |= new
        pending += new
    return granters


def are_same_person(one: UUID, other: UUID) -> bool:
    person_of = current_context().person_of
    person = person_of(one) if person_of else None
    return bool(person_of and person and person == person_of(other))
