"""How a use case comes to its aggregates: remembered, read from the ledger, or as a batch has left them so far."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.utils import EnvType

from efe_domain.commands.aggregate_cache import AggregateCache
from efe_domain.commands.batch import Batch, current_batch
from efe_domain.commands.unit_of_work import Contended, LedgerReads, Prepared, UnitOfWork, current_unit, working
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.standing import is_rectified


class Loading(Application[UUID]):
    """What is loaded is guarded: a command is recorded only if none of it has moved."""

    def __init__(self, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.memory = AggregateCache()

    def load[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate as the ledger has it, version 0 if there is none; what is loaded is guarded."""
        unit = current_unit()
        if aggregate_id not in unit.aggregates:
            unit.keep(self._known_or_read(unit, kind, aggregate_id))
        aggregate = unit.aggregates[aggregate_id]
        if not isinstance(aggregate, kind):
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate

    def prepare(self, unit: UnitOfWork, loaded: Mapping[UUID, Aggregate[Any]]) -> None:
        """Replays what an attempt before has loaded: what others add from now on is all that is left to read."""
        with working(replaying := UnitOfWork(unit.command_name, unit.command, unit.reads, optimistic=False)):
            for stream, aggregate in loaded.items():
                self.load(type(aggregate), stream)
        unit.prepared = Prepared(self._server(), replaying.aggregates)

    def _known_or_read(self, unit: UnitOfWork, kind: type[Aggregate[Any]], aggregate_id: UUID) -> Aggregate[Any]:
        if batch := current_batch():
            return batch.aggregate(aggregate_id) or self._read(unit, kind, aggregate_id, batch)
        server = self._server()
        self.memory.belong_to(server)
        known = unit.prepared.lend(aggregate_id, server) or self.memory.lend(aggregate_id)
        if known and unit.optimistic and not self.memory.is_doubtful(aggregate_id):
            unit.confirmed = False
            return known
        aggregate = known or kind(aggregate_id)
        events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        if known and self._server() != server:  # it was read from another one, which may never have had as much
            aggregate = kind(aggregate_id)
            events = self.read_stream(aggregate_id, after=aggregate.version, reads=unit.reads)
        if aggregate.version and is_rectified(events):  # what was replayed before may stand otherwise
            aggregate = kind(aggregate_id)
            events = self.read_stream(aggregate_id, after=0, reads=unit.reads)
        _follow(aggregate, events)
        if unit.optimistic and self.memory.is_doubtful(aggregate_id):
            if events:
                unit.keep(aggregate)
                raise Contended
            self.memory.trust(aggregate_id)
        return aggregate

    def _read(self, unit: UnitOfWork, kind: type[Aggregate[Any]], stream: UUID, batch: Batch) -> Aggregate[Any]:
        """As the ledger has it, and then as the commands of the batch so far leave it."""
        aggregate, events = kind(stream), self._ahead_or_read(stream, unit.reads)
        batch.read(stream, events[-1].originator_version if events else 0)
        _follow(aggregate, [*events, *batch.written(stream)])
        return aggregate

    def whole_stream(self, stream: UUID) -> list[Event]:
        """From its first event on, and then what the commands of the batch so far add."""
        batch = current_batch()
        events = self._ahead_or_read(stream, current_unit().reads)
        return [*events, *batch.written(stream)] if batch else events

    def _ahead_or_read(self, stream: UUID, reads: LedgerReads) -> list[Event]:
        batch = current_batch()
        events = batch.ahead(stream) if batch else None
        return self.read_stream(stream, after=0, reads=reads) if events is None else events

    def read_stream(self, stream: UUID, *, after: int, reads: LedgerReads) -> list[Event]:
        reads.count += 1
        return cast("list[Event]", list(self.events.get(stream, gt=after)))

    def _server(self) -> object:
        """Which server the ledger was last reached on; None where there is only one."""
        return getattr(self.recorder, "server", None)

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """Raises `NotFound`."""
        aggregate = self.load(kind, aggregate_id)
        if not aggregate.exists:
            raise NotFound(kind.NOUN, aggregate_id)
        return aggregate


def _follow(aggregate: Aggregate[Any], events: Sequence[Event]) -> None:
    """Raises `NotFound` for events of another kind."""
    if events and not events[0].TOPIC.startswith(f"{aggregate.KIND}."):
        raise NotFound(aggregate.NOUN, aggregate.id)
    aggregate.follow(events)
