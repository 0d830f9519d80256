"""Grants of roles, and ids of erased persons."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.grants import Role
from efe_domain.access.person import ForgettingReason, PersonForgotten
from efe_domain.access.register import PlatformAccessGranted, PlatformAccessRevoked
from efe_domain.instance.events import (
    AccessGranted,
    AccessRevoked,
    PoleAccessGranted,
    PoleAccessRevoked,
)
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import Access, Row


class GrantRow(
    Row,
    table="access_grant",
    key=("scope", "account", "role", "since"),
    indexes=(("account",), ("kept_in",)),
    access=Access.DOSSIER,
    pole="",
):
    """A role of an account. `scope` is the id of an Instance, of one `pole`, or of the register for all of `bassins`.

    `kept_in` is the Instance, or the register, that granted it; members of the pôle do not see the row.
    """

    scope: UUID
    kept_in: UUID
    pole: UUID | None
    account: UUID
    role: Role
    bassins: tuple[str, ...]
    since: date
    until: date | None


def evolve(row: GrantRow | None, record: RecordedEvent[Any]) -> GrantRow | None:
    match record.event:
        case AccessGranted() | PlatformAccessGranted() | PoleAccessGranted() as event:
            pole = event.pole if isinstance(event, PoleAccessGranted) else None
            return GrantRow(
                scope=pole or event.originator_id,
                kept_in=event.originator_id,
                pole=pole,
                account=event.account,
                role=event.role,
                bassins=event.bassins,
                since=event.effective_on,
                until=None,
            )
        case (
            AccessRevoked(effective_on=until)
            | PlatformAccessRevoked(effective_on=until)
            | PoleAccessRevoked(effective_on=until)
        ) if row:
            return replace(row, until=until)
        case _:
            return row


def keys(event: Event) -> list[Key]:
    match event:
        case (
            AccessGranted(account=account, role=role, effective_on=since)
            | PlatformAccessGranted(account=account, role=role, effective_on=since)
            | AccessRevoked(account=account, role=role, since=since)
            | PlatformAccessRevoked(account=account, role=role, since=since)
        ):
            return [(event.originator_id, account, role, since)]
        case (
            PoleAccessGranted(pole=pole, account=account, role=role, effective_on=since)
            | PoleAccessRevoked(pole=pole, account=account, role=role, since=since)
        ):
            return [(pole, account, role, since)]
        case _:
            return []


GRANTS = Projection(
    row=GrantRow,
    topics=topics_of(
        AccessGranted,
        AccessRevoked,
        PlatformAccessGranted,
        PlatformAccessRevoked,
        PoleAccessGranted,
        PoleAccessRevoked,
    ),
    keys=keys,
    evolve=evolve,
)


class ForgottenPersonRow(Row, table="forgotten_person"):
    """Id of an erased person. It is public and identifies no one.

    Only the ledger has the id that replaces it, where a person was registered twice: it is not public.
    """

    id: UUID
    reason: ForgettingReason | None
    forgotten_on: date
    version: int


def evolve_forgotten_person(_row: ForgottenPersonRow | None, record: RecordedEvent[Any]) -> ForgottenPersonRow:
    event = record.event
    return ForgottenPersonRow(
        id=event.originator_id,
        reason=event.reason,
        forgotten_on=event.effective_on,
        version=event.originator_version,
    )


FORGOTTEN_PERSONS = Projection(
    row=ForgottenPersonRow, topics=topics_of(PersonForgotten), keys=originator, evolve=evolve_forgotten_person
)
