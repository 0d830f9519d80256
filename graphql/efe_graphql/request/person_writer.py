"""Port that writes to the vault of persons: their names, addresses, accounts and links."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from efe_graphql.request.vault_rows import AccountOnFile


class PersonWriter(Protocol):
    """Writer of the vault. A command takes it from its context, which refuses it to an application.

    Calls block: make them on a thread.
    """

    def register_person(
        self,
        *,
        given_name: str,
        family_name: str,
        email: str | None,
        function: str | None,
        person_id: UUID | None,
        bassins: Collection[str],
    ) -> UUID: ...

    def withdraw_registrations(self, ids: Collection[UUID]) -> None:
        """Deletes persons who were registered for a command that was refused: no event names them. Idempotent."""
        ...

    def amend(self, person_id: UUID, changes: Mapping[str, str | None], *, at: int, command: UUID | None) -> None:
        """Replaces the data of a person, as recorded at a position. Raises `PersonIsForgotten`, and `CommandReused`
        where other data are held as of that position."""
        ...

    def forget(self, person_id: UUID) -> None:
        """Erases a person, their accounts, and what belongs to these. Idempotent."""

    def account_for(self, issuer: str, subject: str) -> UUID:
        """Returns the account of a subject, created at its first call."""

    def name_service(self, account: UUID, name: str) -> AccountOnFile | None:
        """Makes an account that of a service, of this name. Returns None for an account of a person."""
        ...

    def link(self, account: UUID, person: UUID) -> None:
        """Links a person to an account. Raises `NotFound`."""
        ...
