"""Many who ask a platform the same again and again while it is harmed, each on a connection of its own."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec

GIVES_UP = 60.0
"""Seconds after which a client says that it was never answered."""
NEVER, CUT = "NEVER", "CUT"
"""In place of the code of an error: no answer came in time, or the connection ended before it."""
PAUSE = 0.005
"""Seconds between two requests of one client."""
WAITS_FOR_A_SERVER = 0.05
JSON = {"Content-Type": "application/json"}


class Asked(NamedTuple):
    """One request: `code` is that of an error, or says that it was never answered."""

    by: int
    began: float
    ended: float
    code: str

    @property
    def took(self) -> float:
        return self.ended - self.began


class Caller(Protocol):
    """Gives the code of the error that is answered, empty if there is none, or None: there was nothing to ask."""

    def __call__(self, connection: HTTPConnection) -> str | None: ...


class Asking(NamedTuple):
    """Always the same operation."""

    body: dict[str, Any]
    headers: dict[str, str]

    def __call__(self, connection: HTTPConnection) -> str:
        connection.request("POST", "/graphql", msgspec.json.encode(self.body), JSON | self.headers)
        return code_of(msgspec.json.decode(connection.getresponse().read()))


def code_of(answer: dict[str, Any]) -> str:
    return str(answer["errors"][0]["extensions"]["code"]) if "errors" in answer else ""


class Crowd:
    """`seen` is what was asked, in the order in which it ended."""

    def __init__(self, url: str, callers: Sequence[Caller], *, pause: float = PAUSE) -> None:
        """`pause` is in seconds, between two requests of one client."""
        self._address = urlsplit(url).netloc
        self._callers = callers
        self._pause = pause
        self._ended = threading.Event()
        self._asking: list[Future[None]] = []
        self.seen: list[Asked] = []
        self.last: Caller | None = None

    @contextmanager
    def asking(self) -> Iterator[None]:
        with ThreadPoolExecutor(len(self._callers)) as threads:
            self._asking = [threads.submit(self._insist, by, each) for by, each in enumerate(self._callers)]
            try:
                yield
            finally:
                self.end()
        self.check()

    def end(self) -> None:
        """Nothing more is asked."""
        self._ended.set()

    def check(self) -> None:
        """Raises what ended a client."""
        for each in self._asking:
            if each.done():
                each.result()

    def served_again(self, since: float, within: float = 20.0) -> float:
        """Seconds until everybody has an answer to what they asked since then; `last` is who had it last."""
        while missing := set(range(len(self._callers))) - self._first(since).keys():
            self.check()
            assert time.monotonic() < since + within, f"Not served again: {[self._callers[by] for by in missing]}"
            time.sleep(0.002)
        first = self._first(since)
        self.last = self._callers[max(first, key=lambda by: first[by])]
        return max(first.values()) - since

    def _first(self, since: float) -> dict[int, float]:
        first: dict[int, float] = {}
        for index in range(len(self.seen) - 1, -1, -1):  # it grows meanwhile
            each = self.seen[index]
            if each.ended < since:
                break
            if each.began > since and not each.code:
                first[each.by] = each.ended
        return first

    def _insist(self, by: int, caller: Caller) -> None:
        with closing(HTTPConnection(self._address, timeout=GIVES_UP)) as connection:
            while not self._ended.is_set():
                began = time.monotonic()
                code = outcome(caller, connection)
                if code is not None:
                    self.seen.append(Asked(by, began, time.monotonic(), code))
                self._ended.wait(WAITS_FOR_A_SERVER if code == CUT else self._pause)


def outcome(caller: Caller, connection: HTTPConnection) -> str | None:
    """What it gives, or how it ends without an answer."""
    code: str | None
    try:
        code = caller(connection)
    except TimeoutError:
        code = NEVER
    except (OSError, HTTPException):
        code = CUT
    if code in {NEVER, CUT, None}:
        connection.close()  # one that was long idle, a server closes
    return code
