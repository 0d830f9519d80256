"""Helpers of the engine's tests: changes of a database, and views of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
import psycopg

from efe_domain.shared.event import Event
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.read_model.folding.ledger_source import LedgerSource, decode_event, read_page
from efe_infra.read_model.projector import Projector
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.session import open_session
from efe_infra.read_model.tables.values import adapt, rows_of
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key, RecordedEvent
from efe_projections.engine.row import Row
from tests.infra.read_model.sample import SAMPLE

type Dump = Mapping[str, Sequence[tuple[Any, ...]]]
type Rows = Mapping[str, Mapping[Key, Row]]


class InPages(LedgerSource):
    """The ledger in pages of a size."""

    def __init__(self, connection: PipelineConnection, size: int) -> None:
        super().__init__(connection)
        self._size = size

    def _limit(self, after: int) -> int:  # noqa: ARG002 - however far it is
        return self._size


@dataclass(frozen=True)
class World:
    """A database, of the sample unless it is said, and a recorder that appends to its ledger."""

    database: Database
    recorder: LedgerRecorder
    projections: Projections = SAMPLE

    def connect(self) -> PipelineConnection:
        """A connection as the projector, to be closed."""
        connection = open_session(self.database, DatabaseRole.PROJECTOR, "test")
        adapt(connection)
        return connection

    def record(self, *events: Event) -> int:
        """Append, and return the last position."""
        mapper = CanonicalMapper()
        return [0, *self.recorder.insert_events([mapper.to_stored_event(event) for event in events])][-1]

    def recorded(self) -> Sequence[RecordedEvent[Event]]:
        with self.connect() as connection:
            return [decode_event(event) for event in read_page(connection, after=0, limit=100_000)]

    def project(
        self, *, page_size: int = 2000, pages: int | None = None, memory: int = 100_000, long: int = 50
    ) -> None:
        """Take what is recorded, here and now."""
        with (
            self.connect() as writing,
            self.connect() as reading,
            Projector(writing, reading, self.projections, memory=memory, long=long) as projector,
        ):
            after = projector.resume()
            for _ in count() if pages is None else range(pages):
                if not (page := read_page(reading, after=after, limit=page_size)):
                    break
                projector.project(page)
                after = page[-1].position
            projector.settle()

    def rebuild(self, *, page_size: int, memory: int) -> None:
        with self.connect() as reading:
            rebuild(self.database, self.projections, source=InPages(reading, page_size), memory=memory)

    def dump(self) -> Dump:
        """Every column of every version of every row, and the position."""
        with self.connect() as connection:
            return {
                name: sorted(connection.execute(f"select * from read.{name}").fetchall(), key=repr)
                for name in [*(table.name for table in tables_of(self.projections)), "position"]
            }

    def rows_at(self, position: int) -> Rows:
        """The rows that hold as of a position, with instants in UTC."""
        with self.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            return {
                projection.row.TABLE.name: _rows_at(connection, projection.row, position)
                for projection in self.projections
            }

    def empty(self) -> None:
        """As if nothing had happened, nor been projected."""
        self.empty_ledger()
        self.forget()

    def empty_ledger(self) -> None:
        """Deletes all events, as only the owner of the server can."""
        with psycopg.connect(self.database.admin) as connection:
            for table in ("ledger.event", "ledger.command"):
                connection.execute(f"alter table {table} disable trigger append_only")
                connection.execute(f"delete from {table}")
                connection.execute(f"alter table {table} enable always trigger append_only")

    def forget(self) -> None:
        """Deletes all rows, as if nothing had been projected: to truncate so many small tables takes much longer."""
        with psycopg.connect(self.database.admin) as connection:
            for table in tables_of(self.projections):
                connection.execute(f"delete from read.{table.name}")
            connection.execute("update projection.position set position = 0")


def _rows_at(connection: psycopg.Connection[Any], row: type[Row], position: int) -> Mapping[Key, Row]:
    columns = ", ".join(column.name for column in row.TABLE.columns)
    found = connection.cursor(row_factory=rows_of(row)).execute(
        f"select {columns} from read.{row.TABLE.name}"
        " where from_position <= %(at)s and (to_position is null or to_position > %(at)s)",
        {"at": position},
    )
    return {tuple(getattr(each, name) for name in row.TABLE.key): each for each in found}


def folded(events: Iterable[RecordedEvent[Event]], projections: Projections = SAMPLE) -> Rows:
    """The plainest fold there is: what the engine must agree with."""
    rows: dict[str, dict[Key, Row]] = {projection.row.TABLE.name: {} for projection in projections}
    for recorded in events:
        for projection in projections:
            if recorded.event.TOPIC in projection.topics:
                table = rows[projection.row.TABLE.name]
                for key in dict.fromkeys(projection.keys(recorded.event)):
                    row = projection.evolve(
                        table.pop(key, None), projection.part(recorded, key) if projection.part else recorded
                    )
                    if row is not None:
                        table[key] = row
    return rows


def differences(before: Rows, after: Rows) -> set[bytes]:
    """Returns every field of every row, outside its key, that differs."""
    return {
        as_json([table, key, field, value_of(before[table].get(key), field), value_of(after[table].get(key), field)])
        for table in after
        for key in {*before[table], *after[table]}
        for field in fields_of(before[table].get(key), after[table].get(key))
        if value_of(before[table].get(key), field) != value_of(after[table].get(key), field)
    }


def fields_of(*rows: Row | None) -> set[str]:
    return {field for row in rows if row for field in set(row.__struct_fields__) - set(row.TABLE.key)}


def value_of(row: Row | None, field: str) -> Any:
    return getattr(row, field, None)


def as_json(value: Any) -> bytes:
    """Returns a value as JSON of arrays, with its keys in order."""
    plain = msgspec.to_builtins(value)
    return msgspec.json.encode([*plain.values()] if isinstance(plain, dict) else plain, order="sorted")
