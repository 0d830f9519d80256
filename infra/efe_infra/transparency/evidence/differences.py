"""Where two sets of rows part: the table, the key and the field."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import msgspec

from efe_projections.engine.row import ReadTable


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first of a table. Without a `field`, the whole row is on one side only; the other side is then None."""

    table: str
    key: Mapping[str, Any]
    field: str | None
    replayed: Any
    served: Any


def first_difference(table: ReadTable, replayed: Iterator[str], served: Iterator[str]) -> Difference | None:
    """Both in the order of the key."""
    for ours, theirs in zip_longest(replayed, served):
        if ours != theirs:
            return _between(table, _row(ours), _row(theirs))
    return None


def _between(table: ReadTable, replayed: dict[str, Any] | None, served: dict[str, Any] | None) -> Difference:
    first = min(_place(table, row) for row in (replayed, served) if row)
    ours, theirs = (row if row and _place(table, row) == first else None for row in (replayed, served))
    row = ours or theirs or {}
    key = {name: row[name] for name in table.key}
    if ours and theirs:
        field = next(name for name in _fields(table) if ours.get(name) != theirs.get(name))
        return Difference(table=table.name, key=key, field=field, replayed=ours.get(field), served=theirs.get(field))
    return Difference(table=table.name, key=key, field=None, replayed=ours, served=theirs)


def _row(line: str | None) -> dict[str, Any] | None:
    return None if line is None else msgspec.json.decode(line, type=dict[str, Any])


def _place(table: ReadTable, row: dict[str, Any]) -> tuple[Any, ...]:
    """In JSON, keys sort as PostgreSQL sorts them: identifiers and days as texts, texts by code point."""
    return (*(row[name] for name in table.key), row.get("from_position", 0) if "to_position" in row else 0)


def _fields(table: ReadTable) -> tuple[str, ...]:
    return (*(column.name for column in table.columns), "from_position", "recorded_at", "to_position")
