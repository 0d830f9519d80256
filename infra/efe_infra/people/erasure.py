"""Erasure of a person from the vault, with all that belongs to the person and to their accounts."""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from efe_domain.access.person import PersonForgotten
from efe_infra.people.accounts import AccountStore
from efe_infra.people.belongings import erasing_statements, rewritten_tables
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.process.owner_digests import DigestPurpose
from efe_infra.process.waiting import within

MAX_WAIT_S: Final = 5.0
"""Longest wait for transactions that were open during an erasure, as long as that for the lock of a table."""


class PersonId(msgspec.Struct, frozen=True):
    id: UUID


class Rewritten(msgspec.Struct, frozen=True):
    rewrite_file: str


class OpenTransaction(msgspec.Struct, frozen=True):
    transaction: str


class ErasedOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Person that is erased, their accounts, and the digests under which other tables know those accounts."""

    person: UUID
    accounts: Sequence[UUID]
    sessions: Sequence[bytes]
    calendars: Sequence[bytes]
    closed: Sequence[bytes]

    @classmethod
    def of(cls, person: UUID, accounts: Sequence[tuple[UUID, str, str]], closure: AccountClosure) -> "ErasedOwner":
        def digests(purpose: DigestPurpose) -> list[bytes]:
            return [closure.digest(purpose, issuer, subject) for _, issuer, subject in accounts]

        return cls(
            person=person,
            accounts=[account for account, _, _ in accounts],
            sessions=digests(DigestPurpose.SESSION),
            calendars=digests(DigestPurpose.CALENDAR),
            closed=digests(DigestPurpose.CLOSED_ACCOUNT),
        )


class ErasureStore(AccountStore):
    """Erasures. Each is one transaction; then the files are rewritten, which would keep the erased bytes."""

    def forget(self, person_id: UUID) -> None:
        """Erases all that belongs to a person, and closes the accounts; the id stays reserved. Is idempotent.

        A row that another request writes meanwhile for an account waits for its lock, and then finds no account.

        Raises `psycopg.errors.LockNotAvailable` if the vault is locked for too long; the caller retries.
        """
        self._delete_ended_closures()
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(LOCK_PERSON, {"person": person_id})  # a concurrent link waits, then finds no person
            accounts = connection.execute(LOCK_ACCOUNTS, {"person": person_id}).fetchall()
            params: dict[str, Any] = msgspec.structs.asdict(ErasedOwner.of(person_id, accounts, self._closure))
            for statement in erasing_statements():
                connection.execute(statement, {**params, "period": self._closure.period})
        self._finish_erasures()

    def forgotten(self) -> list[UUID]:
        """Returns the persons that the register has forgotten, in the order of their erasure."""
        return [each.id for each in self._fetch(PersonId, FORGOTTEN, {"topic": PersonForgotten.TOPIC})]

    def settle_erasures(self) -> None:
        """Completes erasures that a process left unfinished, and deletes closures that have ended."""
        for half_done in self._fetch(PersonId, HALF_FORGOTTEN, {"topic": PersonForgotten.TOPIC}):
            self.forget(half_done.id)
        if self._fetch(PersonId, UNFINISHED, {}):
            self._finish_erasures()
        self._delete_ended_closures()

    def _finish_erasures(self) -> None:
        """Rewrites the files, then notes that they are free of the persons who were erased before.

        It does not note so while a transaction may still see the erased rows, since a rewritten file keeps those.
        """
        erased = [each.id for each in self._fetch(PersonId, UNFINISHED, {})]
        is_free = self._wait_for_older_transactions()
        self._rewrite_files()
        if is_free:
            self._fetch(PersonId, FINISH, {"persons": erased})

    def _wait_for_older_transactions(self) -> bool:
        """Waits until no transaction is open that may see what was erased; False after `MAX_WAIT_S`.

        A transaction that begins while an older one writes sees as far back as that one: hence the second round.
        """
        ends_at = time.monotonic() + MAX_WAIT_S
        for _ in range(2):
            have_ended = partial(self._have_ended, self._open_transactions())
            if not within(ends_at - time.monotonic(), have_ended):
                return False
        return True

    def _have_ended(self, transactions: set[str]) -> bool:
        return transactions.isdisjoint(self._open_transactions())

    def _open_transactions(self) -> set[str]:
        return {each.transaction for each in self._fetch(OpenTransaction, OPEN_TRANSACTIONS, {})}

    def _rewrite_files(self) -> None:
        """Rewrites the files of tables and indexes, which would keep erased values until then.

        Each table has a transaction of its own: a concurrent link locks two tables, and would wait for this one.
        """
        for table in rewritten_tables():
            schema, _, name = table.partition(".")
            if schema == "vault":
                self._fetch(Rewritten, REWRITE_VAULT_FILE, {"table": name})
            else:
                self._fetch(Rewritten, REWRITE_FILE, {"table": table})


REWRITE_VAULT_FILE: LiteralString = "select vault.rewrite_file(%(table)s)::text as rewrite_file"
REWRITE_FILE: LiteralString = "select console.rewrite_file(%(table)s)::text as rewrite_file"

LOCK_PERSON: LiteralString = "select from vault.person where id = %(person)s for update"

LOCK_ACCOUNTS: LiteralString = """
    select id, issuer, subject from vault.account where person = %(person)s order by id for update
"""

UNFINISHED: LiteralString = "select person as id from vault.unfinished_erasure"

FINISH: LiteralString = "delete from vault.unfinished_erasure where person = any(%(persons)s) returning person as id"

OPEN_TRANSACTIONS: LiteralString = """
    select virtualtransaction as transaction from pg_catalog.pg_locks join pg_catalog.pg_stat_activity using (pid)
    where locktype = 'virtualxid' and granted and datname = current_database() and pid <> pg_backend_pid()
"""

HALF_FORGOTTEN: LiteralString = """
    select id from vault.person
    join ledger.event on originator_id = id and topic = %(topic)s
    where forgotten_at is null
"""

FORGOTTEN: LiteralString = "select originator_id as id from ledger.event where topic = %(topic)s order by position"
