"""Requests that came before: answered before they are read, and checked as every request is."""

import asyncio
import time
import tracemalloc
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, Self

import httpx
import pytest
from prometheus_client import REGISTRY

from efe_graphql.answer_memory import AnsweredRequest, AnswerMemory, RememberedAnswer, RepeatableAnswer
from efe_infra.http.graphql import endpoint
from efe_infra.http.graphql.repeated_requests import MAX_BODY, digest_of, is_short, parts_of
from efe_infra.http.graphql.seen_requests import SeenRequests
from efe_infra.identity import principals, tokens
from efe_infra.postgres.database import Database
from tests.api.given import TODAY, Api, Client, a_pole
from tests.api.remembered import PER_MINUTE, POLES, WARM, get, repeated, warmed
from tests.running import serving

CORRELATION = "0190b2c4-0000-7000-8000-000000000001"
DAY_S: Final = 86_400
AS_OF = "query ($at: AsOf) { poles(first: 100, asOf: $at) { edges { node { name } } } }"


def send(api: Api, client: Client, query: str = POLES, **headers: str) -> httpx.Response:
    body = {"query": query, "variables": {}}
    asked = partial(api.http.client.post, "/graphql", json=body, headers={**client.headers, **headers})
    return api.http.portal.call(asked)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Returns a function after which a request that is read fails."""

    async def fail(*_: object, **__: object) -> None:
        raise AssertionError("the request was read")

    return lambda: monkeypatch.setattr(endpoint, "read_request", fail)


@pytest.mark.platform("module")
def test_a_request_that_came_before_is_not_read(api: Api, liege: Client, unread: Any) -> None:
    a_pole(liege)
    first = [send(api, liege) for _ in range(WARM)][-1]
    unread()
    with repeated(1):
        again = send(api, liege, **{"X-Correlation-Id": CORRELATION})
    other = send(api, liege, Accept="application/graphql-response+json")

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["x-correlation-id"] == CORRELATION
    without = {name: each for name, each in again.headers.items() if name not in ("x-correlation-id", "ratelimit")}
    assert without.items() <= first.headers.items()
    assert other.status_code == 500  # it is another request, and was read


@pytest.mark.platform("module")
def test_what_comes_once_is_not_remembered(api: Api, liege: Client) -> None:
    """Nor is it looked for: only the second of two equal requests is given the answer of another client's."""

    def sent(language: str) -> dict[str, float]:
        before = {each: remembered(each) for each in ("first", "repeated")}
        assert send(api, liege, **{"Accept-Language": language}).status_code == 200
        return {each: remembered(each) - before[each] for each in before}

    a_pole(liege)
    warmed(liege)

    assert [sent("fr;q=0.7") for _ in range(2)] == [{"first": 1, "repeated": 0}, {"first": 0, "repeated": 1}]


@pytest.mark.platform("module")
def test_what_is_asked_by_get_is_remembered_at_once(api: Api, liege: Client) -> None:
    """A client that names the answer it has sends another request than before."""
    a_pole(liege)
    tag = [get(api, POLES, liege) for _ in range(WARM)][-1].headers["etag"]

    assert get(api, POLES, liege, **{"If-None-Match": tag}).status_code == 304


def remembered(outcome: str) -> float:
    return REGISTRY.get_sample_value("efe_remembered_answers_total", {"outcome": outcome}) or 0.0


def test_a_request_is_seen_until_another_takes_its_place() -> None:
    seen = SeenRequests(places=4)
    found = [seen.add(each) for each in (1, 1, 5, 5, 1, -3, -3, 2, 1)]

    assert found == [False, True, False, True, False, False, True, False, False]


@pytest.mark.platform("module")
def test_a_token_that_has_expired_is_refused_at_once(
    api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [send(api, liege).status_code for _ in range(WARM)] == [200] * WARM
    later = time.time() + 10 * 365 * 24 * 3600
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: later))

    assert send(api, liege).status_code == 401


def test_a_budget_that_is_spent_refuses_what_came_before(module_database: Database, tmp_path: Path) -> None:
    with serving(module_database, tmp_path, cost_budget=PER_MINUTE) as api:
        found = [send(api, api.visitor).status_code for _ in range(200)]
    assert found[:WARM] == [200] * WARM
    assert 429 in found


def test_operations_at_the_same_time_are_counted(module_database: Database, tmp_path: Path) -> None:
    """Those beyond the limit are refused, as if each were new."""
    with serving(module_database, tmp_path, client_operations=1) as api:
        warmed(api.visitor)

        async def together() -> list[int]:
            body = {"query": POLES, "variables": {}}
            asked = (api.http.client.post("/graphql", json=body) for _ in range(8))
            return [each.status_code for each in await asyncio.gather(*asked)]

        found = api.http.portal.call(together)
    assert {*found} == {200, 429}


