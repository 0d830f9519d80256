"""Unit of work: the state of one attempt of a use case."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from efe_domain.commands.aggregate_cache import AggregateCache
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.ledger import Command, Search, StreamRead


class LedgerReads:
    """Counter of stream reads over all attempts of a use case."""

    def __init__(self) -> None:
        self.count = 0


class Contended(Exception):
    """Raised when a stream that lost a race has changed again: without the lock, the command would lose again."""


class Prepared(NamedTuple):
    """Aggregates replayed shortly before the ledger was locked, and the server that they were read from."""

    server: object
    aggregates: dict[UUID, Aggregate[Any]]

    def lend(self, stream: UUID, server: object) -> Aggregate[Any] | None:
        return self.aggregates.pop(stream, None) if server == self.server else None


class UnitOfWork:
    """Unit of work of one attempt of a use case.

    - `aggregates`, `versions`: the loaded aggregates, and the version that each had in the ledger;
    - `searches`: searches that must find nothing new when the command is recorded (phantom check);
    - `admitted`: an authorization check has passed; `sent`: the events have been handed to the ledger;
    - `entity`: the entity of the command; `day`: its legal day; both None until known;
    - `late_after_days`: by Instance whose rights the command uses, the days after which its règlement requires a
      source;
    - `optimistic`: uses cached aggregates without reading their newest events; `confirmed`: has not done so yet;
    - `prepared`: aggregates replayed before the lock, of which only newer events are read.
    """

    def __init__(
        self, command_name: str, command: Callable[[UUID], Command | None], reads: LedgerReads, *, optimistic: bool
    ) -> None:
        self.command_name = command_name
        self.command = command
        self.reads = reads
        self.optimistic = optimistic
        self.confirmed = True
        self.sent = False
        self.admitted = False
        self.entity: UUID | None = None
        self.day: date | None = None
        self.late_after_days: dict[UUID, int | None] = {}
        self.aggregates: dict[UUID, Aggregate[Any]] = {}
        self.versions: dict[UUID, int] = {}
        self.searches: list[Search] = []
        self.prepared = Prepared(None, {})

    def add(self, aggregate: Aggregate[Any]) -> None:
        self.aggregates[aggregate.id] = aggregate
        self.versions[aggregate.id] = aggregate.version

    def mark_recorded(self, aggregates: Iterable[Aggregate[Any]]) -> None:
        self.versions |= {aggregate.id: aggregate.version for aggregate in aggregates}

    def recorded_aggregates(self) -> Iterator[Aggregate[Any]]:
        """Returns the aggregates whose state equals the ledger: no unrecorded events, and not outdated."""
        current = (each for each in self.aggregates.values() if not each.outdated)
        return (each for each in current if each.version == self.versions[each.id])

    def reads_except(self, written_streams: set[UUID]) -> list[StreamRead]:
        """Returns the versions to guard. The append itself checks the versions of written streams."""
        return [
            StreamRead(stream, version) for stream, version in self.versions.items() if stream not in written_streams
        ]


_UNIT: ContextVar[UnitOfWork] = ContextVar("unit")


def current_unit() -> UnitOfWork:
    """Returns the unit of work of the running use case. Raises `LookupError` outside a use case."""
    return _UNIT.get()


@contextmanager
def active_unit(unit: UnitOfWork) -> Iterator[None]:
    token = _UNIT.set(unit)
    try:
        yield
    finally:
        _UNIT.reset(token)


@contextmanager
def active_unit_with_cache(unit: UnitOfWork, cache: AggregateCache) -> Iterator[None]:
    """Makes the unit the current one, and caches its recorded aggregates afterwards."""
    server = cache.server
    try:
        with active_unit(unit):
            yield
    finally:
        for aggregate in unit.recorded_aggregates():
            cache.keep(aggregate, server)
