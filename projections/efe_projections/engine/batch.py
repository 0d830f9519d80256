"""Reads of many keys in one query (`KeyBatch`), for data loaders."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, columns_of, row_valid_at, valid_at, viewing, visible
from efe_projections.engine.row import Access, Row
from efe_projections.engine.viewer import Viewer


class KeyBatch[T: msgspec.Struct](msgspec.Struct, frozen=True):
    """Batch of keys. `read` returns the rows of several keys as of a position; `key_of` the key of a row.

    For rows of one table, `row` and `columns` name the table and the key columns.
    """

    read: Callable[[Sequence[Key], int, Viewer], ReadQuery[T]]
    key_of: Callable[[T], Key]
    row: type[Row] | None = None
    columns: tuple[str, ...] = ()


@cache
def by[R: Row](row: type[R], *columns: str) -> KeyBatch[R]:
    """Returns the batch of a table by some of its columns, in key order."""

    table = row.TABLE
    sql = f"""
        select {columns_of(table)} from {_found(row, *columns)} and {visible(table)} order by {", ".join(table.key)}
    """  # noqa: S608 - names of tables and columns, never a value
    judged = table.access is not Access.CATALOGUE

    def read(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[R]:
        return ReadQuery(sql, {**spread(keys), "at": at, **(viewing(viewer) if judged else {})}, row)

    return KeyBatch(read, lambda record: tuple(getattr(record, column) for column in columns), row, columns)


def _found(row: type[Row], *columns: str) -> str:
    """Returns SQL for the valid rows of the keys. A whole key is looked up alone: at most one version is valid."""
    table = row.TABLE
    keys = f"unnest({arrays(row, *columns)})"
    if columns != table.key:
        return f"read.{table.name} where ({', '.join(columns)}) in (select * from {keys}) and {valid_at(table)}"  # noqa: S608
    names = ", ".join(f"key_{n}" for n, _ in enumerate(columns))
    one = row_valid_at(table, [f"wanted.key_{n}" for n, _ in enumerate(columns)])
    return f"(select distinct * from {keys}) as wanted ({names}), lateral {one} where true"  # noqa: S608


def arrays(row: type[Row], *columns: str) -> str:
    """Returns the parameters of `spread` as typed arrays."""
    types = {column.name: column.sql.partition(" ")[0] for column in row.TABLE.columns}
    return ", ".join(f"%(keys_{n})s::{types[column]}[]" for n, column in enumerate(columns))


def spread(keys: Sequence[Key]) -> dict[str, Sequence[Any]]:
    """Returns keys as one array a column; UUIDs as a tuple, which psycopg sends faster."""
    columns = enumerate(zip(*keys, strict=True))
    return {f"keys_{n}": values if isinstance(values[0], UUID) else list(values) for n, values in columns}
