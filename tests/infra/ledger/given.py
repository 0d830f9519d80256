"""Helpers of the tests of the ledger."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID, uuid4

import msgspec
import psycopg
from eventsourcing.persistence import StoredEvent

from efe_domain.shared.codec import encode
from efe_domain.shared.ledger import Append, Command, StreamRead
from efe_infra.ledger.append_request import APPEND_SQL, AppendReply, AppendRequest, append_parameters
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.pages import PAGE_SQL, LedgerEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.samples.simulation.history import History

TOPIC = "pole.created.v1"

WAITING = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
"""The connections that wait for the turn to append."""


def event(stream: UUID, version: int = 1, *, topic: str = TOPIC, state: bytes = b"{}") -> StoredEvent:
    return StoredEvent(originator_id=stream, originator_version=version, topic=topic, state=state)


def command(entity: UUID, *, digest: bytes = b"asked") -> Command:
    return Command(uuid4(), digest, entity)


def ledger(database: Database) -> Sequence[LedgerEvent]:
    """Everything that is recorded."""
    with psycopg.connect(database.admin) as connection:
        return [LedgerEvent._make(row) for row in connection.execute(PAGE_SQL, [0, None], binary=True)]


def versions(database: Database, stream: UUID) -> Sequence[int]:
    return [each.originator_version for each in ledger(database) if each.originator_id == stream]


def answers(database: Database, *batch: AppendRequest) -> Sequence[AppendReply]:
    """Returns the answers of the ledger to requests that arrive in one call."""
    with psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        return [AppendReply(*row) for row in connection.execute(APPEND_SQL, append_parameters(batch))]


def outcomes(database: Database, *batch: AppendRequest) -> Sequence[str]:
    return [answer.outcome for answer in answers(database, *batch)]


def racing[T](*callers: Callable[[], T]) -> Sequence[T | BaseException]:
    """Returns the result or the error of each caller, when all start at once."""
    with ThreadPoolExecutor(len(callers)) as pool:
        futures: Sequence[Future[T]] = [pool.submit(caller) for caller in callers]
        return [future.exception() or future.result() for future in futures]


def until(condition: Callable[[], object], *, within: float = 60.0) -> None:
    """Wait for it to become true; fail loudly when it does not."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "It did not happen"
        time.sleep(0.002)


def appended(*stored: StoredEvent, command: Command | None = None, reads: tuple[StreamRead, ...] = ()) -> Append:
    return Append([CanonicalMapper().to_domain_event(each) for each in stored], reads, command)


def like(stream: UUID, version: int = 1) -> StoredEvent:
    """An event whose state is one of the domain, in that place."""
    [known] = History().take(1)
    found = CanonicalMapper().to_domain_event(known)
    placed = msgspec.structs.replace(found, originator_id=stream, originator_version=version)
    return event(stream, version, topic=known.topic, state=encode(placed))
