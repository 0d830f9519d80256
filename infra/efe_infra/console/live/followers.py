"""Open event streams of each session: their limit, and their end with the session."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

MAX_SESSION_STREAMS: Final = 6
"""Limit of event streams of one session: a browser opens as many connections to one host. Hidden pages have none."""


class TooMany(Exception):
    """Raised if a session has as many streams as it may have."""


class Followers:
    """Open streams of one event loop, by the cookie of their session."""

    def __init__(self, max_streams: int = MAX_SESSION_STREAMS) -> None:
        self._max_streams = max_streams
        self._open: defaultdict[str, set[Callable[[], object]]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    @contextmanager
    def following(self, cookie: str, end: Callable[[], object]) -> Iterator[None]:
        """Registers a stream. Calls `end`, which must not block, at the end of the session. Raises `TooMany`."""
        if len(self._open.get(cookie, ())) >= self._max_streams:
            raise TooMany
        self._open[cookie].add(end)
        try:
            yield
        finally:
            self._open[cookie].discard(end)
            if not self._open[cookie]:
                del self._open[cookie]

    def end(self, cookie: str) -> None:
        for each in tuple(self._open.get(cookie, ())):
            each()
