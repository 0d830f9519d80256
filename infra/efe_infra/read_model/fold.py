"""Events folded in memory into versions of rows and into the audit trail. Pure: no database here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from efe_domain.shared.event import Event
from efe_infra.read_model.batch import Batch
from efe_infra.read_model.table_fold import Current, TableFold
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key, Recorded
from efe_projections.engine.row import Row


class FoldFailed(Exception):
    """A projection could not take an event. The cause is the exception that it raised."""

    def __init__(self, projection: str, position: int) -> None:
        super().__init__(f"{projection} at position {position}")
        self.projection = projection
        self.position = position


class Past(Protocol):
    """The state that earlier events left, for a fold that does not begin with the first."""

    def rows(self, keys: Mapping[str, Sequence[Key]]) -> Mapping[str, Iterable[Row]]:
        """The current rows of these keys, by table."""
        ...

    def seqs(self, bassins: Sequence[str]) -> Mapping[str, int]:
        """The last number given in the audit trail of each of these Instances."""
        ...


class Fold:
    """All tables while events are folded, in the order of the ledger. After a `FoldFailed` it is of no more use.

    What it has seen stays in memory, about one kilobyte a row, and is asked of the past only once.
    """

    def __init__(self, projections: Projections, past: Past | None = None) -> None:
        self._tables = [TableFold(projection) for projection in projections]
        self._by_topic = _by_topic(self._tables)
        self._past = past
        self._seqs: dict[str, int] = {}
        self._position = 0
        self._audit = projections.audit
        self._changes_between = projections.audit.changes_between
        self._events: list[Row] = []
        self._places: list[Row] = []

    def __len__(self) -> int:
        """How many keys it holds."""
        return sum(map(len, self._tables))

    def take_in(self, page: Sequence[Recorded[Event]]) -> None:
        """Fold these events into every row that they touch and into the audit trail. Raises `FoldFailed`."""
        touched = [self._touched(recorded) for recorded in page]
        self._recall(page)
        for recorded, currents in zip(page, touched, strict=True):
            self._fold(recorded, currents)

    def take(self, *, holding: bool = True) -> Batch:
        """What is to be written since it was last taken; without `holding`, versions that hold are kept for later."""
        tables = [table.take(holding=holding) for table in self._tables]
        batch = Batch(self._position, tables, self._events, self._places)
        self._events, self._places = [], []
        return batch

    def _touched(self, recorded: Recorded[Event]) -> list[Current]:
        touched: list[Current] = []
        for table in self._by_topic.get(recorded.event.TOPIC, ()):
            try:
                touched += table.touched(recorded.event)
            except Exception as error:
                raise FoldFailed(table.name, recorded.position) from error
        return touched

    def _recall(self, page: Sequence[Recorded[Event]]) -> None:
        keys = {table.name: unknown for table in self._tables if (unknown := table.take_unknown())}
        bassins = {bassin for recorded in page for bassin in recorded.event.bassins} - self._seqs.keys()
        if self._past:
            rows = self._past.rows(keys)
            for table in self._tables:
                table.hold(rows.get(table.name, ()))
            self._seqs.update(self._past.seqs(sorted(bassins)))
        else:
            self._seqs.update(dict.fromkeys(bassins, 0))

    def _fold(self, recorded: Recorded[Event], touched: Sequence[Current]) -> None:
        changes: list[Any] = []
        for current in touched:
            try:
                pair = current.table.evolve(current, recorded)
            except Exception as error:
                raise FoldFailed(current.table.name, recorded.position) from error
            if pair:
                changes += self._changes_between(current.key, *pair)
        try:
            self._record(recorded, tuple(changes))
        except Exception as error:
            raise FoldFailed(self._audit.event.TABLE.name, recorded.position) from error
        self._position = recorded.position

    def _record(self, recorded: Recorded[Event], changes: tuple[Any, ...]) -> None:
        event = self._audit.record(recorded, changes)
        self._events.append(event)
        for bassin in recorded.event.bassins:
            seq = self._seqs[bassin] = self._seqs[bassin] + 1
            self._places.append(self._audit.put(event, bassin, seq))


def _by_topic(tables: Iterable[TableFold]) -> Mapping[str, Sequence[TableFold]]:
    by_topic: defaultdict[str, list[TableFold]] = defaultdict(list)
    for table in tables:
        for topic in table.topics:
            by_topic[topic].append(table)
    return by_topic
