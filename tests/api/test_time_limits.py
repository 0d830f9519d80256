"""Operations that take too long: a query is ended, wherever it waits; a command is never said not to be done."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import httpx
import psycopg
import pytest
import uvloop
from psycopg.sql import SQL, Composed, Identifier
from strawberry.types.graphql import OperationType
from websockets.exceptions import ConnectionClosed

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.errors import Timeout
from efe_graphql.limits import deadline as in_time
from efe_graphql.limits.cost_budget import Limited
from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api, Client, mutation
from tests.api.streams import ENTRIES, EVENTS, PATIENCE, Stream, socket_of, socket_to, stream
from tests.infra.ledger.given import until
from tests.infra.ledger.relay import Relay
from tests.running import served

INSTANCE = "{ instance(bassin: LIEGE) { id } }"  # by a data loader
POLES = "{ poles { edges { node { id } } } }"  # by the field itself
WAITING = """
    select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    """Remembers no answer: a remembered one waits for no table."""
    with served(database, tmp_path, operation_timeout=0.4, statement_timeout=300, remembered_bytes=0) as running:
        yield running


@pytest.fixture
def liege(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


@contextmanager
def held(api: Api, statement: Composed | LiteralString) -> Iterator[psycopg.Connection]:
    """Others wait for what the statement takes; gives a connection that sees who waits."""
    admin = api.installation.database.admin
    with psycopg.connect(admin) as holder, psycopg.connect(admin, autocommit=True) as observer:
        holder.execute(statement)
        yield observer


def locked(api: Api, table: str) -> AbstractContextManager[psycopg.Connection]:
    """Locks the tables of the read model against every reader."""
    return held(api, SQL("lock table {} in access exclusive mode").format(Identifier("read", table)))


TURN = "select from ledger.turn for update"
"""Nobody appends meanwhile."""


def answer_to(by: Client, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{by.http.url}/graphql", json=body, headers=by.headers, timeout=60)


def code_of(response: httpx.Response) -> tuple[int, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("query", "table"), [(INSTANCE, "instance"), (POLES, "pole")])
def test_a_query_that_waits_is_ended_and_leaves_nothing_on_the_server(
    api: Api, liege: Client, query: str, table: str, *, known: bool
) -> None:
    if known:
        answer_to(liege, query)
    with locked(api, table) as observer:
        late = answer_to(liege, query)
        until(lambda: observer.execute(WAITING).fetchall() == [])
        other = answer_to(liege, "{ viewer { account { id } } }")

    assert code_of(late) == (503, "TIMEOUT")
    assert "data" not in late.json()
    assert other.json()["data"]["viewer"]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("query", "table"), [(INSTANCE, "instance"), (POLES, "pole")])
def test_a_query_is_ended_when_its_own_deadline_and_that_of_its_read_come_together(
    api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch, query: str, table: str, *, known: bool
) -> None:
    monkeypatch.setattr(in_time, "CANCEL_MARGIN_S", 0.0)
    if known:
        answer_to(liege, query)
    with locked(api, table):
        late = answer_to(liege, query)

    assert code_of(late) == (503, "TIMEOUT")


@pytest.mark.parametrize("known", [False, True])
def test_a_query_that_waits_for_persons_is_ended(api: Api, liege: Client, *, known: bool) -> None:
    liege.done("registerPerson", "person { id }", givenName="Zoé", familyName="Dubois")
    query = '{ people(search: "Dubois") { familyName } }'
    if known:
        answer_to(liege, query)
    with held(api, "lock table vault.person in access exclusive mode"):
        late = answer_to(liege, query)

    assert code_of(late) == (503, "TIMEOUT")


def test_who_asks_is_read_in_time_too(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path, operation_timeout=60, statement_timeout=0.3) as api:
        liege = api.coordinator(Bassin.LIEGE)
        with socket_to(api.http.url) as socket, locked(api, "access_grant"):
            over_http = answer_to(liege, INSTANCE)
            socket.say("connection_init", payload=dict(liege.headers))
            with pytest.raises(ConnectionClosed) as closed:
                socket.connection.recv(timeout=PATIENCE)

    assert code_of(over_http) == (503, "TIMEOUT")
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1013


@pytest.mark.parametrize(("remembered_bytes", "silences"), [(0, 1), (1 << 20, 2)])
def test_a_request_that_waits_several_times_has_the_time_of_one(
    database: Database, tmp_path: Path, remembered_bytes: int, silences: int
) -> None:
    """A remembered answer, the answer itself and the account for the log all wait for the server that is silent."""
    seconds, took = 2.0, 0.0
    with (
        Relay(database) as relay,
        served(relay.database, tmp_path, operation_timeout=seconds, remembered_bytes=remembered_bytes) as api,
    ):
        liege = api.coordinator(Bassin.LIEGE)
        for _ in range(silences):
            for _ in range(3):
                answer_to(liege, INSTANCE)
            with relay.silent():
                began = time.monotonic()
                late = answer_to(liege, INSTANCE)
                took = max(took, time.monotonic() - began)

    assert code_of(late) == (503, "TIMEOUT")
    assert took < seconds + in_time.CANCEL_MARGIN_S + seconds / 2


def test_a_statement_that_takes_too_long_ends_its_field_alone(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path, operation_timeout=60, statement_timeout=0.3) as api, locked(api, "pole"):
        answer = answer_to(api.visitor, f"{{ meta {{ version }} node(id: {NODE}) {{ id }} }}")

    assert code_of(answer) == (200, "TIMEOUT")
    assert answer.json()["data"]["meta"]["version"]


def test_a_server_is_well_again_after_many_queries_that_waited(
    api: Api, liege: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_time, "CANCEL_MARGIN_S", PATIENCE)  # a busy machine may take longer to cancel so many
    with ThreadPoolExecutor(24) as clients, locked(api, "instance") as observer:
        late = list(clients.map(partial(answer_to, api.visitor), [INSTANCE] * 48))
        until(lambda: observer.execute(WAITING).fetchall() == [])
    well = [answer_to(api.visitor, INSTANCE) for _ in range(24)]

    assert {code_of(each) for each in late} == {(503, "TIMEOUT")}
    assert all(each.json()["data"]["instance"]["id"] for each in well)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("psycopg")] == []


