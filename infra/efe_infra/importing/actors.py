"""Accounts for which the lines of an import act."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.errors import NotFound, Refusal
from efe_infra.importing.lines import ImportLine
from efe_infra.importing.refusals import AccountNotNamed
from efe_infra.importing.sealed_lines import SealedLines
from efe_infra.people.accounts import StoredAccount
from efe_infra.people.vault import PersonVault

ACCOUNT: Final = "Account:"


class Actor(NamedTuple):
    """Actor of a command: an account and its person, or the command line.

    `is_sealed`: a signed log has the event of the line, so the account acts by all its rights. Otherwise it acts as a
    coordinator only. `late_until` is what the log has for an adoption: its last day for late words.
    """

    id: str = SYSTEM_CLI
    person: UUID | None = None
    is_sealed: bool = False
    late_until: date | None = None


type Acting = Actor | Refusal


class Actors:
    """Accounts by their names in `by`: the subject of a token, or `Account:` and an id.

    A line may act for the accounts that the command line names. `unknown` are its names without an account.
    """

    def __init__(
        self, vault: PersonVault, issuer: str, may_act_as: Collection[str], sealed: SealedLines | None = None
    ) -> None:
        self._vault, self._issuer, self._sealed = vault, issuer, sealed or SealedLines()
        self._accounts: dict[str, StoredAccount | None] = {}
        accounts = {name: self.account(name) for name in may_act_as if name}
        self.unknown = [name for name, account in accounts.items() if account is None]
        self._named = {account.id for account in accounts.values() if account}

    def of(self, line: ImportLine, default: str, command_input: Any) -> Acting:
        """Returns the actor of a line, or its refusal: `NotFound` or `AccountNotNamed`."""
        by = line.by or default
        if not by:
            return Actor()
        account = self.account(by)
        if account is None:
            return NotFound("Compte", by)
        is_sealed = self._sealed.has(line, command_input)
        if is_sealed or account.id in self._named:
            late_until = self._sealed.late_until(line) if is_sealed else None
            return Actor(str(account.id), account.person, is_sealed, late_until)
        return AccountNotNamed(
            "La ligne agit au nom de « {account} », que « --may-act-as » ne nomme pas.", account=by[:LONGEST_NAME]
        )

    def of_known(self, by: str, recorder_id: str | None) -> Actor:
        """Returns the actor of a line that is recorded already; `recorder_id` is the account that recorded it."""
        account = self.account(by) if by else None
        return Actor(str(account.id) if account else recorder_id or SYSTEM_CLI)

    def shown(self, by: str) -> str:
        """Returns the subject of the account, if it is known."""
        account = self.account(by) if by else None
        return account.subject if account else by

    def account(self, by: str) -> StoredAccount | None:
        if by not in self._accounts:
            self._accounts[by] = self._read(by)
        return self._accounts[by]

    def _read(self, by: str) -> StoredAccount | None:
        with suppress(ValueError):
            if by.startswith(ACCOUNT):
                return self._vault.account(UUID(by.removeprefix(ACCOUNT)))
        return self._vault.known_account(self._issuer, by)


LONGEST_NAME: Final = 200
"""Longest name in a refusal, in characters."""
