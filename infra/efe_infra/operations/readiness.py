"""Readiness: state of the read model, the seal and the workers, and whether the server would answer a request."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any, Final, NamedTuple

import structlog

from efe_infra.http.ports import Readiness
from efe_infra.postgres.database import Database
from efe_infra.process.background import on_daemon_thread
from efe_infra.process.workers import Condition, Worker, at_work, code_of
from efe_infra.read_model.reads.replica import Replica
from efe_infra.read_model.reads.replicas import replicas_in_use
from efe_infra.read_model.tables.generation import Precedence, TableOrder
from efe_infra.read_model.tables.status import Status, status
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.sealing.log_head import SealLag, seal_lag
from efe_infra.transparency.sealing.runner import SEAL_WORKER
from efe_infra.transparency.sealing.sealer import Sealer
from efe_projections.catalogue import PROJECTIONS

log = structlog.stdlib.get_logger()

ANSWER_LIFETIME_S: Final = 0.5
"""Time for which an answer is reused: each takes the lock of the ledger, and any client may ask."""


HANDOVER_S: Final = 10.0
"""Time after a swap in which a process of the earlier release stays ready: proxies ask every 2 to 5 seconds."""


@dataclass(frozen=True)
class InstallationStanding:
    """State of the read model and of the seal at one moment. `seal_obstacle` prevents the next checkpoint."""

    read_model: Status
    seal: SealLag
    seal_obstacle: SealRefused | None = None


type Standings = DatabaseProbe[InstallationStanding]
type Outcome[T] = T | BaseException
"""An answer, or the exception in its place."""


class ProbeOutcomes(NamedTuple):
    """Outcomes of the probes of the database."""

    standing: Outcome[InstallationStanding]
    query: Outcome[object]
    append: Outcome[object]


def standings(database: Database, sealer: Sealer | None = None) -> Standings:
    """Returns a probe of the state. It raises psycopg's `OperationalError`, or `TimeoutError` without an answer."""

    def ask() -> InstallationStanding:
        obstacle = sealer.obstacle() if sealer else None
        return InstallationStanding(status(database, PROJECTIONS), seal_lag(database), obstacle)

    return DatabaseProbe(ask)


