"""Reads of many keys at once, which data loaders put together."""

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
    """`read` gives, as of a position, the rows of several keys; `key_of` tells to which key a row belongs.

    Of what is found in one table, `row` and `columns` say in which, and by what.
    """

    read: Callable[[Sequence[Key], int, Viewer], ReadQuery[T]]
    key_of: Callable[[T], Key]
    row: type[Row] | None = None
    columns: tuple[str, ...] = ()


@cache
def by[R: Row](row: type[R], *columns: str) -> KeyBatch[R]:
    """The rows of a table by some of their columns, in the order of their keys."""

    table = row.TABLE
    sql = f"""
        select {columns_of(table)} from {_found(row, *columns)} and {visible(table)} order by {", ".join(table.key)}
    """  # noqa: S608 - names of tables and columns, never a value
    judged = table.access is not Access.CATALOGUE

    def read(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[R]:
        return ReadQuery(sql, {**spread(keys), "at": at, **(viewing(viewer) if judged else {})}, row)

    return KeyBatch(read, lambda found: tuple(getattr(found, column) for column in columns), row, columns)


def _found(row: type[Row], *columns: str) -> str:
    """The valid rows of the keys. A single whole key is looked up alone: at most one of its versions is valid."""
    table = row.TABLE
    keys = f"unnest({arrays(row, *columns)})"
    if columns != table.key:
        return f"read.{table.name} where ({', '.join(columns)}) in (select * from {keys}) and {valid_at(table)}"  # noqa: S608
    names = ", ".join(f"key_{n}" for n, _ in enumerate(columns))
    one = row_valid_at(table, [f"wanted.key_{n}" for n, _ in enumerate(columns)])
    return f"(select distinct * from {keys}) as wanted ({names}), lateral {one} where true"  # noqa: S608


def arrays(row: type[Row], *columns: str) -> str:
    """The parameters of `spread` as typed arrays."""
    types = {column.name: column.sql.partition(" ")[0] for column in row.TABLE.columns}
    return ", ".join(f"%(keys_{n})s::{types[column]}[]" for n, column in enumerate(columns))


def spread(keys: Sequence[Key]) -> dict[str, Sequence[Any]]:
    """Keys as one array a column; of UUIDs a tuple, which travels faster."""
    columns = enumerate(zip(*keys, strict=True))
    return {f"keys_{n}": values if isinstance(values[0], UUID) else list(values) for n, values in columns}
