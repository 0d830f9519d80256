"""Who may act and see, where, since when and until when."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access import Role
from efe_domain.event import Event
from efe_domain.instance_events import AccessGranted, AccessRevoked
from efe_domain.register import PlatformAccessGranted, PlatformAccessRevoked
from efe_projections.folding import topics_of
from efe_projections.projection import Key, Projection, Recorded
from efe_projections.row import Access, Row


class GrantRow(
    Row,
    table="access_grant",
    key=("scope", "account", "role", "since"),
    indexes=(("account",),),
    access=Access.DOSSIER,
):
    """A role of an account. `scope` is the id of an Instance, or of the register for all ten of `bassins`."""

    scope: UUID
    account: UUID
    role: Role
    bassins: tuple[str, ...]
    since: date
    until: date | None


def evolve(row: GrantRow | None, recorded: Recorded[Any]) -> GrantRow | None:
    match recorded.event:
        case (
            AccessGranted(originator_id=scope, bassins=bassins, account=account, role=role, effective_on=since)
            | PlatformAccessGranted(
                originator_id=scope, bassins=bassins, account=account, role=role, effective_on=since
            )
        ):
            return GrantRow(scope=scope, account=account, role=role, bassins=bassins, since=since, until=None)
        case AccessRevoked(effective_on=until) | PlatformAccessRevoked(effective_on=until) if row:
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
        case _:
            return []


GRANTS = Projection(
    row=GrantRow,
    topics=topics_of(AccessGranted, AccessRevoked, PlatformAccessGranted, PlatformAccessRevoked),
    keys=keys,
    evolve=evolve,
)
