"""The background workers of this process and their state, for monitoring."""

import traceback
from datetime import UTC, datetime
from enum import StrEnum
from random import uniform
from threading import Lock
from time import monotonic
from typing import Final

import psycopg
import structlog

log = structlog.stdlib.get_logger()

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
"""Seconds before a worker starts again: twice as many each time, up to this, and by chance down to the half."""
PAUSE_OF_THE_LOST: Final = 0.5
"""The longest of a worker whose database is away: a command is answered once projections have it."""
SOUND: Final = 30.0
"""Seconds of work after which a fault is the first one again."""


class WorkEnded(Exception):
    """A worker returned though nobody had told it to."""


class Condition(StrEnum):
    """`STUCK`: no sign of life for longer than it may be silent."""

    RUNNING = "running"
    RESTARTING = "restarting"
    STUCK = "stuck"


class Worker:
    """`limit` is for how many seconds it may be silent; without a `vital` one nobody is served well.

    `error` and `since` tell of the last fault: what it was, and when.
    """

    def __init__(self, name: str, *, limit: float, vital: bool) -> None:
        self.name, self.limit, self.vital = name, limit, vital
        self.restarts = 0
        self.error: str | None = None
        self.since: datetime | None = None
        self._in_a_row = 0
        self._down = False
        self._began = self._expected = monotonic()

    @property
    def condition(self) -> Condition:
        if self._down:
            return Condition.RESTARTING
        return Condition.STUCK if monotonic() > self._expected + self.limit else Condition.RUNNING

    def begin(self) -> None:
        """It starts, or starts again: it is running from its first sign of life on."""
        self._began = self._expected = monotonic()

    def beat(self, rest: float = 0.0) -> None:
        """A sign of life; the next one is due after so many seconds of rest."""
        self._expected = monotonic() + rest
        self._down = False

    def fail(self, fault: BaseException) -> float:
        """Take note of what ended it, and tell how many seconds to wait before it starts again."""
        if monotonic() - self._began > SOUND:
            self._in_a_row = 0
        longest = PAUSE_OF_THE_LOST if is_away(fault) else LONGEST_PAUSE
        pause = min(longest, FIRST_PAUSE * 2.0 ** min(self._in_a_row, 10)) * uniform(0.5, 1)  # noqa: S311
        self._down, self._in_a_row, self.restarts = True, self._in_a_row + 1, self.restarts + 1
        self.error, self.since = code_of(fault), datetime.now(UTC)
        frames = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(fault.__traceback__)]
        log.error(
            "worker restarts",
            worker=self.name,
            restarts=self.restarts,
            error=self.error,
            pause=round(pause, 3),
            frames=frames,
        )
        return pause


def is_away(fault: BaseException) -> bool:
    """Whether it is the database that failed: its return is noticed by nobody who sleeps."""
    return isinstance(_beneath(fault), psycopg.OperationalError)


def code_of(fault: BaseException) -> str:
    """The class, and the state that PostgreSQL gives; never the message, which may quote what somebody wrote."""
    fault = _beneath(fault)
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    state = fault.sqlstate if isinstance(fault, psycopg.Error) else None
    return f"{name} {state}" if state else name


def _beneath(fault: BaseException) -> BaseException:
    """The error of PostgreSQL, where the library has wrapped it."""
    return fault.__cause__ if isinstance(fault.__cause__, psycopg.Error) else fault


_LOCK: Final = Lock()
_AT_WORK: Final[list[Worker]] = []


def enlist(worker: Worker) -> None:
    with _LOCK:
        _AT_WORK.append(worker)


def dismiss(worker: Worker) -> None:
    with _LOCK:
        _AT_WORK.remove(worker)


def at_work() -> list[Worker]:
    """Those of this process that nobody has told to leave."""
    with _LOCK:
        return list(_AT_WORK)
