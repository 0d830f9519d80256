"""Web pages of other origins, as a browser speaks for them."""

import httpx
import pytest

from efe_infra.http.app import create_app
from efe_infra.http.endpoints.health import health
from tests.infra.http.demonstration import PRINCIPALS, is_ready, schema

pytestmark = pytest.mark.anyio

ALLOWED = "https://app.example"
FOREIGN = "https://elsewhere.example"
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


async def asked(method: str, path: str, *origins: str, **headers: str) -> httpx.Response:
    app = create_app(schema(), principals=PRINCIPALS, routes=health(is_ready), origins=origins)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://efe") as client:
        return await client.request(
            method,
            path,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            content=b'{"query": "{greeting}"}' if method == "POST" else None,
        )


def opened(response: httpx.Response) -> set[str]:
    return {name for name in response.headers if name.startswith("access-control-")}


@pytest.mark.parametrize(
    "path", ["/graphql", "/documents", "/documents/x", "/preuves/liege.zip", "/flux/liege/cloudevents"]
)
async def test_a_preflight_of_an_allowed_origin_is_answered(path: str) -> None:
    response = await asked("OPTIONS", path, ALLOWED, origin=ALLOWED, **PREFLIGHT)

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == ALLOWED
    assert {"GET", "HEAD", "POST", "PUT"} == set(response.headers["access-control-allow-methods"].split(", "))
    assert "access-control-allow-credentials" not in response.headers


async def test_an_allowed_page_reads_the_answer_and_why_it_was_refused() -> None:
    sent = {"origin": ALLOWED, "content_type": "application/json"}

    answers = [
        await asked("POST", "/graphql", ALLOWED, **sent, authorization=token)
        for token in ("", "Bearer perime", "Bearer panne")
    ]

    assert [each.status_code for each in answers] == [200, 401, 500]
    assert {each.headers["access-control-allow-origin"] for each in answers} == {ALLOWED}
    assert all("Origin" in each.headers["vary"] for each in answers)
    assert all("Retry-After" in each.headers["access-control-expose-headers"] for each in answers)
    assert all("access-control-allow-credentials" not in each.headers for each in answers)


@pytest.mark.parametrize(
    "origin", [FOREIGN, "null", f"{ALLOWED}.evil.example", f"{ALLOWED}:444", "http://app.example"]
)
async def test_another_origin_is_let_in_neither_before_nor_after(origin: str) -> None:
    before = await asked("OPTIONS", "/graphql", ALLOWED, origin=origin, **PREFLIGHT)
    answer = await asked("POST", "/graphql", ALLOWED, origin=origin, content_type="application/json")

    assert before.status_code == 400
    assert "access-control-allow-origin" not in before.headers
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/health/live", "/", "/openapi.json", "/graphiql/page.js"])
async def test_only_where_clients_call_is_open(path: str) -> None:
    assert opened(await asked("GET", path, ALLOWED, origin=ALLOWED)) == set()


async def test_nothing_changes_where_no_origin_is_allowed() -> None:
    headers = {"content_type": "application/json", "x_correlation_id": "3f6a8c3e-9a52-4c55-8f6b-3f1e2d4c5b6a"}
    plain = await asked("POST", "/graphql", **headers)
    foreign = await asked("POST", "/graphql", origin=FOREIGN, **headers)
    preflight = await asked("OPTIONS", "/graphql", origin=FOREIGN, **PREFLIGHT)

    assert (foreign.status_code, foreign.content) == (plain.status_code, plain.content)
    assert foreign.headers == plain.headers
    assert (preflight.status_code, opened(preflight)) == (405, set())


async def test_a_client_that_is_no_page_is_answered_as_before_and_caches_are_told_of_pages() -> None:
    headers = {"content_type": "application/json", "x_correlation_id": "3f6a8c3e-9a52-4c55-8f6b-3f1e2d4c5b6a"}
    plain = await asked("POST", "/graphql", **headers)
    beside = await asked("POST", "/graphql", ALLOWED, **headers)

    assert beside.headers["vary"] == f"{plain.headers.pop('vary')}, Origin"
    assert {name: value for name, value in beside.headers.items() if name != "vary"} == dict(plain.headers)
