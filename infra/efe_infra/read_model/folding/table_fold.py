"""Fold of one table in memory, and the rows to be written. No database access."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent
from efe_projections.engine.row import ReadTable, Row


class Version(NamedTuple):
    """Row between the position that made it and the one that ended it; None for a current row."""

    row: Row
    since: int
    ended: int | None
    recorded_at: datetime


class TableBatch(NamedTuple):
    """Changes of one table: closed keys, each followed by its position, and new versions."""

    name: str
    closings: Sequence[tuple[object, ...]]
    versions: Sequence[Version]


class FoldBatch(NamedTuple):
    """Changes of all tables, up to and including a position."""

    position: int
    tables: Sequence[TableBatch]
    events: Sequence[Row]
    places: Sequence[Row]

    @property
    def changed(self) -> Iterator[str]:
        """Names of the tables with changed rows, without those of the audit trail."""
        return (each.name for each in self.tables if each.closings or each.versions)

    @property
    def rows(self) -> int:
        """Number of rows that are inserted."""
        return len(self.events) + len(self.places) + sum(len(each.versions) for each in self.tables)


class CurrentRow:
    """Current row of a key, or None. `begun` is the event that made it, or None once the version is written."""

    __slots__ = ("begun", "key", "row", "table")

    def __init__(self, table: "TableFold", key: Key) -> None:
        self.table = table
        self.key = key
        self.row: Row | None = None
        self.begun: RecordedEvent[Event] | None = None


class TableFold:
    """Current rows that events touch, with their unwritten changes.

    A version that begins and ends before a write is written once, as ended.
    """

    def __init__(self, projection: Projection[Any]) -> None:
        self.name = projection.row.TABLE.name
        self.topics = projection.topics
        self.shows_version = _shows_version(projection.row.TABLE)
        self._keys = projection.keys
        self._evolve = projection.evolve
        self._part = projection.part
        self._key_of = _key_of(projection.row.TABLE.key)
        self._currents: dict[Key, CurrentRow] = {}
        self._unknown: list[Key] = []
        self._begun: list[CurrentRow] = []
        self._ended: list[Version] = []
        self._closings: list[tuple[object, ...]] = []

    def __len__(self) -> int:
        """Returns the number of keys in memory."""
        return len(self._currents)

    def touched(self, event: Event) -> list[CurrentRow]:
        """Returns the rows that the event touches, each once."""
        return [self.current(key) for key in dict.fromkeys(self._keys(event))]

    def facts_by_key(self, facts: Iterable[RecordedEvent[Event]]) -> dict[Key, list[RecordedEvent[Event]]]:
        """Returns the facts that touch each key."""
        by_key: dict[Key, list[RecordedEvent[Event]]] = {}
        for fact in facts:
            if fact.event.TOPIC in self.topics:
                for key in dict.fromkeys(self._keys(fact.event)):
                    by_key.setdefault(key, []).append(fact)
        return by_key

    def take_unknown(self) -> Sequence[Key]:
        """Takes the keys whose stored rows must be loaded."""
        unknown, self._unknown = self._unknown, []
        return unknown

    def hold(self, rows: Iterable[Row]) -> None:
        """Adds loaded rows."""
        for row in rows:
            self._currents[self._key_of(row)].row = row

    def forget(self) -> None:
        """Drops all rows from memory, once they are written."""
        self._currents.clear()
        self._unknown.clear()

    def evolve(self, current: CurrentRow, record: RecordedEvent[Event]) -> tuple[Row | None, Row | None] | None:
        """Returns the row before and after the event, or None if it is unchanged."""
        return self._become(current, self._next(current.row, current.key, record), record)

    def fold_again(
        self, facts: Sequence[RecordedEvent[Event]] | None, current: CurrentRow, record: RecordedEvent[Event]
    ) -> tuple[Row | None, Row | None] | None:
        """Folds the row again from these facts, as `evolve`; with None, only its version changes."""
        after = current.row
        if facts is not None:
            after = None
            for fact in facts:
                after = self._next(after, current.key, fact)
        if after is not None and self.shows_version:
            after = replace(after, version=record.event.originator_version)
        return self._become(current, after, record)

    def _next(self, row: Row | None, key: Key, record: RecordedEvent[Event]) -> Row | None:
        return self._evolve(row, self._part(record, key) if self._part else record)

    def _become(
        self, current: CurrentRow, after: Row | None, record: RecordedEvent[Event]
    ) -> tuple[Row | None, Row | None] | None:
        before = current.row
        if after is before or after == before:
            return None
        if before is not None:
            self._end(current, before, record.position)
        if after is not None:
            self._begin(current, after, record)
        return before, after

    def take(self, *, holding: bool) -> TableBatch:
        """Takes the unwritten changes; without `holding`, current versions stay in memory."""
        ended, self._ended = self._ended, []
        closings, self._closings = self._closings, []
        return TableBatch(self.name, closings, ended + self._take_begun() if holding else ended)

    def _take_begun(self) -> list[Version]:
        begun, self._begun = self._begun, []
        versions = []
        for current in begun:
            if current.row is not None and current.begun is not None:
                versions.append(Version(current.row, current.begun.position, None, current.begun.recorded_at))
                current.begun = None
        return versions

    def current(self, key: Key) -> CurrentRow:
        """Returns the row of a key, which may have to be loaded first."""
        current = self._currents.get(key)
        if current is None:
            current = self._currents[key] = CurrentRow(self, key)
            self._unknown.append(key)
        return current

    def _begin(self, current: CurrentRow, row: Row, record: RecordedEvent[Event]) -> None:
        if self._key_of(row) != current.key:
            raise ValueError(f"The row of {self._key_of(row)} came from the key {current.key}")
        current.row, current.begun = row, record
        self._begun.append(current)

    def _end(self, current: CurrentRow, row: Row, position: int) -> None:
        if current.begun is None:
            self._closings.append((*current.key, position))
        else:
            self._ended.append(Version(row, current.begun.position, position, current.begun.recorded_at))
        current.row = current.begun = None


def _shows_version(table: ReadTable) -> bool:
    """Tells whether each row shows one entity with its version."""
    return len(table.key) == 1 and any(column.name == "version" for column in table.columns)


def _key_of(names: tuple[str, ...]) -> Callable[[Row], Key]:
    if len(names) == 1:
        (name,) = names
        return lambda row: (getattr(row, name),)
    return attrgetter(*names)
