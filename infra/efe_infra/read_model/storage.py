"""The read tables of a schema, as the engine loads and writes them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import psycopg

from efe_infra.read_model.batch import Batch
from efe_infra.read_model.definition import SCHEMA
from efe_infra.read_model.stored import Closing, StoredTable
from efe_projections.audit import DeedRow, TrailRow
from efe_projections.projection import Key, Projection
from efe_projections.row import Row

type Connection = psycopg.Connection[Any]

FEW = 20
"""Rows of a batch up to which none is worth a COPY."""
_SEQS = """
    select bassin, coalesce((select max(seq) from read.trail where trail.bassin = wanted.bassin), 0)
    from unnest(%s::text[]) as wanted (bassin)
"""


def is_short(batch: Batch) -> bool:
    return batch.rows <= FEW


def _by_name(projections: Sequence[Projection[Any]], schema: str) -> Mapping[str, StoredTable[Any]]:
    rows: list[type[Row]] = [*(projection.row for projection in projections), DeedRow, TrailRow]
    return {row.TABLE.name: StoredTable(row, schema) for row in rows}


class StoredPast:
    """What is committed in the read tables, for a fold that goes on from there."""

    def __init__(self, connection: Connection, projections: Sequence[Projection[Any]]) -> None:
        self._connection = connection
        self._tables = _by_name(projections, SCHEMA)

    def rows(self, keys: Mapping[str, Sequence[Key]]) -> Mapping[str, Iterable[Row]]:
        with self._connection.pipeline():
            found = {name: self._tables[name].load(self._connection, wanted) for name, wanted in keys.items()}
        return {name: cursor.fetchall() for name, cursor in found.items()}

    def seqs(self, bassins: Sequence[str]) -> Mapping[str, int]:
        return dict(self._connection.execute(_SEQS, [list(bassins)]).fetchall()) if bassins else {}


class Writer:
    """Writes batches in the transaction of a connection."""

    def __init__(self, connection: Connection, projections: Sequence[Projection[Any]], schema: str = SCHEMA) -> None:
        self._connection = connection
        self._tables = _by_name(projections, schema)

    def write(self, batch: Batch) -> None:
        """End versions, then append those that begin: a key has one current version at any time.

        Few rows travel together: their way to the server and back takes longer than all that is done with them.
        """
        few = is_short(batch)
        with self._connection.pipeline() if few else nullcontext():
            closings = list(self._written(batch, few=few))
        for closing in closings:
            closing.check()

    def _written(self, batch: Batch, *, few: bool) -> Iterator[Closing]:
        for name, closings, versions in batch.tables:
            if closings:
                yield self._tables[name].close(self._connection, closings)
            if versions:
                self._tables[name].append_versions(self._connection, versions, few=few)
        if batch.deeds:
            self._tables[DeedRow.TABLE.name].append(self._connection, batch.deeds, few=few)
            self._tables[TrailRow.TABLE.name].append(self._connection, batch.trail, few=few)
