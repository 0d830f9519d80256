"""Client that bypasses the platform and observes when the database records.

A cluster may lead again, and be away once more a second later. No server in front of it can shorten that.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from threading import Event, Thread
from typing import Final

import psycopg

PAUSE: Final = 0.05
AWAY: Final = 1.0
"""Seconds without a commit, from which on the database was away."""
REPLICA: Final = "select pg_is_in_recovery()"
BEAT: Final = "select pg_logical_emit_message(true, 'pulse', '')"
"""Its commit waits for the standby, as each one does; it takes no lock that the platform takes."""


class Pulse:
    """One thread for each node: one that hangs keeps no other from telling. `beats` are when each commit ended."""

    def __init__(self, nodes: Sequence[str]) -> None:
        """By the addresses of the nodes."""
        self._nodes = nodes
        self._ended = Event()
        self.beats: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        for each in self._nodes:
            Thread(target=self._feel, args=[each], name="pulse", daemon=True).start()
        try:
            yield
        finally:
            self._ended.set()

    def back(self, since: float) -> float:
        """The moment, by the monotonic clock, at which the database was back the last time; `since` if it was not
        away after that.
        """
        beats = sorted([since, *(each for each in self.beats if each > since), time.monotonic()])
        return max((later for earlier, later in pairwise(beats) if later - earlier > AWAY), default=since)

    def _feel(self, node: str) -> None:
        while not self._ended.is_set():
            with suppress(psycopg.Error), psycopg.connect(node, autocommit=True, connect_timeout=2) as connection:
                self._follow(connection)
            self._ended.wait(PAUSE)

    def _follow(self, connection: psycopg.Connection) -> None:
        while not self._ended.wait(PAUSE):
            [[replica]] = connection.execute(REPLICA).fetchall()
            if not replica:
                connection.execute(BEAT)
                self.beats.append(time.monotonic())
