"""How an installation stands: its read model, its seal and its workers, and whether a request would be answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Final, NamedTuple

import structlog

from efe_infra.http.readiness import Readiness
from efe_infra.operations.probe import Inquiry
from efe_infra.postgres.database import Database
from efe_infra.process.workers import Condition, Worker, at_work, code_of
from efe_infra.read_model.reads.replica import Replica
from efe_infra.read_model.reads.replicas import replicas_in_use
from efe_infra.read_model.tables.generation import Order, Precedence
from efe_infra.read_model.tables.status import Status, status
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.lag import SealLag, seal_lag
from efe_projections.catalogue import PROJECTIONS

log = structlog.stdlib.get_logger()

KEPT: Final = 0.5
"""Seconds for which an answer is given again: each takes the turn of the ledger, and anybody may ask."""


@dataclass(frozen=True)
class WorkerStanding:
    """As of one moment."""

    read_model: Status
    seal: SealLag


type Standings = Inquiry[WorkerStanding]
type Found[T] = T | BaseException
"""An answer, or the exception in its place."""


class Answers(NamedTuple):
    """To the questions that readiness asks of the database."""

    standing: Found[WorkerStanding]
    read: Found[object]
    turn: Found[object]


def standings(database: Database) -> Standings:
    """To be asked as often as one likes. Raises psycopg's `OperationalError` or `TimeoutError`: nobody answers."""
    return Inquiry(lambda: WorkerStanding(status(database, PROJECTIONS), seal_lag(database)))


class Inspection:
    """Goes the ways of a request, each within `ready_within`, whatever the database does.

    `read` takes a connection of the pool that serves queries, `append` the turn of the ledger. Of one event loop.
    Who asks meanwhile, or a moment later, is given the same answer.
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
        self._turn = Inquiry(lambda: append(settings.ready_within))
        self._asking: asyncio.Task[Answers] | None = None
        self._answered = 0.0
        self._tables: Order | None = None

    async def __call__(self) -> Readiness:
        if self._asking is None or (self._asking.done() and monotonic() > self._answered + KEPT):
            self._asking = asyncio.create_task(self._ask())
        return ready(await asyncio.shield(self._asking), at_work(), self._settings)

    async def _ask(self) -> Answers:
        within = self._settings.ready_within
        found, read, turn = await asyncio.gather(
            self._standings.answer(within),
            asyncio.wait_for(self._read(), within),
            self._turn.answer(within),
            return_exceptions=True,
        )
        self._answered = monotonic()
        if isinstance(found, WorkerStanding):
            self._tell(found.read_model.tables)
        return Answers(found, read, turn)

    def _tell(self, tables: Order) -> None:
        """One line when the read tables become those of another version of the code, or of this one."""
        if tables != self._tables:
            if tables.is_behind:
                log.warning("superseded", **asdict(tables))
            self._tables = tables


def ready(
    answers: Answers,
    workers: Sequence[Worker],
    settings: Settings,
) -> Readiness:
    """Too far behind is not ready: what is served is too old, or what is recorded is not proven."""
    found, read, turn = answers
    reasons = {
        "DATABASE": isinstance(found, BaseException),
        "READS": isinstance(read, BaseException),
        "APPENDS": isinstance(turn, BaseException),
        **(_behind(found, settings) if isinstance(found, WorkerStanding) else {}),
        **{f"WORKER_{bad}".upper(): _any_is(bad, workers) for bad in (Condition.RESTARTING, Condition.STUCK)},
    }
    why = [reason for reason, holds in reasons.items() if holds]
    details: dict[str, object] = {
        "database": isinstance(found, WorkerStanding),
        "reasons": why,
        "reads": _fault(read),
        "appends": _fault(turn),
        "workers": [_worker(each) for each in workers],
        "replicas": [_replica(each) for each in replicas_in_use()],
    }
    return Readiness(ready=not why, details=details | (_details(found) if isinstance(found, WorkerStanding) else {}))


def _behind(found: WorkerStanding, settings: Settings) -> dict[str, bool]:
    reads, seal = found.read_model, found.seal
    return {
        "PROJECTION_FAILED": reads.failure is not None,
        "PROJECTION_LAG": reads.lag > settings.ready_lag or reads.lag_seconds > settings.ready_lag_seconds,
        "REBUILD_DUE": reads.tables.precedence is Precedence.DUE,
        "SUPERSEDED": reads.tables.is_behind,
        "SEAL_LAG": seal.lag_seconds > settings.ready_seal_seconds,
    }


def _any_is(bad: Condition, workers: Sequence[Worker]) -> bool:
    return any(each.vital and each.condition is bad for each in workers)


def _fault(found: Found[object]) -> str | None:
    """Of an exception only the class and the state: its message stays inside."""
    return code_of(found) if isinstance(found, BaseException) else None


def _worker(worker: Worker) -> dict[str, object]:
    return {
        "name": worker.name,
        "state": worker.condition,
        "restarts": worker.restarts,
        "error": worker.error,
        "since": worker.since,
    }


def _replica(replica: Replica) -> dict[str, object]:
    """None makes a process unready: the primary answers in their place."""
    return {
        "name": replica.name,
        "state": replica.state,
        "error": replica.error,
        "since": replica.since,
        "position": replica.position,
        "lag": replica.lag,
        "lagSeconds": replica.lag_seconds,
    }


def _details(found: WorkerStanding) -> dict[str, object]:
    """Of a failure only the place: the message of the error may quote what somebody wrote, and stays inside."""
    reads, seal = found.read_model, found.seal
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
