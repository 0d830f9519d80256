"""Parsing of a request before any of its GraphQL runs."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.infra.http.demonstration import MAX_BODY

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
DEEP = b"[" * 90_000 + b"]" * 90_000


def refusal(response: httpx.Response) -> tuple[int, str]:
    (error,) = response.json()["errors"]
    assert error["message"]
    return response.status_code, error["extensions"]["code"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"5",
        b"null",
        b"[]",
        b"{",
        b"{}",
        b'{"query": null}',
        b'{"query": 5}',
        b'{"query": " "}',
        b'{"query": "{greeting}", "variables": []}',
        b'{"query": "{greeting}", "variables": NaN}',
        b'{"query": "{greeting}", "operationName": 5}',
        b'{"query": "{greeting}", "extensions": "x"}',
        b'[{"query": "{greeting}"}]',
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b'{"query": "{greeting}", "variables": {"deep": ' + DEEP + b"}}",
        b"[" * 90_000,
    ],
)
async def test_a_body_that_is_no_graphql_request_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers=JSON)

    assert refusal(response) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(("depth", "status"), [(400, 200), (4_000, 400)])
async def test_deep_variables_that_json_allows_break_nothing(
    client: httpx.AsyncClient, depth: int, status: int
) -> None:
    deep = b"[" * depth + b"]" * depth
    body = b'{"query": "query($name: String!) {greeting(name: $name)}", "variables": {"name": ' + deep + b"}}"

    response = await client.post("/graphql", content=body, headers=JSON)

    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_query_nested_beyond_the_stack_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{a" * 3_000})

    assert refusal(response) == (200, "GRAPHQL_PARSE_FAILED")


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/graphql", "multipart/form-data; boundary=x"]
)
async def test_a_body_of_another_type_is_refused(client: httpx.AsyncClient, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}

    response = await client.post("/graphql", content=b'{"query": "{greeting}"}', headers=headers)

    assert refusal(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_body_announced_as_too_large_is_not_read(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", content=b" " * (MAX_BODY + 1), headers=JSON)

    assert refusal(response) == (413, "CONTENT_TOO_LARGE")


async def test_reading_stops_where_the_body_becomes_too_large(client: httpx.AsyncClient) -> None:
    sent = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(1_000):
            sent.append(number)
            yield b" " * (MAX_BODY // 10)

    response = await client.post("/graphql", content=chunks(), headers=JSON)

    assert refusal(response) == (413, "CONTENT_TOO_LARGE")
    assert len(sent) == 11


async def test_a_body_of_the_allowed_size_is_read_whole(client: httpx.AsyncClient) -> None:
    query = b'{"query": "{greeting}"}'

    response = await client.post("/graphql", content=query + b" " * (MAX_BODY - len(query)), headers=JSON)

    assert response.json() == {"data": {"greeting": "Bonjour, monde"}}


async def test_an_empty_parameter_is_an_absent_one(client: httpx.AsyncClient) -> None:
    parameters = {"query": "{greeting}", "variables": "", "operationName": "", "extensions": ""}

    response = await client.get("/graphql", params=parameters)

    assert response.json() == {"data": {"greeting": "Bonjour, monde"}}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {"query": "{greeting}", "variables": "{"},
        {"query": "{greeting}", "variables": "5"},
        {"query": "{greeting}", "extensions": "[]"},
    ],
)
async def test_parameters_that_are_no_graphql_request_are_refused(
    client: httpx.AsyncClient, parameters: dict[str, str]
) -> None:
    response = await client.get("/graphql", params=parameters)

    assert refusal(response) == (400, "BAD_USER_INPUT")


async def test_a_client_that_takes_no_json_is_told_what_there_is(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": "{greeting}"}, headers={"accept": "image/png"})

    assert refusal(response) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_refused_and_told_which_are_allowed(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")

    assert refusal(response) == (405, "METHOD_NOT_ALLOWED")
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


async def test_an_unknown_address_is_refused_in_json(client: httpx.AsyncClient) -> None:
    assert refusal(await client.get("/nowhere")) == (404, "NOT_FOUND")
    assert refusal(await client.get("/graphiql/../app.py")) == (404, "NOT_FOUND")
