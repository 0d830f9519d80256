"""What surrounds every request: headers, correlation, the log, health."""

import json
from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

import httpx
import pytest
import structlog

from efe_infra.http.app import create_app
from efe_infra.http.health import Readiness
from efe_infra.http.logs import log_to
from tests.infra.http.demonstration import SECRET, context_getter, schema

pytestmark = pytest.mark.anyio

CORRELATION = "0b9f4d3e-7a36-4c1c-9d7e-2f5a3f1f7c11"


@pytest.fixture
def lines() -> Iterator[BytesIO]:
    stream = BytesIO()
    log_to(stream)
    yield stream
    structlog.reset_defaults()


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

    assert len(read(lines)) == 3
    assert b"Jeanne" not in lines.getvalue()


@pytest.mark.parametrize("sent", [{"query": "{broken}"}, {"query": "{greeting}"}])
async def test_a_fault_is_in_the_log_under_the_id_that_was_shown(
    client: httpx.AsyncClient, lines: BytesIO, sent: dict[str, str]
) -> None:
    response = await client.post("/graphql", json=sent, headers={"authorization": "Bearer panne"})

    fault, request = read(lines)
    (error,) = response.json()["errors"]
    assert fault["error_id"] == error["extensions"]["errorId"]
    assert fault["exception"] == "builtins.RuntimeError"
    assert fault["correlation_id"] == request["correlation_id"] == response.headers["x-correlation-id"]
    assert SECRET.encode() not in lines.getvalue()


async def test_a_fault_in_a_resolver_says_where(client: httpx.AsyncClient, lines: BytesIO) -> None:
    await client.post("/graphql", json={"query": "{broken}"})

    fault, _ = read(lines)
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

    app = create_app(schema(), context_getter=context_getter, readiness=late)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demonstration") as client:
        response = await client.get("/health/ready")

    assert (response.status_code, response.json()) == (503, {"status": "unready", "lag": 4_000})
