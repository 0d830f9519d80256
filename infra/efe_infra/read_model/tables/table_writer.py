"""The read tables of a schema, as the engine loads and writes them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from efe_infra.postgres.pipeline import Asked, BlockingRoundTrips
from efe_infra.read_model.folding.batch import Batch
from efe_infra.read_model.tables.definition import SCHEMA
from efe_infra.read_model.tables.table_statements import StoredTable, Values
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key
from efe_projections.engine.row import Row

FEW = 20
"""Rows of a batch up to which none is worth a COPY."""


def is_short(batch: Batch) -> bool:
    return batch.rows <= FEW


def _by_name(connection: BlockingRoundTrips, projections: Projections, schema: str) -> Mapping[str, StoredTable[Any]]:
    audit = projections.audit
    rows: list[type[Row]] = [*(projection.row for projection in projections), audit.event, audit.place]
    return {row.TABLE.name: StoredTable(connection, row, schema) for row in rows}


class StoredPast:
    """What is committed in the read tables of a schema, for a fold that goes on from there."""

    def __init__(self, connection: BlockingRoundTrips, projections: Projections, schema: str = SCHEMA) -> None:
        self._connection = connection
        self._tables = _by_name(connection, projections, schema)
        place = projections.audit.place.TABLE.name
        self._last_seqs = f"""
            select bassin, coalesce((select max(seq) from {schema}.{place} where {place}.bassin = wanted.bassin), 0)
            from unnest(%s::text[]) as wanted (bassin)
        """  # noqa: S608

    def rows(self, keys: Mapping[str, Sequence[Key]]) -> Mapping[str, Iterable[Row]]:
        tables = [self._tables[name] for name in keys]
        asked = [table.load(wanted) for table, wanted in zip(tables, keys.values(), strict=True)]
        found = self._connection.ask(asked) if asked else ()
        return {name: table.rows(loaded) for name, table, loaded in zip(keys, tables, found, strict=True)}

    def seqs(self, bassins: Sequence[str]) -> Mapping[str, int]:
        return dict(self._connection.execute(self._last_seqs, [list(bassins)]).fetchall()) if bassins else {}


class Writer:
    """Writes batches by a connection.

    Versions end before those begin that take their place: a key has one current version at any time.
    """

    def __init__(self, connection: BlockingRoundTrips, projections: Projections, schema: str = SCHEMA) -> None:
        self._connection = connection
        self._tables = _by_name(connection, projections, schema)

    def statements(self, batch: Batch) -> Iterator[Asked]:
        """Of few rows, to travel together: their way takes longer than all that is done there."""
        for table, closings, values in self._parts(batch):
            if closings:
                yield table.close(closings)
            yield from table.inserts(values)

    def write(self, batch: Batch) -> None:
        """Of many rows, in the transaction of the connection."""
        for table, closings, values in self._parts(batch):
            if closings:
                self._connection.ask([table.close(closings)])
            if values:
                table.add(values)

    def _parts(self, batch: Batch) -> Iterator[tuple[StoredTable[Any], Sequence[Values], Iterable[Values]]]:
        """Tables, what ends in them, and what is added to them."""
        for name, closings, versions in batch.tables:
            if closings or versions:
                table = self._tables[name]
                yield table, closings, table.values_of(versions) if versions else ()
        for appended in (batch.events, batch.places):
            if appended:
                table = self._tables[appended[0].TABLE.name]
                yield table, (), table.values(appended)
