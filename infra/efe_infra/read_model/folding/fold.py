"""Fold of events into row versions and the audit trail, in memory. No database access."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from efe_domain.shared.event import Event
from efe_domain.shared.record_events import RecordEvent, Rectified
from efe_infra.read_model.folding.table_fold import CurrentRow, FoldBatch, TableFold
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key, RecordedEvent, standing_facts
from efe_projections.engine.row import Row

type Stream = Callable[[UUID, int], Sequence[RecordedEvent[Event]]]
"""Function that returns the events of a stream up to a position."""
type Evolving = Callable[[CurrentRow, RecordedEvent[Event]], tuple[Row | None, Row | None] | None]


class FoldFailed(Exception):
    """Event that a projection cannot fold. The cause is the projection's exception."""

    def __init__(self, projection: str, position: int) -> None:
        super().__init__(f"{projection} at position {position}")
        self.projection = projection
        self.position = position


class PastState(Protocol):
    """Stored state of earlier events, for a fold that does not start at the first event."""

    def rows(self, keys: Mapping[str, Sequence[Key]]) -> Mapping[str, Iterable[Row]]:
        """Returns the current rows of these keys, by table."""
        ...

    def seqs(self, bassins: Sequence[str]) -> Mapping[str, int]:
        """Returns the last sequence number in the audit trail of each Instance."""
        ...


class _Step(NamedTuple):
    """Event with the rows that it evolves, and the rows that are folded again from all valid facts."""

    record: RecordedEvent[Event]
    touched: Sequence[CurrentRow]
    again: Sequence[tuple[CurrentRow, Sequence[RecordedEvent[Event]] | None]] = ()


def _no_stream(stream: UUID, position: int) -> Sequence[RecordedEvent[Event]]:
    raise LookupError(f"Nothing gives the stream {stream} up to position {position}")


class Fold:
    """Fold of all tables, in the order of the ledger. Unusable after a `FoldFailed`.

    Rows stay in memory (about 1 kB each) and are loaded only once. A rectification folds the rows of its entity again
    from the valid facts. A changed row becomes a new version at the position of the rectification.
    """

    def __init__(self, projections: Projections, past: PastState | None = None, stream: Stream = _no_stream) -> None:
        self._tables = [TableFold(projection) for projection in projections]
        self._by_topic = _by_topic(self._tables)
        self._by_kind = _by_kind(self._tables)
        self._past = past
        self._stream = stream
        self._seqs: dict[str, int] = {}
        self._position = 0
        self._audit = projections.audit
        self._changes_between = projections.audit.changes_between
        self._events: list[Row] = []
        self._places: list[Row] = []

    def __len__(self) -> int:
        """Returns the number of keys in memory."""
        return sum(map(len, self._tables))

    def take_in(self, page: Sequence[RecordedEvent[Event]]) -> None:
        """Folds events into the rows that they touch and into the audit trail. Raises `FoldFailed`."""
        steps = [self._step(record) for record in page]
        self._recall(page)
        for step in steps:
            self._fold(step)

    def forget(self, past: PastState) -> None:
        """Drops all rows from memory, once they are written; later ones are loaded from `past`."""
        self._past = past
        for table in self._tables:
            table.forget()

    def take(self, *, holding: bool = True) -> FoldBatch:
        """Takes the unwritten changes; without `holding`, current versions stay in memory."""
        tables = [table.take(holding=holding) for table in self._tables]
        batch = FoldBatch(self._position, tables, self._events, self._places)
        self._events, self._places = [], []
        return batch

    def _step(self, record: RecordedEvent[Event]) -> _Step:
        touched: list[CurrentRow] = []
        for table in self._by_topic.get(record.event.TOPIC, ()):
            try:
                touched += table.touched(record.event)
            except Exception as error:
                raise FoldFailed(table.name, record.position) from error
        if isinstance(record.event, RecordEvent):
            return _Step(record, touched, self._again(record, record.event))
        return _Step(record, touched)

    def _again(
        self, record: RecordedEvent[Event], event: RecordEvent
    ) -> Sequence[tuple[CurrentRow, Sequence[RecordedEvent[Event]] | None]]:
        """Returns the rows that a rectification may change; for other events, the rows that show the version."""
        tables = self._by_kind.get(event.TOPIC.partition(".")[0], ())
        if not isinstance(event, Rectified):
            return [(table.current((event.originator_id,)), None) for table in tables if table.shows_version]
        name = self._audit.event.TABLE.name
        try:
            stream = self._stream(event.originator_id, record.position)
            before, after = standing_facts(stream[:-1]), standing_facts(stream)
            again: list[tuple[CurrentRow, Sequence[RecordedEvent[Event]] | None]] = []
            for table in tables:
                name, facts = table.name, table.facts_by_key(after)
                again += ((table.current(key), facts.get(key, ())) for key in {**table.facts_by_key(before), **facts})
        except Exception as error:
            raise FoldFailed(name, record.position) from error
        return again

    def _recall(self, page: Sequence[RecordedEvent[Event]]) -> None:
        keys = {table.name: unknown for table in self._tables if (unknown := table.take_unknown())}
        bassins = {bassin for record in page for bassin in record.event.bassins} - self._seqs.keys()
        if self._past:
            rows = self._past.rows(keys)
            for table in self._tables:
                table.hold(rows.get(table.name, ()))
            self._seqs.update(self._past.seqs(sorted(bassins)))
        else:
            self._seqs.update(dict.fromkeys(bassins, 0))

    def _fold(self, step: _Step) -> None:
        record = step.record
        changes: list[Any] = []
        for current in step.touched:
            changes += self._evolved(current, record, current.table.evolve)
        for current, facts in step.again:
            changes += self._evolved(current, record, partial(current.table.fold_again, facts))
        try:
            self._record(record, tuple(changes))
        except Exception as error:
            raise FoldFailed(self._audit.event.TABLE.name, record.position) from error
        self._position = record.position

    def _evolved(self, current: CurrentRow, record: RecordedEvent[Event], evolve: Evolving) -> Sequence[Any]:
        try:
            pair = evolve(current, record)
        except Exception as error:
            raise FoldFailed(current.table.name, record.position) from error
        return self._changes_between(current.key, *pair) if pair else ()

    def _record(self, record: RecordedEvent[Event], changes: tuple[Any, ...]) -> None:
        event = self._audit.record(record, changes)
        self._events.append(event)
        for bassin in record.event.bassins:
            seq = self._seqs[bassin] = self._seqs[bassin] + 1
            self._places.append(self._audit.put(event, bassin, seq))


def _by_topic(tables: Iterable[TableFold]) -> Mapping[str, Sequence[TableFold]]:
    by_topic: defaultdict[str, list[TableFold]] = defaultdict(list)
    for table in tables:
        for topic in table.topics:
            by_topic[topic].append(table)
    return by_topic


def _by_kind(tables: Iterable[TableFold]) -> Mapping[str, Sequence[TableFold]]:
    """Returns the tables by kind of entity, the first word of its topics."""
    by_kind: defaultdict[str, list[TableFold]] = defaultdict(list)
    for table in tables:
        for kind in sorted({topic.partition(".")[0] for topic in table.topics}):
            by_kind[kind].append(table)
    return by_kind
