"""One attempt of a use case: what it loads, and what of that may be remembered."""

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
    """How often a use case read a stream, in all its attempts."""

    def __init__(self) -> None:
        self.count = 0


class Contended(Exception):
    """A race was lost for a stream, and it has moved since: to decide on it now is to lose again."""


class Prepared(NamedTuple):
    """Aggregates as the ledger of a server had them a moment ago."""

    server: object
    aggregates: dict[UUID, Aggregate[Any]]

    def lend(self, stream: UUID, server: object) -> Aggregate[Any] | None:
        return self.aggregates.pop(stream, None) if server == self.server else None


class UnitOfWork:
    """What one attempt of a use case has loaded, each stream once, with the version it had.

    `command_name` is the command; it is `admitted` once a right to it is known, and `sent` once it asks for a record.
    `day` is that of the command in law, once it is known. `under` are the Instances on whose right it rests, with the
    days after which their règlement asks for a source. `searches` are to find nothing more when it is recorded.
    An `optimistic` one uses cached aggregates without reading them again; `confirmed`: they still are its own.
    Of what is `prepared`, only the newest events are left to read.
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
        self.under: dict[UUID, int | None] = {}
        self.aggregates: dict[UUID, Aggregate[Any]] = {}
        self.versions: dict[UUID, int] = {}
        self.searches: list[Search] = []
        self.prepared = Prepared(None, {})

    def keep(self, aggregate: Aggregate[Any]) -> None:
        self.aggregates[aggregate.id] = aggregate
        self.versions[aggregate.id] = aggregate.version

    def recorded(self, written: Iterable[Aggregate[Any]]) -> None:
        self.versions |= {aggregate.id: aggregate.version for aggregate in written}

    def as_recorded(self) -> Iterator[Aggregate[Any]]:
        """The aggregates on which nothing was decided that is not recorded, and which stand as they are recorded."""
        kept = (each for each in self.aggregates.values() if not each.outdated)
        return (each for each in kept if each.version == self.versions[each.id])

    def reads_beside(self, written: set[UUID]) -> list[StreamRead]:
        return [StreamRead(stream, version) for stream, version in self.versions.items() if stream not in written]


_UNIT: ContextVar[UnitOfWork] = ContextVar("unit")


def current_unit() -> UnitOfWork:
    """The one under way. Raises `LookupError` outside a use case."""
    return _UNIT.get()


@contextmanager
def working(unit: UnitOfWork) -> Iterator[None]:
    """The unit is the one under way."""
    token = _UNIT.set(unit)
    try:
        yield
    finally:
        _UNIT.reset(token)


@contextmanager
def under_way(unit: UnitOfWork, memory: AggregateCache) -> Iterator[None]:
    """What was loaded is remembered afterwards, as far as it is recorded."""
    server = memory.server
    try:
        with working(unit):
            yield
    finally:
        for aggregate in unit.as_recorded():
            memory.keep(aggregate, server)
