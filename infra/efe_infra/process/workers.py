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

FIRST_RETRY_DELAY_S: Final = 0.1
MAX_RETRY_DELAY_S: Final = 2.0
"""Exponential back-off with jitter: a delay is half to all of its step."""
MAX_DATABASE_RETRY_DELAY_S: Final = 0.5
"""Maximum after a lost database: commands wait for the projections."""
BACK_OFF_RESET_S: Final = 30.0
"""Time of work after which the back-off begins anew."""


class WorkEnded(Exception):
    """Fault of a worker that returned without a request to stop."""


class Condition(StrEnum):
    """State of a worker. `STUCK`: no heartbeat for longer than the limit."""

    RUNNING = "running"
    RESTARTING = "restarting"
    STUCK = "stuck"


class Worker:
    """State of one background worker.

    `limit`: seconds that it may be silent. `vital`: readiness depends on it. `error` and `since`: the last fault.
    """

    def __init__(self, name: str, *, limit: float, vital: bool) -> None:
        self.name, self.limit, self.vital = name, limit, vital
        self.restarts = 0
        self.error: str | None = None
        self.since: datetime | None = None
        self._consecutive_faults = 0
        self._down = False
        self._began = self._expected = monotonic()

    @property
    def condition(self) -> Condition:
        if self._down:
            return Condition.RESTARTING
        return Condition.STUCK if monotonic() > self._expected + self.limit else Condition.RUNNING

    def begin(self) -> None:
        """Notes a start. The worker counts as running from its first heartbeat on."""
        self._began = self._expected = monotonic()

    def beat(self, rest: float = 0.0) -> None:
        """Notes a heartbeat; the next one is due after `rest` seconds."""
        self._expected = monotonic() + rest
        self._down = False

    def fail(self, fault: BaseException) -> float:
        """Logs the fault, and returns the delay before the next start, in seconds."""
        if monotonic() - self._began > BACK_OFF_RESET_S:
            self._consecutive_faults = 0
        max_delay_s = MAX_DATABASE_RETRY_DELAY_S if is_database_lost(fault) else MAX_RETRY_DELAY_S
        delay_s = min(max_delay_s, FIRST_RETRY_DELAY_S * 2.0 ** min(self._consecutive_faults, 10)) * uniform(0.5, 1)  # noqa: S311
        self._down, self._consecutive_faults, self.restarts = True, self._consecutive_faults + 1, self.restarts + 1
        self.error, self.since = code_of(fault), datetime.now(UTC)
        frames = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(fault.__traceback__)]
        log.error(
            "worker restarts",
            worker=self.name,
            restarts=self.restarts,
            error=self.error,
            pause=round(delay_s, 3),
            frames=frames,
        )
        return delay_s


def is_database_lost(fault: BaseException) -> bool:
    """Tells whether the database failed: a sleeping worker would not notice its return."""
    return isinstance(_database_error(fault), psycopg.OperationalError)


def code_of(fault: BaseException) -> str:
    """Returns the class and the SQLSTATE of an error; never its message, which may quote personal data."""
    fault = _database_error(fault)
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    state = fault.sqlstate if isinstance(fault, psycopg.Error) else None
    return f"{name} {state}" if state else name


def _database_error(fault: BaseException) -> BaseException:
    """Returns the error of PostgreSQL, where the library has wrapped it."""
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
    """Returns the workers of this process that are not stopping."""
    with _LOCK:
        return list(_AT_WORK)
