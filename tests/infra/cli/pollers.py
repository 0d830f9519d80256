"""Clients that ask through a proxy time and again, and note what was refused."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, product
from typing import Any, Final, Self
from uuid import uuid4

import httpx
from playwright.sync_api import Response

from tests.infra.console.chromium import CHROMIUM, chromium, tab

PAUSE_S: Final = 1.0
PAGE_PAUSE_S: Final = 3.0
REFUSED_AFTER_S: Final = 15
"""Time after which a client no longer waits: no answer is a refusal too."""
META: Final = "{ meta { position } instance(bassin: LIEGE) { bassin } operators(first: 1) { totalCount } }"
IDENTIFY: Final = """
    mutation ($input: IdentifyAxisInput!) { identifyAxis(input: $input) { position userErrors { code message } } }
"""

type Ask = Callable[[httpx.Client], httpx.Response]


class Poller:
    """Thread that asks until it is stopped. `refused` are the answers that it should not have had."""

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
        with httpx.Client(base_url=origin, timeout=REFUSED_AFTER_S) as http:
            while not poller.stopping.wait(PAUSE_S):
                began = time.monotonic()
                if fault := refusal(ask, http):
                    poller.refused.append(f"after {time.monotonic() - began:.1f} s: {fault}")
                poller.answered += 1

    return Poller(f"{name} {origin}", work)


def refusal(ask: Ask, http: httpx.Client) -> str:
    """Returns what was refused; empty for an answer as it should be."""
    try:
        answer = ask(http)
    except httpx.HTTPError as fault:
        return repr(fault)
    is_refused = answer.status_code != 200 or has_errors(answer)
    return f"{answer.status_code} {answer.text[:200]}" if is_refused else ""


def has_errors(answer: httpx.Response) -> bool:
    if "json" not in answer.headers["content-type"]:
        return False
    body = answer.json()
    payloads: list[Any] = [each or {} for each in (body["data"] or {}).values()]
    return "errors" in body or any(each.get("userErrors") for each in payloads)


def browser(origins: Sequence[str]) -> Poller:
    """Returns a browser that opens two pages in turn. Everything that a page loads counts."""

    def work(poller: Poller) -> None:
        def note(response: Response) -> None:
            if response.status >= 400:
                poller.refused.append(f"{response.status} {response.url}")

        with chromium() as opened, ExitStack() as stack:
            tabs = [stack.enter_context(tab(opened, origin)) for origin in origins]
            for each in tabs:
                each.page.on("response", note)
                each.page.set_default_timeout(REFUSED_AFTER_S * 1000)
            for seen, path in cycle(product(tabs, ("/", "/instances/liege"))):
                if poller.stopping.wait(PAGE_PAUSE_S / len(tabs)):
                    return
                seen.go(path, "document.querySelector('main') !== null")
                poller.answered += 1

    return Poller("browser", work)


def command(query: str, token: str, **input_fields: object) -> Ask:
    """Returns a request for a command with an id of its own."""

    def ask(http: httpx.Client) -> httpx.Response:
        fields = {name: each() if callable(each) else each for name, each in input_fields.items()}
        body = {"query": query, "variables": {"input": {**fields, "commandId": str(uuid4())}}}
        return http.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})

    return ask


@contextmanager
def polling(origins: Sequence[str], token: str) -> Iterator[Sequence[Poller]]:
    """Polls each origin with GET and POST, pages, queries and commands, until the context is left."""
    signed = {"Authorization": f"Bearer {token}"}
    asks: Mapping[str, Ask] = {
        "page": lambda http: http.get("/", headers={"Accept": "text/html"}),
        "get": lambda http: http.get("/graphql", params={"query": META}),
        "post": lambda http: http.post("/graphql", json={"query": META}, headers=signed),
        "command": command(IDENTIFY, token, bassin="LIEGE", axis=lambda: {"kind": "METIER", "label": f"{uuid4()}"}),
    }
    pollers = [client(name, origin, asks[name]) for name, origin in product(asks, origins)]
    if CHROMIUM:
        pollers.append(browser(origins))
    with ExitStack() as stack:
        yield [stack.enter_context(each) for each in pollers]
