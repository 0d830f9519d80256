"""Loading of aggregates: from the cache, from the ledger, or as earlier commands of the batch left them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import EnvType

from efe_domain.commands.aggregate_cache import AggregateCache
from efe_domain.commands.batch import CommandBatch, current_batch
from efe_domain.commands.unit_of_work import Contended, LedgerReads, Prepared, UnitOfWork, active_unit, current_unit
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.effective_facts import is_rectified
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event


class AggregateLoader(Application[UUID]):
    """Application that loads aggregates for use cases.

    Every loaded version is checked when the command is recorded (optimistic concurrency).
    """

    def __init__(self, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.aggregate_cache = AggregateCache()

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """Loads an aggregate once per unit of work; version 0 if it does not exist.

        Raises `NotFound` if the stream belongs to another kind of aggregate.
        """
        unit = current_unit()
        if _usable(unit.aggregates.get(aggregate_id), kind) is None:
            unit.add(self._from_cache_or_ledger(unit, kind, aggregate_id))
        aggregate = unit.aggregates[aggregate_id]
        if not isinstance(aggregate, kind):
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    def prepare(self, unit: UnitOfWork, aggregates: Mapping[UUID, Aggregate[Any]]) -> None:
        """Replays the aggregates of the previous attempt before the lock, so that little is read while holding it."""
        with active_unit(preparation := UnitOfWork(unit.command_name, unit.command, unit.reads, optimistic=False)):
            for stream, aggregate in aggregates.items():
                self.load(type(aggregate), stream)
        unit.prepared = Prepared(self._server(), preparation.aggregates)

    def _from_cache_or_ledger(
        self, unit: UnitOfWork, kind: type[Aggregate[Any]], aggregate_id: UUID
    ) -> Aggregate[Any]:
        """Returns a cached aggregate as it is (optimistic), or brought up to date from the ledger.

        Raises `Contended` in an optimistic attempt on a stream that lost a race and has changed since.
        """
        if batch := current_batch():
            earlier = _usable(batch.aggregate(aggregate_id), kind)
            return earlier or self._load_in_batch(unit, kind, aggregate_id, batch)
        server = self._server()
        self.aggregate_cache.belong_to(server)
        lent = unit.prepared.lend(aggregate_id, server) or self.aggregate_cache.lend(aggregate_id)
        cached = _usable(lent, kind)
        if cached and unit.optimistic and not self.aggregate_cache.is_doubtful(aggregate_id):
            unit.confirmed = False
            return cached
        aggregate = cached or kind(aggregate_id)
        events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        # A failover happened meanwhile: the new server may lack events of the cached aggregate.
        if cached and self._server() != server:
            aggregate = kind(aggregate_id)
            events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        # A correction may change how earlier events apply, so the stream is replayed from its start.
        if aggregate.version and is_rectified(events):
            aggregate = kind(aggregate_id)
            events = self.read_stream(aggregate_id, after=0, reads=unit.reads)
        _apply(aggregate, events)
        if unit.optimistic and self.aggregate_cache.is_doubtful(aggregate_id):
            if events:
                unit.add(aggregate)
                raise Contended
            self.aggregate_cache.trust(aggregate_id)
        return aggregate

    def _load_in_batch(
        self, unit: UnitOfWork, kind: type[Aggregate[Any]], stream: UUID, batch: CommandBatch
    ) -> Aggregate[Any]:
        """Loads an aggregate from the ledger and applies the events that earlier commands of the batch added."""
        aggregate, events = kind(stream), self._prefetched_or_read(stream, unit.reads)
        batch.note_read(stream, events[-1].originator_version if events else 0)
        _apply(aggregate, [*events, *batch.new_events(stream)])
        return aggregate

    def whole_stream(self, stream: UUID) -> list[Event]:
        """Returns all events of a stream, including those that earlier commands of the batch added."""
        batch = current_batch()
        events = self._prefetched_or_read(stream, current_unit().reads)
        return [*events, *batch.new_events(stream)] if batch else events

    def _prefetched_or_read(self, stream: UUID, reads: LedgerReads) -> list[Event]:
        batch = current_batch()
        events = batch.prefetched(stream) if batch else None
        return self.read_stream(stream, after=0, reads=reads) if events is None else events

    def read_stream(self, stream: UUID, *, after: int, reads: LedgerReads) -> list[Event]:
        reads.count += 1
        return cast("list[Event]", list(self.events.get(stream, gt=after)))

    def _server(self) -> object:
        """Returns the identity of the server last connected to; None for a ledger without servers."""
        return getattr(self.recorder, "server", None)

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """Loads an aggregate that must exist. Raises `NotFound`."""
        aggregate = self.load(kind, aggregate_id)
        if not aggregate.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    def find[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Loads an aggregate that may exist; None without one, also for a stream of another kind.

        For the owner of a part that a client names: its refusal then is about the part, for every kind of stream.
        """
        try:
            aggregate = self.load(kind, aggregate_id)
        except NotFound:
            return None
        return aggregate if aggregate.exists else None


def _usable(aggregate: Aggregate[Any] | None, kind: type[Aggregate[Any]]) -> Aggregate[Any] | None:
    """Returns a kept aggregate; None for one without events that was looked up as another kind.

    Such a lookup must not decide what the stream is: a later command would be refused, or disclose the lookup.
    """
    is_blank = aggregate is not None and not aggregate.version
    return None if is_blank and not isinstance(aggregate, kind) else aggregate


def _apply(aggregate: Aggregate[Any], events: Sequence[Event]) -> None:
    """Applies the events. Raises `NotFound` if they belong to another kind of aggregate."""
    if events and not events[0].TOPIC.startswith(f"{aggregate.KIND}."):
        raise NotFound(aggregate.NOUN, aggregate.id)
    aggregate.follow(events)
