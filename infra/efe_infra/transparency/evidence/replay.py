"""Replay: events folded again into an empty database, and compared with the rows that the platform serves."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any

import msgspec
import psycopg

from efe_infra.postgres.database import Database
from efe_infra.read_model.folding.fold import FoldFailed
from efe_infra.read_model.folding.ledger_source import EventSource
from efe_infra.read_model.rebuild import Progress as RebuildProgress
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.fingerprint import changed_tables
from efe_infra.read_model.tables.position import read_position
from efe_infra.read_model.tables.values import fetch_rows
from efe_infra.transparency.evidence.digest import Digest, DigestScope, Progress, digest, open_reading, row_texts
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.instants import position_at
from efe_projections.engine.row import ReadTable


class ReplayFailed(Exception):
    """Raised when there is nothing to compare. The message is one French line."""


def refold(source: EventSource, into: Database, progress: RebuildProgress | None = None) -> None:
    """Folds every event of the source into the read tables of an empty database. Raises `ReplayFailed`."""
    try:
        rebuild(into, PROJECTIONS, progress, source)
    except FoldFailed as failure:
        raise ReplayFailed(
            f"L'événement à la position {failure.position} ne se rejoue pas : {failure.__cause__}."
        ) from failure
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise ReplayFailed(f"Les événements ne se rejouent pas : {str(error).splitlines()[0]}.") from error


def served_position(connection: psycopg.Connection[Any], moment: int | datetime | None = None) -> int:
    """Returns the position of `moment`; without one, the position of the read tables.

    Raises `ReplayFailed` unless this code made the tables and they have reached the position.
    """
    if due := changed_tables(connection, PROJECTIONS):
        raise ReplayFailed(f"Les tables de lecture sont à reconstruire (« efe rebuild ») : {', '.join(due)}.")
    served, _ = read_position(connection)
    if isinstance(moment, datetime):
        [reached] = fetch_rows(connection, position_at(moment))
        return reached.position
    if moment is not None and moment > served:
        raise ReplayFailed(f"La plateforme n'en est qu'à la position {served}, avant la position {moment}.")
    return served if moment is None else moment


class ReplayDifference(msgspec.Struct, frozen=True, kw_only=True):
    """First difference of a table. Without a `field` one side has the whole row, and the other side is None."""

    table: str
    key: Mapping[str, Any]
    field: str | None
    replayed: Any
    served: Any


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Names of the tables that differ, and the first difference of each where rows were compared."""

    replayed: Digest
    tables: list[str]
    differences: list[ReplayDifference]


def compare_served(
    replayed: Database, served: Database, scope: DigestScope, progress: Progress | None = None
) -> Comparison:
    """Compares replayed rows with the rows that the platform serves at that position."""
    with open_reading(replayed) as ours, open_reading(served) as theirs:
        comparison = compare(digest(ours, scope, progress), digest(theirs, scope, progress))
        differences = [
            first_difference(table, row_texts(ours, table, scope), row_texts(theirs, table, scope))
            for table in tables_of(PROJECTIONS)
            if table.name in comparison.tables
        ]
    return msgspec.structs.replace(comparison, differences=[each for each in differences if each])


def compare(replayed: Digest, other: Digest) -> Comparison:
    """Compares two digests table by table, which names neither key nor field."""
    names = [name for name in replayed.tables if replayed.tables[name] != other.tables.get(name)]
    return Comparison(replayed=replayed, tables=names, differences=[])


def first_difference(table: ReadTable, replayed: Iterator[str], served: Iterator[str]) -> ReplayDifference | None:
    """Compares two sequences of rows in the order of their key."""
    for ours, theirs in zip_longest(replayed, served):
        if ours != theirs:
            return _between(table, _row(ours), _row(theirs))
    return None


def _between(table: ReadTable, replayed: dict[str, Any] | None, served: dict[str, Any] | None) -> ReplayDifference:
    first = min(_place(table, row) for row in (replayed, served) if row)
    ours, theirs = (row if row and _place(table, row) == first else None for row in (replayed, served))
    row = ours or theirs or {}
    key = {name: row[name] for name in table.key}
    if ours and theirs:
        field = next(name for name in _fields(table) if ours.get(name) != theirs.get(name))
        return ReplayDifference(
            table=table.name, key=key, field=field, replayed=ours.get(field), served=theirs.get(field)
        )
    return ReplayDifference(table=table.name, key=key, field=None, replayed=ours, served=theirs)


def _row(line: str | None) -> dict[str, Any] | None:
    return None if line is None else msgspec.json.decode(line, type=dict[str, Any])


def _place(table: ReadTable, row: dict[str, Any]) -> tuple[Any, ...]:
    """Returns the sort key of a row. JSON values sort as in PostgreSQL: ids and days as texts, by code point."""
    return (*(row[name] for name in table.key), row.get("from_position", 0) if "to_position" in row else 0)


def _fields(table: ReadTable) -> tuple[str, ...]:
    return (*(column.name for column in table.columns), "from_position", "recorded_at", "to_position")
