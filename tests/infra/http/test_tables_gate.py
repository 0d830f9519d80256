"""A server whose read tables are of another version of the code: what it answers, and what a proxy may repeat."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from efe_infra.composition import projecting, watching
from efe_infra.http.server.server import PortTaken, begin_listening, bound_socket
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION, UNREADABLE_STATES, Precedence
from efe_infra.read_model.tables_watch import TablesWatch
from efe_infra.web_application import REFUSALS_BY_PRECEDENCE
from efe_projections.catalogue import PROJECTIONS
from tests.infra.cli.given import token_of_all_roles
from tests.infra.ledger.given import until
from tests.running import installation, on_the_network

ASK_ANOTHER = "efe-ask-another"
HTML = {"Accept": "text/html"}
OPERATORS = {"query": "{ meta { position } operators(first: 1) { totalCount } }"}


@contextmanager
def gated(database: Database, home: Path) -> Iterator[httpx.Client]:
    with (
        installation(database, home) as running,
        watching(running) as watch,
        projecting(running, watch),
        TablesWatch(database, PROJECTIONS, Precedence.CURRENT) as tables,
        on_the_network(running, watch, tables=tables) as api,
        httpx.Client(base_url=api.http.url, timeout=30) as client,
    ):
        yield client


def put_in_place(database: Database, generation: int) -> None:
    """Records tables of another version of the code as those in use, as a swap does."""
    with psycopg.connect(database.admin) as admin:
        admin.execute("insert into projection.built values ('other', %s) on conflict do nothing", [generation])
        admin.execute("update projection.position set definition = 'other'")


def remove_table(database: Database, name: str) -> None:
    with psycopg.connect(database.admin) as admin:
        admin.execute(SQL("alter table {} rename to moved").format(Identifier("read", name)))


def test_tables_that_went_back_refuse_pages_queries_and_sockets_at_once_but_not_health(
    database: Database, tmp_path: Path
) -> None:
    with gated(database, tmp_path) as client:
        before = client.get("/", headers=HTML)
        put_in_place(database, GENERATION - 1)
        until(lambda: client.get("/", headers=HTML).status_code == 503, within=5)
        page, query, live = client.get("/", headers=HTML), client.post("/graphql", json=OPERATORS), "/health/live"
        alive = client.get(live)
        with pytest.raises(InvalidStatus) as denied, connect(f"{client.base_url}/graphql".replace("http", "ws")):
            pass

    assert before.status_code == 200
    assert ASK_ANOTHER not in before.headers
    assert [each.status_code for each in (page, query, alive)] == [503, 503, 200]
    assert [each.headers.get(ASK_ANOTHER) for each in (page, query, alive)] == ["1", "1", None]
    assert page.headers["content-type"].startswith("text/html")
    assert query.json()["errors"][0]["extensions"]["code"] == "SUPERSEDED"
    assert denied.value.response.status_code == 503


def test_tables_that_are_back_are_answered_from_at_the_first_request(database: Database, tmp_path: Path) -> None:
    """A proxy without a pause asks this process right after another one that lost its tables by the same swap."""
    answers = []
    with gated(database, tmp_path) as client, psycopg.connect(database.admin, autocommit=True) as admin:
        (own,) = admin.execute("select definition from projection.position").fetchone() or ("",)
        for _ in range(3):
            put_in_place(database, GENERATION - 1)
            until(lambda: client.get("/", headers=HTML).status_code == 503, within=5)
            admin.execute("update projection.position set definition = %s", [own])
            answers.append(client.get("/", headers=HTML).status_code)

    assert answers == [200, 200, 200]


ESTABLISH = """
    mutation ($input: EstablishInstanceInput!) {
        establishInstance(input: $input) { position instance { poles(first: 1) { totalCount } } }
    }
"""


def test_later_tables_are_answered_from_and_a_table_that_is_gone_is_left_to_another_server(
    database: Database, tmp_path: Path
) -> None:
    with gated(database, tmp_path) as client:
        put_in_place(database, GENERATION + 1)
        until(lambda: client.get("/health/ready").json()["tables"]["precedence"] == "older", within=5)
        page = client.get("/", headers=HTML)
        remove_table(database, "operator")
        query = client.post("/graphql", json=OPERATORS)

    assert (page.status_code, page.headers.get(ASK_ANOTHER)) == (200, None)
    assert (query.status_code, query.headers.get(ASK_ANOTHER)) == (503, "1")
    assert query.json()["errors"][0]["extensions"]["code"] == "SUPERSEDED"


def test_a_recorded_command_without_an_id_is_never_left_to_another_server(database: Database, tmp_path: Path) -> None:
    """That one would record it again. A command with an id is recorded once, however many servers it reaches."""
    token = {"Authorization": f"Bearer {token_of_all_roles(database, tmp_path)}"}

    def establish(bassin: str, **id_of_command: str) -> httpx.Response:
        variables = {"input": {"bassin": bassin, **id_of_command}}
        return client.post("/graphql", json={"query": ESTABLISH, "variables": variables}, headers=token)

    with gated(database, tmp_path) as client:
        until(lambda: client.get("/health/ready").json()["lag"] == 0)
        remove_table(database, "pole")
        answers = [establish("NAMUR", commandId=str(uuid4())), establish("LIEGE")]

    assert [each.status_code for each in answers] == [503, 200]
    assert {each.json()["errors"][0]["extensions"]["code"] for each in answers} == {"SUPERSEDED"}


def test_a_port_is_taken_before_it_is_listened_on() -> None:
    """A proxy is refused at once where a server starts, and does not wait for its start."""
    with bound_socket("127.0.0.1", 0, listens=False) as starting:
        address = starting.getsockname()[:2]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, 5)
        with bound_socket(*address, listens=False) as other:
            begin_listening(starting)
            with pytest.raises(PortTaken):
                begin_listening(other)
        with pytest.raises(PortTaken):
            bound_socket(*address, listens=False)
        socket.create_connection(address, 5).close()


def test_requests_are_refused_exactly_where_the_tables_are_not_readable() -> None:
    assert REFUSALS_BY_PRECEDENCE.keys() == UNREADABLE_STATES
