"""Rows of the grants of roles, and of the ids of erased persons."""

from datetime import date
from uuid import UUID

from efe_domain.access.grants import Role, account_of
from efe_domain.access.person import ForgettingReason, PersonForgotten
from efe_domain.access.register import PlatformAccessGranted, PlatformAccessRevoked
from efe_domain.instance.events import AccessGranted, AccessRevoked, PoleAccessGranted, PoleAccessRevoked
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Projection, originator, topics_of
from efe_projections.engine.row import Access, PendingWork, Row
from efe_projections.engine.row_values import keys_of, row_fold


class GrantRow(
    Row,
    table="access_grant",
    key=("scope", "account", "role", "since"),
    indexes=(("account",), ("kept_in",)),
    waiting=(PendingWork("granted_by = account"),),
    access=Access.DOSSIER,
    pole="",
):
    """A role of an account. `scope` is the id of an Instance, of one `pole`, or of the register for all of `bassins`.

    `kept_in` is the Instance, or the register, that granted it; members of the pôle do not see the row. `granted_by`
    is the account that gave the role; null for the command line.
    """

    scope: UUID
    kept_in: UUID
    pole: UUID | None
    account: UUID
    role: Role
    granted_by: UUID | None
    bassins: tuple[str, ...]
    since: date
    until: date | None


def _scope(event: Event) -> UUID:
    return event.pole if isinstance(event, PoleAccessGranted | PoleAccessRevoked) else event.originator_id


_GRANTED = (AccessGranted, PlatformAccessGranted, PoleAccessGranted)
_REVOKED = (AccessRevoked, PlatformAccessRevoked, PoleAccessRevoked)
GRANTS = Projection(
    row=GrantRow,
    topics=topics_of(*_GRANTED, *_REVOKED),
    keys=keys_of(GrantRow, scope=_scope),
    evolve=row_fold(
        GrantRow,
        _GRANTED,
        _REVOKED,
        scope=lambda record: _scope(record.event),
        kept_in="originator_id",
        granted_by=lambda record: account_of(record.event.metadata.get("actor", "")),
    ),
)


class ForgottenPersonRow(Row, table="forgotten_person"):
    """Id of an erased person. It is public and identifies no one.

    Only the ledger has the id that replaces it, where a person was registered twice: it is not public.
    """

    id: UUID
    reason: ForgettingReason | None
    forgotten_on: date
    version: int


FORGOTTEN_PERSONS = Projection(
    row=ForgottenPersonRow,
    topics=topics_of(PersonForgotten),
    keys=originator,
    evolve=row_fold(ForgottenPersonRow, PersonForgotten, id="originator_id", forgotten_on="effective_on"),
)
