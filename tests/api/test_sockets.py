"""Following an audit trail by WebSocket, from the real server, message by message of graphql-transport-ws."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.http.graphql.websocket import MAX_OPERATIONS
from efe_infra.http.server.server import MAX_MESSAGE_BYTES
from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api, Client, a_pole, mutation
from tests.api.streams import PATIENCE, Socket, socket_of, socket_to
from tests.running import served

AT_ONCE = 16


pytestmark = pytest.mark.platform("module")


@pytest.fixture
def own_api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def module_api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with served(module_database, tmp_path_factory.mktemp("home")) as running:
        yield running


def closed(socket: Socket) -> int:
    """The code with which the server closes next."""
    with pytest.raises(ConnectionClosed) as closing:
        socket.connection.recv(timeout=PATIENCE)
    assert closing.value.rcvd
    return closing.value.rcvd.code


def error_of(socket: Socket, key: str, query: str = "", **variables: Any) -> str:
    """The code of the one error with which an operation ends."""
    socket.subscribe(key, **({"query": query} if query else {}), **variables)
    message = socket.hear()
    assert (message["type"], message["id"]) == ("error", key), message
    [error] = message["payload"]
    code: str = error["extensions"]["code"]
    return code


def test_what_was_recorded_comes_first_then_what_is(liege: Client) -> None:
    with socket_of(liege) as socket:
        socket.subscribe("1", after="0")
        past = [socket.entry("1") for _ in range(2)]
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        live = socket.entry("1")

    assert [entry["seq"] for entry in (*past, live)] == [1, 2, 3]
    assert live["kind"] == "instance.axis-identified.v2"


def test_each_entry_says_its_position_also_to_who_did_not_ask_for_it(liege: Client) -> None:
    with socket_of(liege) as socket:
        socket.subscribe("1", "subscription { auditEntries(bassin: LIEGE, after: 0) { seq } }".replace("0", '"0"'))
        message = socket.hear()

    assert message["payload"]["data"] == {"auditEntries": {"seq": 1}}
    assert message["payload"]["extensions"] == {"position": "1"}


def test_what_the_client_completes_ends_and_its_id_is_free(liege: Client) -> None:
    with socket_of(liege) as socket:
        socket.subscribe("1", after="0")
        past = [socket.entry("1") for _ in range(2)]
        socket.say("complete", id="1")
        liege.do("identifyAxis", bassin="LIEGE", axis=AXIS)
        socket.subscribe("1", after=past[-1]["position"])
        again = socket.entry("1")

    assert again["kind"] == "instance.axis-identified.v2"


def test_the_token_of_the_handshake_is_enough(liege: Client) -> None:
    with socket_to(liege.http.url, headers=liege.headers) as socket:
        socket.begin()
        socket.subscribe("1", after="0")

        assert socket.entry("1")["seq"] == 1


@pytest.mark.platform("own")
def test_queries_and_mutations_pass_too(liege: Client) -> None:
    with socket_of(liege) as socket:
        socket.subscribe("q", "{ instance(bassin: LIEGE) { bassin } }")
        query = [socket.hear(), socket.hear()]
        socket.subscribe("m", mutation("identifyAxis"), input={"bassin": "LIEGE", "axis": AXIS})
        command = [socket.hear(), socket.hear()]

    assert query == [
        {"type": "next", "id": "q", "payload": {"data": {"instance": {"bassin": "LIEGE"}}}},
        {"type": "complete", "id": "q"},
    ]
    assert command[0]["payload"]["data"]["identifyAxis"]["userErrors"] == []


def test_the_trail_of_another_instance_is_closed(api: Api, liege: Client, namur: Client) -> None:
    with socket_of(namur) as other, socket_of(api.visitor) as visitor:
        codes = error_of(other, "1", after="0"), error_of(visitor, "1", after="0")

    assert codes == ("FORBIDDEN", "UNAUTHENTICATED")


@pytest.mark.platform("own")
def test_a_role_that_is_revoked_ends_it_with_the_reason(api: Api, liege: Client) -> None:
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)
    with socket_of(auditor) as socket:
        socket.subscribe("1", after="2")
        socket.entry("1")
        liege.done(
            "revokeAccess",
            "instance { id }",
            bassin="LIEGE",
            accountId=f"Account:{api.account('audit')}",
            role="AUDITOR",
        )
        message = socket.hear()
        socket.subscribe("2", "{ __typename }")
        still = socket.hear()

    assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
    assert still["payload"] == {"data": {"__typename": "Query"}}


def test_a_document_that_is_refused_costs_only_its_operation(liege: Client) -> None:
    with socket_of(liege) as socket:
        aliases = " ".join(f"a{n}: position" for n in range(40))
        codes = [
            error_of(socket, "1", f"subscription {{ auditEntries(bassin: LIEGE) {{ {aliases} }} }}"),
            error_of(socket, "2", "subscription { auditEntries(bassin: LIEGE) { nothing } }"),
            error_of(socket, "3", "subscription {"),
            error_of(socket, "4", "query a { __typename } query b { __typename }"),
        ]
        socket.subscribe("1", after="0")
        entry = socket.entry("1")

    assert codes == ["QUERY_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT"]
    assert entry["seq"] == 1


def answered(socket: Socket) -> None:
    """Sends an operation once the earlier ones have begun: their number is limited."""
    socket.subscribe("answered", "{ __typename }")
    assert [(each["type"], each["id"]) for each in (socket.hear(), socket.hear())] == [
        ("next", "answered"),
        ("complete", "answered"),
    ]


def test_a_connection_has_so_many_operations_at_most(liege: Client) -> None:
    with socket_of(liege) as socket:
        for number in range(MAX_OPERATIONS):
            socket.subscribe(str(number))
            if not number % AT_ONCE:
                answered(socket)

        assert error_of(socket, "more") == "TOO_MANY_OPERATIONS"


def test_a_ping_is_answered_with_what_it_says(api: Api) -> None:
    with socket_to(api.http.url) as socket:
        socket.say("ping", payload={"n": 1})
        pong = socket.hear()
        socket.say("pong")
        socket.begin()

    assert pong == {"type": "pong", "payload": {"n": 1}}


def test_another_protocol_is_refused(api: Api) -> None:
    with socket_to(api.http.url, protocol="graphql-ws") as socket:
        assert closed(socket) == 4406


def test_who_asks_before_saying_who_they_are_is_shut_out(api: Api) -> None:
    with socket_to(api.http.url) as socket:
        socket.subscribe("1")

        assert closed(socket) == 4401


@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_a_token_that_is_none_is_refused_at_the_beginning(api: Api, scheme: str) -> None:
    with socket_to(api.http.url) as socket:
        socket.say("connection_init", payload={"Authorization": f"{scheme} nimporte"})

        assert closed(socket) == 4401


def test_a_token_that_expires_closes_the_connection(api: Api, liege: Client) -> None:
    token = api.installation.local_issuer.mint(f"coordination-{Bassin.LIEGE}", lasting=4)
    with socket_to(api.http.url) as socket:
        socket.begin(Authorization=f"Bearer {token}")
        socket.subscribe("1")

        assert closed(socket) == 4401


def test_a_connection_begins_once(api: Api) -> None:
    with socket_to(api.http.url) as socket:
        socket.begin()
        socket.say("connection_init")

        assert closed(socket) == 4429


def test_two_operations_do_not_share_an_id(liege: Client) -> None:
    with socket_of(liege) as socket:
        socket.subscribe("1")
        socket.subscribe("1")

        assert closed(socket) == 4409


NONSENSE: list[str | bytes] = [
    b"{}",
    "",
    "5",
    "[" * 100_000,
    '{"type": "unknown"}',
    '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": " "}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "variables": 5}}',
]


@pytest.mark.parametrize("message", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_message_closes_the_connection(api: Api, message: str | bytes) -> None:
    with socket_to(api.http.url) as socket:
        socket.begin()
        socket.connection.send(message)

        assert closed(socket) == 4400


def test_a_message_that_is_too_long_closes_the_connection(api: Api) -> None:
    with socket_to(api.http.url) as socket:
        socket.connection.send("x" * (MAX_MESSAGE_BYTES + 1))

        assert closed(socket) == 1009


def test_a_server_that_stops_says_that_it_goes(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as running:
        liege = running.coordinator(Bassin.LIEGE)
        opened, idle = socket_of(liege), socket_to(running.http.url)
        busy, waiting = opened.__enter__(), idle.__enter__()
        busy.subscribe("1", after="0")
        seen = [busy.entry("1") for _ in range(2)]
    codes = closed(busy), closed(waiting)
    opened.__exit__(None, None, None)
    idle.__exit__(None, None, None)

    assert [entry["seq"] for entry in seen] == [1, 2]
    assert codes == (1001, 1001)


def test_who_was_cut_off_misses_nothing(database: Database, tmp_path: Path) -> None:
    with served(database, tmp_path) as first:
        liege = first.coordinator(Bassin.LIEGE)
        with socket_of(liege) as socket:
            socket.subscribe("1", after="0")
            seen = [socket.entry("1")]
        a_pole(liege)
    with served(database, tmp_path) as second, socket_of(Client(second.http, liege.headers)) as socket:
        socket.subscribe("1", after=seen[-1]["position"])
        seen += [socket.entry("1") for _ in range(3)]

    assert [entry["seq"] for entry in seen] == [1, 2, 3, 4]