class Hurried(Limited):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    @property
    def budget(self) -> None:
        return None

    @property
    def operation_timeout(self) -> float:
        return self._seconds


def test_a_read_that_ends_at_the_deadline_ends_its_query_whatever_the_timer_rounds() -> None:
    async def ended_after(seconds: float) -> bool:
        try:
            async with in_time.in_time(Hurried(seconds), OperationType.QUERY):
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(in_time.deadline()):
                        await asyncio.sleep(PATIENCE)
        except Timeout:
            return True
        return False

    async def all_ended() -> list[bool]:
        return [await ended_after(0.01 + 0.00007 * times) for times in range(100)]

    assert all(uvloop.run(all_ended()))


def test_a_query_that_is_ended_says_so_over_every_transport(api: Api, liege: Client) -> None:
    with (
        locked(api, "instance"),
        stream(liege, INSTANCE, accept=EVENTS) as events,
        socket_of(liege) as socket,
    ):
        socket.subscribe("1", INSTANCE)
        over_socket = socket.hear()
        over_stream = events.event()

    assert (over_socket["type"], over_socket["payload"][0]["extensions"]["code"]) == ("error", "TIMEOUT")
    assert over_stream.code == "TIMEOUT"


def test_a_subscription_lasts_longer_than_a_query_may(api: Api, liege: Client) -> None:
    with stream(liege, ENTRIES, after="0") as events:
        first = events.event().entry
        time.sleep(1)
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        last = next_of(events, "instance.axis-identified.v2")

    assert first["seq"] == 1
    assert last["seq"] > first["seq"]


def next_of(events: Stream, kind: str) -> dict[str, Any]:
    while (entry := events.event().entry)["kind"] != kind:
        pass
    return entry


def test_a_command_that_is_recorded_says_so_also_when_it_cannot_be_read_in_time(api: Api, liege: Client) -> None:
    asked: dict[str, Any] = {"commandId": str(uuid4()), "bassin": "LIEGE", "axis": AXIS}
    first = liege.do("identifyAxis", "instance { id }", **asked)

    with locked(api, "instance"):
        again = liege.do("identifyAxis", "instance { id }", **asked)

    assert first["instance"]
    assert again == {"instance": None, "position": first["position"], "userErrors": []}


def test_a_command_of_which_the_rights_cannot_be_read_in_time_is_refused_and_may_be_repeated(
    database: Database, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {"bassin": "LIEGE", "axis": AXIS}
    with (
        Relay(database) as relay,
        served(relay.database, tmp_path, operation_timeout=0.4, statement_timeout=300) as api,
    ):
        liege = api.coordinator(Bassin.LIEGE)
        with relay.silent():
            late = answer_to(liege, mutation("identifyAxis"), input=asked)
        done = liege.do("identifyAxis", **asked)

    assert code_of(late) == (503, "TIMEOUT")
    assert late.headers["Retry-After"]
    assert done["userErrors"] == []


def test_what_a_command_shows_beside_itself_is_ended_alone(api: Api, liege: Client) -> None:
    with locked(api, "pole"):
        answer = answer_to(liege, mutation("identifyAxis", POLES_BESIDE), input={"bassin": "LIEGE", "axis": AXIS})

    assert code_of(answer) == (200, "TIMEOUT")
    assert answer.json()["data"]["identifyAxis"]["position"]


NODE = f'"Pole:{uuid4()}"'
POLES_BESIDE = "instance { id poles { edges { node { id } } } }"


def test_a_command_is_waited_for_longer_than_a_query(api: Api, liege: Client) -> None:
    with ThreadPoolExecutor(1) as clients:
        with held(api, TURN) as observer:
            doing = clients.submit(liege.do, "identifyAxis", bassin="LIEGE", axis=AXIS)
            until(lambda: observer.execute(WAITING).fetchall() != [])
            time.sleep(1)
        done = doing.result(30)

    assert (done["userErrors"], int(done["position"]) > 0) == ([], True)


def test_of_a_command_that_was_cut_off_nobody_says_that_it_is_not_done(api: Api, liege: Client) -> None:
    api.installation.platform.recorder._appender._patience = 1.0  # type: ignore[attr-defined]
    asked: dict[str, Any] = {"commandId": str(uuid4()), "bassin": "LIEGE", "axis": AXIS}

    with ThreadPoolExecutor(1) as clients, held(api, TURN) as observer:
        doing = clients.submit(answer_to, liege, mutation("identifyAxis"), input=asked)
        cut_off(observer, doing.done)
    unknown = doing.result(30)
    again = liege.do("identifyAxis", **asked)
    once_more = liege.do("identifyAxis", **asked)

    assert code_of(unknown) == (200, "OUTCOME_UNKNOWN")
    assert "retry-after" not in unknown.headers
    assert asked["commandId"] in unknown.json()["errors"][0]["message"]
    assert again == once_more
    assert again["userErrors"] == []


def cut_off(observer: psycopg.Connection, done: Callable[[], bool]) -> None:
    """Every connection that waits, as often as there is one."""
    deadline = time.monotonic() + 30
    while not done() and time.monotonic() < deadline:
        for (pid,) in observer.execute(WAITING).fetchall():
            observer.execute("select pg_terminate_backend(%s)", [pid])
        time.sleep(0.02)
