"""Rows of an Instance in canonical bytes, and a SHA-256 over each table, which a replay must reproduce."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import msgspec
import psycopg
from psycopg.sql import SQL

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.definition import SCHEMA, tables_of
from efe_infra.read_model.tables.fingerprint import combined_fingerprint, fingerprints
from efe_infra.read_model.tables.session import open_session
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import concerning
from efe_projections.engine.row import ReadTable

EXCLUDED = (
    "Hors du condensé, faute de découler des événements : la tenue des tables de lecture, les noms des personnes et "
    "le contenu des documents ; et la fin d'une ligne quand elle vient après la position."
)

APPLICATION = "efe-evidence"
_ENDED = "jsonb_build_object('to_position', case when row.to_position <= %(at)s then row.to_position end)"

type Progress = Callable[[int, int], object]
"""Called with the number of tables that are done, and the number of tables."""


class DigestScope(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of an Instance as of a position. Without an Instance: every row, with its past versions."""

    bassin: str | None
    position: int


class TableDigest(msgspec.Struct, frozen=True, kw_only=True):
    """Number of rows and their SHA-256: `jsonb` texts in the order of the key, each followed by a line feed."""

    rows: int
    sha256: str


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """Digest of each table as of a position; `bassin` is None for the whole ledger.

    `definition` is the fingerprint of the code that folded the rows. Rows of other code cannot be compared.
    """

    bassin: str | None
    position: int
    definition: str
    tables: dict[str, TableDigest]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def definition() -> str:
    """Returns the fingerprint of the folds and of the conditions that assign rows to Instances."""
    parts = [combined_fingerprint(fingerprints(PROJECTIONS)), *map(concerning, tables_of(PROJECTIONS))]
    return sha256("\0".join(parts).encode()).hexdigest()


def digest(connection: psycopg.Connection[Any], scope: DigestScope, progress: Progress | None = None) -> Digest:
    """Computes the digest in constant memory."""
    tables: dict[str, TableDigest] = {}
    every = tables_of(PROJECTIONS)
    for table in every:
        tables[table.name] = _table_digest(connection, table, scope)
        if progress:
            progress(len(tables), len(every))
    return Digest(bassin=scope.bassin, position=scope.position, definition=definition(), tables=tables)


def _table_digest(connection: psycopg.Connection[Any], table: ReadTable, scope: DigestScope) -> TableDigest:
    rows, hashed = 0, sha256()
    for text in row_texts(connection, table, scope):
        rows += 1
        hashed.update(text.encode())
        hashed.update(b"\n")
    return TableDigest(rows=rows, sha256=hashed.hexdigest())


@contextmanager
def open_reading(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """Yields a read-only connection that sees every row and writes values in one form."""
    with open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
        connection.execute("set default_transaction_read_only = on")
        yield connection


def row_texts(connection: psycopg.Connection[Any], table: ReadTable, scope: DigestScope) -> Iterator[str]:
    """Yields each row as the text of a `jsonb` object, which does not depend on the order of the columns.

    Rows as of a position never change, so no snapshot is held.
    """
    params = {"at": scope.position, "bassin": scope.bassin}
    with connection.cursor().copy(SQL(_query(table, scope)), params) as copy:
        copy.set_types(["text"])
        for (text,) in copy.rows():
            yield text


def _query(table: ReadTable, scope: DigestScope) -> str:
    key = ", ".join(f"row.{name}" for name in table.key)
    row, where = _whole(table) if scope.bassin is None else _as_of(table)
    if scope.bassin is None and not table.append_only:
        key += ", row.from_position"
    return f"""
        copy (select ({row})::text from {SCHEMA}.{table.name} as row where {where} order by {key})
        to stdout (format binary)
    """  # noqa: S608


def _as_of(table: ReadTable) -> tuple[str, str]:
    """Selects rows without their end, which is not known yet as of the position."""
    return "to_jsonb(row) - 'to_position'", concerning(table, "row")


def _whole(table: ReadTable) -> tuple[str, str]:
    if table.append_only:
        return "to_jsonb(row)", "row.position <= %(at)s"
    return f"to_jsonb(row) || {_ENDED}", "row.from_position <= %(at)s"
