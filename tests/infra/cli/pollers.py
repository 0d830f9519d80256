"""Clients that ask through a proxy without a pause, and note what was refused."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, Self
from uuid import uuid4

import httpx
from playwright.sync_api import Response

from tests.infra.console.chromium import CHROMIUM, chromium, tab

PAUSE_S: Final = 0.05
META: Final = "{ meta { position } instance(bassin: LIEGE) { bassin } operators(first: 1) { totalCount } }"
IDENTIFY: Final = """
    mutation ($input: IdentifyAxisInput!) { identifyAxis(input: $input) { position userErrors { code message } } }
"""

type Ask = Callable[[httpx.Client], httpx.Response]


class Poller:
    """Thread that repeats one request. `refused` are the answers that it should not have had."""

    def __init__(self, name: str, work: Callable[["Poller"], None]) -> None:
        self.name, self.answered, self.refused = name, 0, list[str]()
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[work], daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._thread.join(60)

    def _run(self, work: Callable[["Poller"], None]) -> None:
        try:
            work(self)
        except Exception as fault:  # noqa: BLE001 - the test shows it
            self.refused.append(repr(fault))


def client(name: str, origin: str, ask: Ask) -> Poller:
    def work(poller: Poller) -> None:
        with httpx.Client(base_url=origin, timeout=30) as http:
            while not poller.stopping.wait(PAUSE_S):
                began = time.monotonic()
                answer = ask(http)
                if answer.status_code != 200 or faults(answer):
                    waited_s = time.monotonic() - began
                    poller.refused.append(f"{answer.status_code} after {waited_s:.1f} s: {answer.text[:200]}")
                poller.answered += 1

    return Poller(name, work)


def faults(answer: httpx.Response) -> Any:
    if "json" not in answer.headers["content-type"]:
        return None
    body = answer.json()
    return body.get("errors") or [each for each in (body["data"] or {}).values() if (each or {}).get("userErrors")]


def browser(origin: str) -> Poller:
    """Returns a browser that opens two pages in turn. Everything that a page loads counts."""

    def work(poller: Poller) -> None:
        def note(response: Response) -> None:
            if response.status >= 400:
                poller.refused.append(f"{response.status} {response.url}")

        with chromium() as opened, tab(opened, origin) as seen:
            seen.page.on("response", note)
            while not poller.stopping.is_set():
                for path in ("/", "/instances/liege"):
                    seen.go(path, "document.querySelector('main') !== null")
                    poller.answered += 1

    return Poller("browser", work)


@contextmanager
def polling(origin: str, token: str) -> Iterator[Sequence[Poller]]:
    """Polls with GET and POST, pages, queries and commands, until the context is left."""
    signed = {"Authorization": f"Bearer {token}"}

    def command(http: httpx.Client) -> httpx.Response:
        axis = {"kind": "METIER", "label": f"Métier {uuid4()}"}
        given = {"input": {"bassin": "LIEGE", "axis": axis, "commandId": str(uuid4())}}
        return http.post("/graphql", json={"query": IDENTIFY, "variables": given}, headers=signed)

    asks: dict[str, Ask] = {
        "page": lambda http: http.get("/instances/liege", headers={"Accept": "text/html"}),
        "get": lambda http: http.get("/graphql", params={"query": META}),
        "post": lambda http: http.post("/graphql", json={"query": META}, headers=signed),
        "command": command,
    }
    pollers = [client(name, origin, ask) for name, ask in asks.items()]
    if CHROMIUM:
        pollers.append(browser(origin))
    with ExitStack() as stack:
        yield [stack.enter_context(each) for each in pollers]
