"""A database in trouble: what clients are told is that they may ask again, and when."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import AXIS, Api, Client, mutation
from tests.conftest import name_of, quick_folder
from tests.infra.ledger.given import until
from tests.running import serving

FULL: LiteralString = """
    create function public.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$;
    create trigger without_room before insert on ledger.event for each statement execute function public.refuse();
"""

OTHERS: LiteralString = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
"""

READING = "{ viewer { account { id } } }"


def sent(client: Client, query: str, **variables: object) -> httpx.Response:
    post = partial(client.http.client.post, "/graphql", json={"query": query, "variables": variables})
    return client.http.portal.call(partial(post, headers=client.headers))


def told(answer: httpx.Response) -> tuple[int, str, bool]:
    """The status, the code of the one error, and whether it says when to ask again."""
    [error] = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], int(answer.headers.get("retry-after", 0)) > 0


def identified(client: Client) -> httpx.Response:
    asked = {"bassin": "LIEGE", "axis": AXIS, "commandId": str(uuid4())}
    return sent(client, mutation("identifyAxis"), input=asked)


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    name = Identifier(name_of(database))
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(SQL("alter database {} set default_transaction_read_only = on").format(name))
        admin.execute(OTHERS)
        try:
            yield
        finally:
            admin.execute("set default_transaction_read_only = off")
            admin.execute(SQL("alter database {} reset default_transaction_read_only").format(name))
            admin.execute(OTHERS)


def test_a_database_without_room_is_no_fault_of_the_code(liege: Client, database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        admin.execute(FULL)

    french = identified(liege)
    english = identified(liege.with_header("Accept-Language", "en"))

    assert told(french) == told(english) == (503, "DATABASE_FULL", True)
    assert "rien n'est enregistré" in french.json()["errors"][0]["message"]
    assert "nothing is recorded" in english.json()["errors"][0]["message"]


def test_a_database_that_takes_no_writes_says_so_and_takes_them_again(liege: Client, database: Database) -> None:
    with read_only(database):
        until(lambda: sent(liege, READING).status_code == 200)
        refused = identified(liege)

    assert told(refused) == (503, "DATABASE_READ_ONLY", True)
    until(lambda: sent(liege, READING).status_code == 200)
    again = liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
    assert again["userErrors"] == []


def test_a_lost_right_is_the_operators_to_restore(liege: Client, database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        admin.execute("revoke execute on function ledger.efe_append from efe_command")

    assert told(identified(liege)) == (503, "DATABASE_REFUSED", True)


@pytest.fixture
def falling(tmp_path: Path) -> Iterator[tuple[Api, EmbeddedServer]]:
    """A platform on a server of its own, which goes before it."""
    with (
        tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as home,
        EmbeddedServer(Path(home)) as server,
    ):
        database = Database(server.conninfo)
        migrate(database)
        create_read_tables(database, PROJECTIONS)
        with serving(database, tmp_path) as api:
            yield api, server


def test_a_database_that_is_down_is_waited_for_by_who_asks_again(falling: tuple[Api, EmbeddedServer]) -> None:
    api, server = falling
    liege = api.coordinator(Bassin.LIEGE)
    liege.ask(READING)
    server.close()

    answers = [sent(liege, READING), identified(liege)]

    assert {told(answer)[0] for answer in answers} == {503}
    assert {told(answer)[1] for answer in answers} <= {"SERVICE_UNAVAILABLE", "TIMEOUT"}
    assert all(told(answer)[2] for answer in answers)
