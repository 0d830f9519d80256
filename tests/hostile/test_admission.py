"""Which requests wait as those of strangers, on the real server, and what a client reads that waited in vain."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import httpx
import pytest

from efe_graphql.limits.fair_share import is_stranger
from efe_infra.http.admission.admissions import Admissions, TooManyStrangers
from tests.api.given import Api, Client
from tests.api.streams import socket_of
from tests.hostile.asking import asked

VERSION = "{ meta { version } }"
BROWSER = {"Accept": "text/html"}
FORGED = {"Cookie": "__Host-efe=forged"}
CLOSED = "Trop de visiteurs attendent leur tour : réessayez dans quelques secondes, ou connectez-vous."


class Door:
    """Queue of the server: lets all pass, or none. `strangers` are the requests that it was asked for."""

    def __init__(self) -> None:
        self.is_open = True
        self._strangers, self._lock = list[str](), Lock()

    def admit_now(self, client: str) -> bool:
        with self._lock:
            self._strangers.append(client)
        return self.is_open

    async def admit(self, client: str) -> None:
        if not self.admit_now(client):
            raise TooManyStrangers(has_waited=True)

    @property
    def strangers(self) -> int:
        assert all(map(is_stranger, self._strangers))
        return len(self._strangers)


@pytest.fixture
def door(platform: Api, monkeypatch: pytest.MonkeyPatch) -> Door:
    asked(platform.client("lecture"), VERSION)
    door = Door()
    monkeypatch.setattr(Admissions, "admit_now", lambda _, client: door.admit_now(client))
    monkeypatch.setattr(Admissions, "admit", lambda _, client: door.admit(client))
    return door


def page(by: Client, path: str = "/barometre", **headers: str) -> httpx.Response:
    return httpx.get(f"{by.http.url}{path}", headers={**by.headers, **BROWSER, **headers}, timeout=60)


def over_a_socket(by: Client) -> Any:
    with socket_of(by) as socket:
        socket.subscribe("1", VERSION)
        return socket.hear()


def as_events(by: Client) -> httpx.Response:
    headers = {**by.headers, "Accept": "text/event-stream"}
    return httpx.post(f"{by.http.url}/graphql", json={"query": VERSION}, headers=headers, timeout=60)


REQUESTS: dict[str, Callable[[Client], Any]] = {
    "a query": lambda by: asked(by, VERSION),
    "a query with a forged session": lambda by: asked(by.with_header("Cookie", FORGED["Cookie"]), VERSION),
    "an operation of a socket": over_a_socket,
    "events": as_events,
}
PAGES: dict[str, Callable[[Client], Any]] = {
    "a page": page,
    "the page of a verification": lambda by: page(by, "/actes/verification"),
    "no page, with a forged token": lambda by: page(by, "/rien", Authorization="Bearer forged"),
    "a page that does not exist": lambda by: page(by, "/rien", **FORGED),
    "a page with a forged session": lambda by: page(by, **FORGED),
    "a page with a forged token": lambda by: page(by, Authorization="Bearer forged"),
    "a paper": lambda by: page(by, "/actes/creation/00000000-0000-0000-0000-000000000000.pdf"),
}


@pytest.mark.parametrize("request_of", [*REQUESTS.values(), *PAGES.values()], ids=[*REQUESTS, *PAGES])
def test_each_request_of_a_stranger_waits_for_a_turn(
    platform: Api, door: Door, request_of: Callable[[Client], Any]
) -> None:
    request_of(platform.visitor)

    assert door.strangers >= 1


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_no_signed_in_client_waits(platform: Api, door: Door, request_of: Callable[[Client], Any]) -> None:
    door.is_open = False

    request_of(platform.client("lecture"))

    assert door.strangers == 0


def test_the_health_is_answered_while_all_strangers_wait(platform: Api, door: Door) -> None:
    door.is_open = False

    assert httpx.get(f"{platform.visitor.http.url}/health/live").status_code == 200
    assert asked(platform.visitor, VERSION).status_code == 429


def test_a_stranger_who_waited_in_vain_reads_why_on_a_page_and_in_json(platform: Api, door: Door) -> None:
    door.is_open = False

    shown, response = page(platform.visitor), asked(platform.visitor, VERSION)
    heard = over_a_socket(platform.visitor)

    assert (shown.status_code, shown.headers["retry-after"]) == (429, "5")
    assert CLOSED in shown.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    [error] = response.json()["errors"]
    assert error == {"message": CLOSED, "extensions": {"code": "TOO_MANY_OPERATIONS"}}
    assert response.headers["retry-after"] == "5"
    assert (heard["type"], heard["payload"][0]["message"]) == ("error", CLOSED)
