"""The account of an erased person stays closed, whoever asks at the same moment, until no old token works."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import IsolationLevel
from psycopg.errors import LockNotAvailable

from efe_domain.access.api_token import AccountIsClosed
from efe_infra.console.calendar.private_addresses import CalendarAddresses
from efe_infra.console.sign_in.row_encryption import KEY_BYTES
from efe_infra.console.sign_in.store import PENDING_LIFETIME, AccountClosed, Sessions
from efe_infra.console.web.session import PendingSignIn, Session
from efe_infra.identity.tokens import Verified
from efe_infra.notices.recipients import note_refusal
from efe_infra.people import erasure
from efe_infra.people.closed_accounts import CLOCK_TOLERANCE, AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole

ISSUER = "https://login.example.org"
KEY = bytes(KEY_BYTES)
CLOSURE = AccountClosure(lambda: KEY, timedelta(hours=2))
ROUNDS = 15


@pytest.fixture
def vault(module_database: Database) -> Iterator[PersonVault]:
    with PersonVault(module_database, CLOSURE) as opened:
        yield opened


def a_person(vault: PersonVault, subject: str) -> UUID:
    person = vault.register_person(given_name="Zéphyrine", family_name="Quaquebeke")
    vault.link(vault.account_for(ISSUER, subject), person)
    return person


def rows(database: Database, query: LiteralString, *params: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(query, params).fetchall()


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Runs the works on a thread each, from the same instant. Returns what each raised."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        ready.wait()
        work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [each.exception() for each in [threads.submit(run, work) for work in works]]


def test_a_request_of_an_old_tab_during_the_erasure_writes_no_subject(
    vault: PersonVault, module_database: Database
) -> None:
    for _ in range(ROUNDS):
        subject = f"old-tab-{uuid4()}"
        person = a_person(vault, subject)

        def ask(subject: str = subject) -> None:
            for _ in range(10):
                with suppress(AccountIsClosed):
                    vault.account_for(ISSUER, subject)

        def forget(person: UUID = person) -> None:
            vault.forget(person)

        assert at_once(ask, forget, ask) == [None, None, None]
        assert vault.known_account(ISSUER, subject) is None
        with pytest.raises(AccountIsClosed):
            vault.account_for(ISSUER, subject)


def test_a_sign_in_and_a_calendar_during_the_erasure_leave_no_row(
    vault: PersonVault, module_database: Database
) -> None:
    with Sessions(module_database, KEY) as sessions, CalendarAddresses(module_database, KEY) as addresses:
        for _ in range(ROUNDS):
            subject = f"sign-in-{uuid4()}"
            person = a_person(vault, subject)
            now = datetime.now(UTC)
            session = Session(label="", access_token="", expires_at=now, issuer=ISSUER, subject=subject)
            owner = Verified(issuer=ISSUER, subject=subject, expires_at=now)

            def sign_in(session: Session = session) -> None:
                with suppress(AccountClosed):
                    sessions.begin(session, pending())

            def forget(person: UUID = person) -> None:
                vault.forget(person)

            def make(owner: Verified = owner) -> None:
                addresses.make(owner)

            assert at_once(sign_in, forget, make) == [None, None, None]
            assert rows(module_database, "select count(*) from console.session") == [(0,)]
            assert rows(module_database, "select count(*) from console.calendar_address") == [(0,)]
            with pytest.raises(AccountClosed):
                sessions.begin(session, pending())


def pending() -> PendingSignIn:
    ends_at = datetime.now(UTC) + PENDING_LIFETIME
    return PendingSignIn(id=f"{uuid4()}", state="", nonce="", verifier="", path="/", ends_at=ends_at.timestamp())


def test_two_erasures_at_once_are_one(vault: PersonVault, module_database: Database) -> None:
    for _ in range(ROUNDS):
        subject = f"twice-{uuid4()}"
        person = a_person(vault, subject)

        raised = at_once(partial(vault.forget, person), partial(vault.forget, person))

        assert raised == [None, None]
        assert (vault.person(person), vault.known_account(ISSUER, subject)) == (None, None)
    assert rows(module_database, "select count(*) from vault.unfinished_erasure") == [(0,)]


def test_an_account_is_unknown_once_no_old_token_works(vault: PersonVault, module_database: Database) -> None:
    person = a_person(vault, "later")
    before = vault.account_for(ISSUER, "later")
    vault.forget(person)
    [(closed_for,)] = rows(module_database, "select max(ends_at) - clock_timestamp() from vault.closed_account")
    rows(module_database, "update vault.closed_account set ends_at = clock_timestamp() returning true")

    after = vault.account_of(ISSUER, "later")

    whole = CLOSURE.token_lifetime + CLOCK_TOLERANCE
    assert whole - timedelta(minutes=1) < closed_for <= whole
    assert (after.id == before, after.person) == (False, None)
    assert rows(module_database, "select count(*) from vault.closed_account") == [(0,)]


def test_a_closure_is_not_recognised_without_the_key(vault: PersonVault, module_database: Database) -> None:
    vault.forget(a_person(vault, "keyed"))

    with PersonVault(module_database, AccountClosure(lambda: bytes(range(KEY_BYTES)))) as other:
        assert other.account_for(ISSUER, "keyed")


class WithoutFiles(PersonVault):
    """Vault of a process that dies, or finds a table locked, before the files are rewritten."""

    def _rewrite_files(self) -> None:
        raise LockNotAvailable


def test_an_erasure_that_lost_its_process_is_whole_after_the_next_start(module_database: Database) -> None:
    with PersonVault(module_database, CLOSURE) as vault, WithoutFiles(module_database, CLOSURE) as dying:
        person = a_person(vault, "cut-off")
        with pytest.raises(LockNotAvailable):
            dying.forget(person)
        left = in_file_of_accounts(module_database)

        vault.settle()

    assert b"cut-off" in left
    assert b"cut-off" not in in_file_of_accounts(module_database)
    assert rows(module_database, "select count(*) from vault.unfinished_erasure") == [(0,)]


@contextmanager
def looking_back(database: Database) -> Iterator[psycopg.Connection]:
    """Opens a transaction that sees the register as it is now, until it ends."""
    with psycopg.connect(database.admin) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.execute("select 1")
        yield connection


def test_an_erasure_waits_for_those_who_still_see_the_person(vault: PersonVault, module_database: Database) -> None:
    person = a_person(vault, "seen-for-a-while")

    with looking_back(module_database) as reader, ThreadPoolExecutor() as threads:
        erased = threads.submit(vault.forget, person)
        with pytest.raises(TimeoutError):
            erased.result(timeout=0.5)
        reader.commit()
        erased.result(timeout=30)

    assert b"seen-for-a-while" not in in_file_of_accounts(module_database)
    assert rows(module_database, "select count(*) from vault.unfinished_erasure") == [(0,)]


def test_an_erasure_waits_for_those_who_began_beside_an_older_writer(
    vault: PersonVault, module_database: Database
) -> None:
    """Such a reader sees as far back as the writer began, also once the writer has ended."""
    person = a_person(vault, "seen-beside-a-writer")

    with looking_back(module_database) as writer, ThreadPoolExecutor() as threads:
        writer.execute("select pg_current_xact_id()")
        erased = threads.submit(vault.forget, person)
        with pytest.raises(TimeoutError):
            erased.result(timeout=0.5)
        with looking_back(module_database) as reader:
            writer.commit()
            with pytest.raises(TimeoutError):
                erased.result(timeout=0.5)
            reader.commit()
            erased.result(timeout=30)

    assert b"seen-beside-a-writer" not in in_file_of_accounts(module_database)


def test_an_erasure_that_cannot_wait_longer_is_completed_by_the_next_start(
    vault: PersonVault, module_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = a_person(vault, "seen-for-long")
    monkeypatch.setattr(erasure, "MAX_WAIT_S", 0.1)

    with looking_back(module_database):
        vault.forget(person)
        assert b"seen-for-long" in in_file_of_accounts(module_database)
        assert rows(module_database, "select person from vault.unfinished_erasure") == [(person,)]
    vault.settle()

    assert b"seen-for-long" not in in_file_of_accounts(module_database)
    assert rows(module_database, "select count(*) from vault.unfinished_erasure") == [(0,)]


def in_file_of_accounts(database: Database) -> bytes:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute("checkpoint")
    [(content,)] = rows(database, "select pg_read_binary_file(pg_relation_filepath('vault.account'))")
    return bytes(content)


def test_a_mail_server_that_refuses_an_erased_address_leaves_no_digest(
    vault: PersonVault, module_database: Database
) -> None:
    person, living = a_person(vault, "refused"), a_person(vault, "living")
    vault.forget(person)

    with psycopg.connect(module_database.conninfo(DatabaseRole.COMMAND)) as connection:
        for each in (person, living):
            note_refusal(connection, each, "zq@exemple.be", 550, datetime.now(UTC))

    assert rows(module_database, "select person from notices.refused_address") == [(living,)]
