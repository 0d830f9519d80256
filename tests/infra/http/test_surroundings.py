"""Surroundings of every request: headers, correlation, the log, health."""

import json
import logging
from io import BytesIO
from uuid import UUID

import httpx
import pytest

from efe_infra.http.app import create_app
from efe_infra.http.endpoints.health import health
from efe_infra.http.ports import Readiness
from tests.infra.http.demonstration import PRINCIPALS, SECRET, schema

pytestmark = pytest.mark.anyio

CORRELATION = "0b9f4d3e-7a36-4c1c-9d7e-2f5a3f1f7c11"


def read(stream: BytesIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_a_correlation_id_comes_back_and_is_in_the_log(client: httpx.AsyncClient, lines: BytesIO) -> None:
    response = await client.get("/health/live", headers={"x-correlation-id": CORRELATION})

    (line,) = read(lines)
    assert response.headers["x-correlation-id"] == CORRELATION
    assert line["correlation_id"] == CORRELATION
    assert (line["method"], line["path"], line["status"]) == ("GET", "/health/live", 200)


@pytest.mark.parametrize("given", [{}, {"x-correlation-id": "Jeanne Dupont"}])
async def test_a_correlation_id_that_is_no_uuid_is_replaced(
    client: httpx.AsyncClient, lines: BytesIO, given: dict[str, str]
) -> None:
    response = await client.get("/health/live", headers=given)

    assert UUID(response.headers["x-correlation-id"])
    assert b"Jeanne" not in lines.getvalue()


async def test_the_log_has_nothing_of_what_was_asked(client: httpx.AsyncClient, lines: BytesIO) -> None:
    await client.get("/graphql", params={"query": '{greeting(name: "Jeanne")}'})
    await client.post("/graphql", json={"query": '{weekday(day: "Jeanne")}'})
    await client.post("/graphql", json={"query": "{Jeanne}"})
    await client.get("/Jeanne")

    assert [line["event"] for line in read(lines)].count("request") == 4
    assert b"Jeanne" not in lines.getvalue()


async def test_a_read_that_is_refused_is_in_the_log_by_its_code(client: httpx.AsyncClient, lines: BytesIO) -> None:
    given = {"x-correlation-id": CORRELATION}
    await client.post("/graphql", json={"query": "{missing greeting}"}, headers=given)
    await client.post("/graphql", json={"query": "{Jeanne}"}, headers=given)
    await client.post("/graphql", json={"query": "{greeting}"}, headers=given)

    refused = [line for line in read(lines) if line["event"] == "operation refused"]
    assert [line["codes"] for line in refused] == [["NOT_FOUND"], ["GRAPHQL_VALIDATION_FAILED"]]
    assert {line["correlation_id"] for line in refused} == {CORRELATION}


async def test_who_is_not_recognised_is_in_the_log_by_the_code(client: httpx.AsyncClient, lines: BytesIO) -> None:
    await client.post("/graphql", json={"query": "{greeting}"}, headers={"authorization": "Bearer perime"})

    refused, request = read(lines)
    assert (refused["event"], refused["code"], refused["status"]) == ("request refused", "UNAUTHENTICATED", 401)
    assert refused["correlation_id"] == request["correlation_id"]


def test_what_a_library_tells_is_a_line_too_without_the_message_of_an_exception(lines: BytesIO) -> None:
    library = logging.getLogger("some.library")
    error = ValueError(SECRET)
    library.error("Cannot go on after %s\n%s", error, SECRET, exc_info=error)

    (line,) = read(lines)
    assert (line["event"], line["logger"], line["level"]) == (
        "Cannot go on after builtins.ValueError",
        "some.library",
        "error",
    )
    assert line["exception"] == "builtins.ValueError"
    assert UUID(str(line["correlation_id"]))
    assert SECRET.encode() not in lines.getvalue()


@pytest.mark.parametrize("sent", [{"query": "{broken}"}, {"query": "{greeting}"}])
async def test_a_fault_is_in_the_log_under_the_id_that_was_shown(
    client: httpx.AsyncClient, lines: BytesIO, sent: dict[str, str]
) -> None:
    response = await client.post("/graphql", json=sent, headers={"authorization": "Bearer panne"})

    fault, request = (line for line in read(lines) if line["event"] in {"fault", "request"})
    (error,) = response.json()["errors"]
    assert fault["error_id"] == error["extensions"]["errorId"]
    assert fault["exception"] == "builtins.RuntimeError"
    assert fault["correlation_id"] == request["correlation_id"] == response.headers["x-correlation-id"]
    assert SECRET.encode() not in lines.getvalue()


async def test_a_fault_in_a_resolver_says_where(client: httpx.AsyncClient, lines: BytesIO) -> None:
    await client.post("/graphql", json={"query": "{broken}"})

    fault = read(lines)[-2]
    assert fault["path"] == ["broken"]
    assert str(fault["frames"]).endswith("broken']")
    assert SECRET.encode() not in lines.getvalue()


@pytest.mark.parametrize("path", ["/graphql?query={greeting}", "/health/live", "/nowhere"])
async def test_an_answer_closes_what_a_browser_could_open(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert response.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"


async def test_a_process_that_lives_and_can_serve_says_so(client: httpx.AsyncClient) -> None:
    live = await client.get("/health/live")
    ready = await client.get("/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "lag": 0})


async def test_a_process_that_cannot_serve_says_why() -> None:
    async def late() -> Readiness:
        return Readiness(ready=False, details={"lag": 4_000})

    app = create_app(schema(), principals=PRINCIPALS, routes=health(late))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demonstration") as client:
        response = await client.get("/health/ready")

    assert (response.status_code, response.json()) == (503, {"status": "unready", "lag": 4_000})
