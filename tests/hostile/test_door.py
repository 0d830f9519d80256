"""Bodies, numbers and texts that no client of good will sends: a 4xx or a coded error, never a fault."""

import gzip
import json

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from efe_infra.http.errors.faults import MAX_MESSAGE_CHARACTERS
from tests.api.given import Client
from tests.api.streams import PATIENCE, Socket, socket_of
from tests.hostile.asking import asked, codes, sent, with_variables

NUMBER = "query ($n: Int!) { poles(first: $n) { totalCount } }"
TEXT = "query ($s: String) { poles(filter: { search: $s }) { totalCount } }"
IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
VERSION = "{ meta { version } }"


@pytest.fixture(params=["coordinator", "visitor"])
def by(callers: dict[str, Client], request: pytest.FixtureRequest) -> Client:
    return callers[request.param]


def closed(socket: Socket) -> int:
    """The code with which the server closes next."""
    with pytest.raises(ConnectionClosed) as closing:
        socket.connection.recv(timeout=PATIENCE)
    assert closing.value.rcvd
    return closing.value.rcvd.code


def literal(value: str) -> str:
    return with_variables(f"{{ poles(first: {value}) {{ totalCount }} }}", "{}")


UNREADABLE = {
    "NaN": with_variables(NUMBER, '{"n": NaN}'),
    "infinity": with_variables(NUMBER, '{"n": -Infinity}'),
    "a float beyond floats": with_variables(NUMBER, '{"n": 1e400}'),
    "an integer of 100,000 digits": with_variables(NUMBER, f'{{"n": {"9" * 100_000}}}'),
    "a lone surrogate": with_variables(TEXT, '{"s": "\\ud800"}'),
    "a lone surrogate in the document": '{"query": "{ meta { version } } # \\udfff"}',
    "a null byte between values": with_variables(TEXT, '{"s": \0"a"}'),
    "a depth of 90,000": with_variables(IDS, f'{{"ids": {"[" * 90_000}{"]" * 90_000}}}'),
    "a key twice in the body": '{"query": "{ meta { version } }", "query": "{ viewer { account { id } } }"}',
    "a key twice in the variables": with_variables(NUMBER, '{"n": 1, "n": 2}'),
    "a key twice, once escaped": with_variables(NUMBER, '{"n": 1, "\\u006e": 2}'),
    "a key twice far inside": with_variables(TEXT, '{"s": "a", "x": [{"y": {"z": 1, "z": 1}}]}'),
    "gzip": gzip.compress(b'{"query": "{ meta { version } }"}'),
    "UTF-16": '{"query": "{ meta { version } }"}'.encode("utf-16"),
    "invalid UTF-8": b'{"query": "{ meta { version } } # \xff"}',
    "an overlong UTF-8": b'{"query": "{ meta { version } } # \xc0\xaf"}',
}
DECLINED = {
    "an integer of 100,000 digits in a text": with_variables(NUMBER, f'{{"n": "{"9" * 100_000}"}}'),
    "an integer literal of 100,000 digits": literal("9" * 100_000),
    "a negative literal of 100,000 digits": literal("-" + "9" * 100_000),
    "a float literal beyond floats": literal("1e400"),
    "an integer of 33 bits": literal(str(2**31)),
    "a surrogate in a literal": with_variables('{ poles(filter: { search: "\\ud800" }) { totalCount } }', "{}"),
    "a code point beyond Unicode": with_variables(
        '{ poles(filter: { search: "\\u{110000}" }) { totalCount } }', "{}"
    ),
    "an input field twice": with_variables('{ poles(filter: { search: "a", search: "b" }) { totalCount } }', "{}"),
    "an argument twice": with_variables("{ poles(first: 1, first: 2) { totalCount } }", "{}"),
    "a variable twice": with_variables("query ($n: Int!, $n: Int!) { poles(first: $n) { totalCount } }", '{"n": 1}'),
    "a deep list in a variable": with_variables(IDS, f'{{"ids": {"[" * 900}{"]" * 900}}}'),
    "a deep list in a literal": with_variables(f"{{ nodes(ids: {'[' * 900}{']' * 900}) {{ id }} }}", "{}"),
    "a deep object in a literal": with_variables(
        f"{{ poles(filter: {'{a: ' * 400}1{'}' * 400}) {{ totalCount }} }}", "{}"
    ),
    "a deep type": with_variables(f"query ($n: {'[' * 900}Int{']' * 900}) {{ meta {{ version }} }}", "{}"),
    "90,000 ids": with_variables(IDS, json.dumps({"ids": ["Pole:x"] * 90_000})),
    "90,000 ids that are none": with_variables(IDS, json.dumps({"ids": [[]] * 90_000})),
    "a name of 900,000 letters": with_variables(f"{{ {'a' * 900_000} }}", "{}"),
    "an enumeration value of 800,000 letters": with_variables(
        "query ($b: Bassin!) { instance(bassin: $b) { id } }", json.dumps({"b": "LIEG" * 200_000})
    ),
    "240 operations": with_variables(" ".join(f"query q{n} {VERSION}" for n in range(240)), "{}"),
    "490 variables": with_variables(f"query ({' '.join(f'$a{n}: Int' for n in range(490))}) {VERSION}", "{}"),
    "2,000 tokens too many": with_variables(f"{{ meta {{ {'version ' * 4_000} }} }}", "{}"),
    "a schema": with_variables("type Query { a: Int }", "{}"),
    "no selection of an object": with_variables("{ meta }", "{}"),
}
TAKEN = {
    "a null byte in a search": with_variables(TEXT, '{"s": "a\\u0000b"}'),
    "a text of 900,000 letters": with_variables(TEXT, json.dumps({"s": "a" * 900_000})),
    "900,000 commas": with_variables("," * 900_000 + VERSION, "{}"),
    "a comment of 900,000 letters": with_variables("#" + "a" * 900_000 + "\n" + VERSION, "{}"),
    "60,000 variables that nobody asked for": with_variables(
        NUMBER, json.dumps({"n": 1, **{f"k{n}": 1 for n in range(60_000)}})
    ),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_one_way_only_is_refused(by: Client, body: bytes | str) -> None:
    response = sent(by, body)

    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("body", DECLINED.values(), ids=DECLINED)
def test_what_can_be_read_and_is_wrong_has_a_code_and_a_short_answer(by: Client, body: str) -> None:
    response = sent(by, body)

    assert response.status_code in {200, 400}
    assert codes(response)
    assert "INTERNAL_SERVER_ERROR" not in codes(response)
    assert all(len(error["message"]) <= MAX_MESSAGE_CHARACTERS for error in response.json()["errors"])


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
def test_what_is_only_large_is_answered(by: Client, body: str) -> None:
    assert codes(sent(by, body)) == []


@pytest.mark.parametrize(
    "parameters",
    [
        [("query", VERSION), ("query", "{ viewer { account { id } } }")],
        [("query", NUMBER), ("variables", '{"n": 1}'), ("variables", '{"n": 2}')],
        [("query", NUMBER), ("variables", '{"n": 1, "n": 2}')],
    ],
)
def test_a_parameter_or_a_key_in_it_given_twice_is_refused(
    by: Client, parameters: list[tuple[str, str | int | float | bool | None]]
) -> None:
    response = httpx.get(f"{by.http.url}/graphql", params=httpx.QueryParams(parameters), headers=by.headers)

    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "subscribe", "id": "1", "id": "2", "payload": {"query": "{ meta { version } }"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "query": "{ meta { version } }"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "\\ud800"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": {"a": 1e999}}}',
        '{"type": "subscribe", "id": "1", "payload": ' + "[" * 90_000,
        "\0",
    ],
)
def test_a_message_that_cannot_be_read_one_way_only_closes_the_socket(by: Client, text: str) -> None:
    with socket_of(by) as socket:
        socket.connection.send(text)
        ended = closed(socket)

    assert ended == 4400


def test_a_bomb_over_a_socket_is_refused_as_over_http(by: Client) -> None:
    aliases = " ".join(f"a{number}: meta {{ version }}" for number in range(101))
    with socket_of(by) as socket:
        socket.subscribe("1", f"{{ {aliases} }}")
        refused = socket.hear()
        socket.subscribe("2", VERSION)
        answered = socket.hear()

    assert refused["payload"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert answered["payload"]["data"]["meta"]


def test_a_page_of_too_many_objects_is_refused_before_it_is_read(by: Client) -> None:
    assert codes(asked(by, IDS, ids=["Pole:00000000-0000-0000-0000-000000000001"] * 101)) == ["BAD_USER_INPUT"]