class Inspection:
    """Check of the paths of a request, each within `ready_within` seconds. It belongs to one event loop.

    `read` takes a connection of the pool that serves queries, `append` the lock of the ledger. Callers meanwhile, or
    within `ANSWER_LIFETIME_S`, get the same answer.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        standings: Standings,
        read: Callable[[], Awaitable[object]],
        append: Callable[[float], object],
    ) -> None:
        self._settings = settings
        self._standings = standings
        self._read = read
        self._append = DatabaseProbe(lambda: append(settings.ready_within))
        self._task: asyncio.Task[ProbeOutcomes] | None = None
        self._answered_at_s = 0.0
        self._tables: TableOrder | None = None

    async def __call__(self) -> Readiness:
        if self._task is None or (self._task.done() and monotonic() > self._answered_at_s + ANSWER_LIFETIME_S):
            self._task = asyncio.create_task(self._ask())
        return ready(await asyncio.shield(self._task), at_work(), self._settings)

    async def _ask(self) -> ProbeOutcomes:
        within = self._settings.ready_within
        standing, query, append = await asyncio.gather(
            self._standings.answer(within),
            asyncio.wait_for(self._read(), within),
            self._append.answer(within),
            return_exceptions=True,
        )
        self._answered_at_s = monotonic()
        if isinstance(standing, InstallationStanding):
            self._log_precedence(standing.read_model.tables)
        return ProbeOutcomes(standing, query, append)

    def _log_precedence(self, tables: TableOrder) -> None:
        """Logs one line when the read tables become those of a later version of the code."""
        if tables != self._tables:
            if tables.is_behind:
                log.warning("superseded", **asdict(tables))
            self._tables = tables


def ready(
    outcomes: ProbeOutcomes,
    workers: Sequence[Worker],
    settings: Settings,
) -> Readiness:
    """Returns not ready also for a lag: answers would be too old, or recorded events without a proof."""
    standing, query, append = outcomes
    reasons = {
        "DATABASE": isinstance(standing, BaseException),
        "READS": isinstance(query, BaseException),
        "APPENDS": isinstance(append, BaseException),
        **(_lags(standing, settings) if isinstance(standing, InstallationStanding) else {}),
        **{f"WORKER_{bad}".upper(): _any_is(bad, workers) for bad in (Condition.RESTARTING, Condition.STUCK)},
    }
    if isinstance(standing, InstallationStanding) and standing.seal_obstacle and seals_here(workers):
        reasons[standing.seal_obstacle.code] = True
    why = [reason for reason, holds in reasons.items() if holds]
    details: dict[str, object] = {
        "database": isinstance(standing, InstallationStanding),
        "reasons": why,
        "reads": _fault(query),
        "appends": _fault(append),
        "workers": [_worker(each) for each in workers],
        "replicas": [_replica(each) for each in replicas_in_use()],
    }
    if isinstance(standing, InstallationStanding):
        details |= _details(standing)
    return Readiness(ready=not why, details=details)


def _lags(standing: InstallationStanding, settings: Settings) -> dict[str, bool]:
    reads, seal = standing.read_model, standing.seal
    return {
        "PROJECTION_FAILED": reads.failure is not None,
        "PROJECTION_LAG": reads.lag > settings.ready_lag or reads.lag_seconds > settings.ready_lag_seconds,
        "REBUILD_DUE": reads.tables.precedence is Precedence.DUE,
        "SUPERSEDED": reads.tables.is_behind and not _may_serve_on(reads),
        "SEAL_LAG": seal.lag_seconds > settings.ready_seal_seconds,
    }


def _may_serve_on(reads: Status) -> bool:
    """Tells whether proxies still send requests here, until they have seen that newer processes are ready."""
    return reads.tables.is_readable and reads.tables_age_s < HANDOVER_S


def _any_is(bad: Condition, workers: Sequence[Worker]) -> bool:
    return any(each.vital and each.condition is bad for each in workers)


def seals_here(workers: Sequence[Worker]) -> bool:
    """Tells whether this process seals. One that was started with `--no-seal` needs no key."""
    return any(each.name == SEAL_WORKER for each in workers)


def _fault(outcome: Outcome[object]) -> str | None:
    """Returns the class and the SQLSTATE of an exception, without its message."""
    return code_of(outcome) if isinstance(outcome, BaseException) else None


def _worker(worker: Worker) -> dict[str, object]:
    return {
        "name": worker.name,
        "state": worker.condition,
        "restarts": worker.restarts,
        "error": worker.error,
        "since": worker.since,
    }


def _replica(replica: Replica) -> dict[str, object]:
    """Describes a replica; none makes a process unready, since the primary answers in its place."""
    return {
        "name": replica.name,
        "state": replica.state,
        "error": replica.error,
        "since": replica.since,
        "position": replica.position,
        "lag": replica.lag,
        "lagSeconds": replica.lag_seconds,
    }


def _details(standing: InstallationStanding) -> dict[str, object]:
    """Describes lags and a failure, without the message of its error, which may quote personal data."""
    reads, seal = standing.read_model, standing.seal
    failure = reads.failure
    return {
        "lag": reads.lag,
        "lagSeconds": reads.lag_seconds,
        "rebuildDue": reads.rebuild_due,
        "tables": asdict(reads.tables),
        "sealLag": seal.lag,
        "sealLagSeconds": seal.lag_seconds,
        "sealAgeSeconds": seal.age_seconds,
        "failure": {"position": failure.position, "projection": failure.projection} if failure else None,
    }


class DatabaseProbe[T]:
    """Single-flight probe on a daemon thread: callers meanwhile wait for the same answer.

    A probe that hangs blocks one thread, however many callers there are, and does not keep the process from ending.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None

    async def answer(self, within: float) -> T:
        """Raises `TimeoutError` after `within` seconds, or the error of the probe."""
        answer = asyncio.wrap_future(self._current())
        answer.add_done_callback(_retrieve_exception)
        async with asyncio.timeout(within):
            return await asyncio.shield(answer)

    def wait(self, within: float) -> T:
        return self._current().result(within)

    def _current(self) -> Future[T]:
        with self._lock:
            if self._answer is None or self._answer.done():
                self._answer = on_daemon_thread(self._ask, "inquiry")
            return self._answer


def _retrieve_exception(answer: asyncio.Future[Any]) -> None:
    """Retrieves an exception that arrives after the caller left, so that asyncio does not report it."""
    if not answer.cancelled():
        answer.exception()
