"""One client over many connections: what the others ask is answered meanwhile."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from efe_infra.process import metrics
from tests.api.given import Api, Client
from tests.api.streams import socket_of
from tests.hostile.asking import asked, codes
from tests.infra.ledger.given import until
from tests.running import served

POLES = "{ poles(first: 1) { edges { node { id } } } }"
INSTANCES = "{ instances { bassin } }"
CONNECTIONS = 20
STATEMENTS, OPERATIONS = 2, 12
WAITING = """
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
"""


@pytest.fixture(params=[True, False], ids=["compiled", "by graphql-core"])
def api(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Api]:
    with served(
        database,
        tmp_path,
        compiled=request.param,
        statement_timeout=60,
        operation_timeout=60,
        client_statements=STATEMENTS,
        client_operations=OPERATIONS,
    ) as api:
        api.coordinator(Bassin.LIEGE)
        yield api


@contextmanager
def poles_locked(api: Api) -> Iterator[psycopg.Connection]:
    """Locks the pôles against readers, and yields a connection that sees them wait."""
    admin = api.installation.database.admin
    with psycopg.connect(admin) as holder, psycopg.connect(admin, autocommit=True) as observer:
        holder.execute("lock table read.pole in access exclusive mode")
        yield observer


@contextmanager
def flooded(api: Api, by: Client, asking: int) -> Iterator[list[Future[httpx.Response]]]:
    """So many ask for pôles, each over a connection of their own, until the end of the context."""
    with ThreadPoolExecutor(asking) as pool, poles_locked(api) as observer:
        under_way = [pool.submit(asked, by, POLES) for _ in range(asking)]
        until(lambda: waiting(observer) >= STATEMENTS)
        yield under_way


def waiting(observer: psycopg.Connection) -> int:
    [(found,)] = observer.execute(WAITING).fetchall()
    return int(found)


def of_others(api: Api, attacker: str) -> Client:
    return api.visitor if attacker == "account" else api.client("quelqu'un")


def attacking(api: Api, attacker: str) -> Client:
    return api.client("attaque") if attacker == "account" else api.visitor


@pytest.mark.parametrize("attacker", ["account", "visitor"])
def test_who_asks_over_many_connections_leaves_some_of_the_database_to_others(api: Api, attacker: str) -> None:
    by, other = attacking(api, attacker), of_others(api, attacker)
    asked(other, INSTANCES)
    held = metrics.HELD._value.get()
    with flooded(api, by, OPERATIONS) as under_way:
        until(lambda: metrics.HELD._value.get() >= held + OPERATIONS - STATEMENTS)
        answered = [codes(asked(other, INSTANCES)) for _ in range(5)]
        served_meanwhile = [each for each in under_way if each.done()]
        with psycopg.connect(api.installation.database.admin, autocommit=True) as observer:
            in_the_database = waiting(observer)

    assert answered == [[]] * 5
    assert served_meanwhile == []
    assert in_the_database == STATEMENTS
    assert [codes(each.result()) for each in under_way] == [[]] * OPERATIONS


@pytest.mark.parametrize("attacker", ["account", "visitor"])
def test_more_operations_than_a_client_may_have_are_refused_at_once(api: Api, attacker: str) -> None:
    by, other = attacking(api, attacker), of_others(api, attacker)
    asked(by, INSTANCES)
    with flooded(api, by, CONNECTIONS) as under_way:
        until(lambda: sum(each.done() for each in under_way) == CONNECTIONS - OPERATIONS)
        refused = [each.result() for each in under_way if each.done()]
        answered = codes(asked(other, INSTANCES))

    assert {each.status_code for each in refused} == {429}
    assert {each.headers["retry-after"] for each in refused} == {"1"}
    assert [codes(each) for each in refused] == [["TOO_MANY_OPERATIONS"]] * len(refused)
    assert answered == []
    assert sorted(each.result().status_code for each in under_way) == [200] * OPERATIONS + [429] * len(refused)


@pytest.mark.parametrize("attacker", ["account", "visitor"])
def test_operations_of_one_socket_count_as_those_of_connections(api: Api, attacker: str) -> None:
    with socket_of(attacking(api, attacker)) as socket, poles_locked(api):
        for number in range(OPERATIONS + 1):
            socket.subscribe(str(number), POLES)
        refused = socket.hear()

    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "TOO_MANY_OPERATIONS")


def test_what_was_refused_is_no_more_held_against_who_asked(api: Api) -> None:
    with flooded(api, api.visitor, CONNECTIONS) as under_way:
        until(lambda: sum(each.done() for each in under_way) == CONNECTIONS - OPERATIONS)
    [each.result() for each in under_way]

    again = [asked(api.visitor, POLES).status_code for _ in range(OPERATIONS + 1)]

    assert again == [200] * (OPERATIONS + 1)
