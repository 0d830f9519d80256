"""SQL for the rows that are valid as of the position in the parameter `at`, for both kinds of tables."""

from collections.abc import Sequence

from efe_projections.engine.query import alive, ended
from efe_projections.engine.row import Table


def valid_at(table: Table, alias: str = "") -> str:
    """Condition: the version is valid as of the position; of an append-only table, the row is not later."""
    at = f"{alias}." if alias else ""
    return f"{at}position <= %(at)s" if table.append_only else alive(alias)


def row_valid_at(table: Table, key: Sequence[str], alias: str = "") -> str:
    """A source of rows: the row of a key that is valid then, or none; `key` holds the values of its columns, in SQL.

    Versions of a key follow one another: only the first that ends later may be valid. Later ones, which may be many,
    are not read. `offset 0` keeps that of an append-only table a look-up by index, whatever the statistics say.
    """
    row = alias or table.name
    wanted = " and ".join(f"{name} = {value}" for name, value in zip(table.key, key, strict=True))
    if table.append_only:
        return f"(select * from read.{table.name} where {wanted} and {valid_at(table)} offset 0) as {row}"  # noqa: S608
    first = f"select * from read.{table.name} where {wanted} and {ended()} > %(at)s order by {ended()} limit 1"  # noqa: S608
    return f"(select * from ({first}) as {row} where from_position <= %(at)s) as {row}"  # noqa: S608


def columns_of(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
