"""Who follows at this moment: so many streams of one session at most, which end with it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

MAX_SESSION_STREAMS: Final = 6
"""Limit of event streams of one session: a browser opens as many connections to one host. Hidden pages have none."""


class TooMany(Exception):
    """A session follows as much as it may."""


class Followers:
    """Of one process and its event loop; sessions are known by their cookies."""

    def __init__(self, most: int = MAX_SESSION_STREAMS) -> None:
        self._most = most
        self._open: defaultdict[str, set[Callable[[], object]]] = defaultdict(set)

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    @contextmanager
    def following(self, cookie: str, end: Callable[[], object]) -> Iterator[None]:
        """`end` is called when the session ends here; it does not wait. Raises `TooMany`."""
        if len(self._open.get(cookie, ())) >= self._most:
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
