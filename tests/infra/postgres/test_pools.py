"""Connections that wait in a pool until they are used again."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg_pool import ConnectionPool, PoolClosed

from efe_domain.shared.errors import CommandReused
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import is_gone, pool_usage

STATE = "select state_change from pg_stat_activity where pid = %s"
END = """
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and state = 'idle' and pid <> pg_backend_pid()
"""

OFTEN = 10
"""More than the executions after which psycopg would prepare a statement by itself."""


def test_a_quiet_connection_is_not_asked_whether_it_is_open(database: Database) -> None:
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        before = last_heard_of(database, connection)
        assert not is_gone(connection)
        unasked = last_heard_of(database, connection)
        ConnectionPool.check_connection(connection)
        asked = last_heard_of(database, connection)

    assert before == unasked < asked


def test_a_connection_that_the_server_ended_is_found_out(database: Database) -> None:
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        assert not is_gone(connection)
        end_idle_connections(database)

        assert is_gone(connection)


@pytest.mark.parametrize(
    "ask", [lambda vault, _: vault.persons([uuid4()]), lambda _, ledger: ledger.select_events(uuid4())]
)
def test_what_waits_in_a_pool_is_replaced_when_the_server_ended_it(
    database: Database, ask: Callable[[PersonVault, LedgerRecorder], object]
) -> None:
    with PersonVault(database, AccountClosure(bytes)) as vault, closing(LedgerRecorder(database)) as ledger:
        ask(vault, ledger)
        end_idle_connections(database)

        assert not ask(vault, ledger)


def test_statements_of_a_store_survive_a_refusal_that_rolls_back(database: Database) -> None:
    with PersonVault(database, AccountClosure(bytes)) as vault:
        person = vault.register_person(given_name="Zoé", family_name="Lebœuf")
        for position in range(1, OFTEN):
            vault.amend(person, {"given_name": f"Zoé {position}"}, at=position, command=uuid4())
        with pytest.raises(CommandReused):
            vault.amend(person, {"given_name": "Ève"}, at=position, command=uuid4())

        assert vault.knows(person)
        assert vault.persons([person])[person].given_name == f"Zoé {position}"


def test_a_pool_has_no_thread_before_its_first_use_and_is_counted_all_the_same(database: Database) -> None:
    with PersonVault(database, AccountClosure(bytes)) as vault:
        before, counted = threads_of("Vault"), dict(pool_usage())["Vault"]
        vault.persons([uuid4()])
        used = threads_of("Vault")

    assert before == []
    assert counted == {"idle": 0, "used": 0, "waited_for": 0}
    assert used
    assert threads_of("Vault") == []


def test_many_first_users_find_one_open_pool(database: Database) -> None:
    together = Barrier(8)

    def ask(vault: PersonVault) -> object:
        together.wait(10)
        return vault.persons([uuid4()])

    with PersonVault(database, AccountClosure(bytes)) as vault, ThreadPoolExecutor(8) as executor:
        assert list(executor.map(ask, [vault] * 8)) == [{}] * 8
        assert len(set(threads_of("Vault"))) == len(threads_of("Vault"))


@pytest.mark.parametrize("is_used", [True, False], ids=["used", "unused"])
def test_a_closed_pool_is_not_opened_again(database: Database, *, is_used: bool) -> None:
    vault = PersonVault(database, AccountClosure(bytes))
    if is_used:
        vault.persons([uuid4()])
    vault.close()

    with pytest.raises(PoolClosed):
        vault.persons([uuid4()])
    assert threads_of("Vault") == []
    assert "Vault" not in dict(pool_usage())


def threads_of(pool: str) -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith(f"{pool}-")]


def last_heard_of(database: Database, connection: psycopg.Connection) -> datetime:
    with psycopg.connect(database.admin) as admin:
        [(changed,)] = admin.execute(STATE, [connection.info.backend_pid]).fetchall()
    found: datetime = changed
    return found


def end_idle_connections(database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        assert admin.execute(END).fetchall()