@pytest.mark.platform("module")
def test_a_visitor_is_not_answered_as_on_the_day_before(
    api: Api, liege: Client, unread: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is recorded at midnight, and a visitor has no account whose rights could change."""

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(time.time() + DAY_S, tz or UTC)

    a_pole(liege)
    for _ in range(WARM):
        send(api, api.visitor)
    unread()
    today = send(api, api.visitor)

    monkeypatch.setattr(principals, "datetime", Tomorrow)
    assert (today.status_code, send(api, api.visitor).status_code) == (200, 500)  # it was read


@pytest.mark.platform("module")
def test_it_is_counted_as_every_operation(api: Api, liege: Client) -> None:
    def counted() -> list[float]:
        ended = REGISTRY.get_sample_value("efe_operations_total", {"kind": "query", "code": "OK"})
        return [ended or 0, REGISTRY.get_sample_value("efe_operation_seconds_count", {"kind": "query"}) or 0]

    warmed(liege)
    before = counted()
    liege.ask(POLES)

    assert counted() == [each + 1 for each in before]


@pytest.mark.platform("module")
def test_a_client_that_has_the_answer_is_told_so_again(api: Api, liege: Client, unread: Any) -> None:
    tag = [get(api, POLES, liege) for _ in range(WARM)][-1].headers["etag"]
    known = {"If-None-Match": tag}
    once = get(api, POLES, liege, **known)
    unread()
    with repeated(2):
        again, whole = get(api, POLES, liege, **known), get(api, POLES, liege)

    assert [(each.status_code, each.headers["etag"]) for each in (once, again)] == [(304, tag)] * 2
    assert (whole.status_code, whole.headers["cache-control"]) == (200, "private, no-cache")


@pytest.mark.platform("module")
def test_a_moment_of_the_past_is_read_from_the_request(api: Api, liege: Client, unread: Any) -> None:
    """Its position is in the key of the answer, which is remembered; the request is not."""
    position = a_pole_at(api, liege)
    body = {"query": AS_OF, "variables": {"at": {"position": position}}}
    asked = partial(api.http.client.post, "/graphql", json=body, headers=liege.headers)
    assert [api.http.portal.call(asked).status_code for _ in range(WARM)] == [200] * WARM
    unread()

    assert api.http.portal.call(asked).status_code == 500


def a_pole_at(api: Api, by: Client) -> str:
    a_pole(by, "D'alors")
    return str(api.installation.platform.recorder.max_notification_id() or 0)


def test_the_memory_keeps_within_its_room() -> None:
    """Answers and requests together, each a new one."""
    room = 4 << 20
    tracemalloc.start()
    try:
        memory = AnswerMemory(room)
        for number in range(20_000):
            key = number.to_bytes(32)
            memory.keep(key, RememberedAnswer(bytes(number % 2_000), number, 1, 1))
            answer = RepeatableAnswer(key, frozenset({"pole"}), (), is_present=True, reached=number)
            memory.keep_request(key, AnsweredRequest(answer, None, TODAY, 1, "application/json"))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (memory.size <= room, used < 1.2 * room) == (True, True)
    assert memory.request(key)
    assert memory.request((0).to_bytes(32)) is None


@pytest.mark.parametrize(
    ("headers", "short"),
    [
        ({b"content-length": b"%d" % MAX_BODY}, True),
        ({b"content-length": b"%d" % (MAX_BODY + 1)}, False),
        ({b"content-length": b"9" * 40}, False),
        ({b"content-length": b"-1"}, False),
        ({}, False),
        ({b"transfer-encoding": b"chunked"}, False),
        ({b"content-length": b"10", b"expect": b"100-continue"}, False),
    ],
)
def test_only_a_short_body_is_read_before_it_is_judged(headers: dict[bytes, bytes], *, short: bool) -> None:
    assert is_short({"method": "POST", "headers": [*headers.items()]}) is short


def test_a_digest_tells_every_part_of_a_request_apart() -> None:
    def digest(body: bytes = b"{}", method: str = "POST", query: bytes = b"", **headers: bytes) -> bytes:
        named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
        scope = {"method": method, "query_string": query, "headers": named}
        return digest_of(parts_of(scope, [{"body": body}] if method == "POST" else []))

    others = [
        digest(),
        digest(b"{ }"),
        digest(method="GET"),
        digest(query=b"a=1"),
        digest(authorization=b"Bearer a"),
        digest(authorization=b"Bearer b"),
        digest(accept=b"a", accept_language=b"b"),
        digest(accept=b"a', 'b"),
        digest(traceparent=b"00"),
    ]
    assert len({*others}) == len(others)
    assert digest(x_correlation_id=b"1") == digest(x_correlation_id=b"2") == digest()
