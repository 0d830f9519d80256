"""A SHA-256 a table over the rows that concern an Instance: what a replay of its events must give again."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import psycopg

from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.fingerprint import combined, fingerprints
from efe_infra.transparency.evidence.rows import Scope, lines
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import concerning
from efe_projections.engine.row import ReadTable

EXCLUDED = (
    "Hors du condensé, faute de découler des événements : la tenue des tables de lecture, les noms des personnes et "
    "le contenu des documents ; et la fin d'une ligne quand elle vient après la position."
)

type Seen = Callable[[int, int], object]
"""Called with how many tables are done, and how many there are."""


class TableDigest(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256` is over the rows in the order of their key, each as `jsonb` text followed by a line feed."""

    rows: int
    sha256: str


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """By table, as of a position; `bassin` is None for the whole ledger.

    `definition` sums up the code that folded the rows: what other code made of the events is not to be compared.
    """

    bassin: str | None
    position: int
    definition: str
    tables: dict[str, TableDigest]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def definition() -> str:
    """What this code makes of events, and whom it takes rows to concern, in one fingerprint."""
    told = [combined(fingerprints(PROJECTIONS)), *map(concerning, tables_of(PROJECTIONS))]
    return sha256("\0".join(told).encode()).hexdigest()


def digest(connection: psycopg.Connection[Any], scope: Scope, seen: Seen | None = None) -> Digest:
    """Rows stream through: memory does not grow with the tables."""
    tables: dict[str, TableDigest] = {}
    every = tables_of(PROJECTIONS)
    for table in every:
        tables[table.name] = _of(connection, table, scope)
        if seen:
            seen(len(tables), len(every))
    return Digest(bassin=scope.bassin, position=scope.position, definition=definition(), tables=tables)


def _of(connection: psycopg.Connection[Any], table: ReadTable, scope: Scope) -> TableDigest:
    rows, hashed = 0, sha256()
    for line in lines(connection, table, scope):
        rows += 1
        hashed.update(line.encode())
        hashed.update(b"\n")
    return TableDigest(rows=rows, sha256=hashed.hexdigest())
