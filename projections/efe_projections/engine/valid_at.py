"""What holds as of the position in the parameter `at`, whatever the kind of table."""

from collections.abc import Sequence

from efe_projections.engine.query import alive, ended
from efe_projections.engine.row import Table


def held(table: Table, alias: str = "") -> str:
    """The versions that hold then; of an append-only table, the rows up to then."""
    at = f"{alias}." if alias else ""
    return f"{at}position <= %(at)s" if table.append_only else alive(alias)


def row_valid_at(table: Table, key: Sequence[str], alias: str = "") -> str:
    """As rows of a query, the one of a key that holds then, or none; `key` are the values of its columns, in SQL.

    Versions of a key follow one another: only the first that ends later may hold. The others, which came after it
    and may be many, are not looked at.
    """
    row = alias or table.name
    wanted = " and ".join(f"{name} = {value}" for name, value in zip(table.key, key, strict=True))
    if table.append_only:
        return f"(select * from read.{table.name} where {wanted} and {held(table)}) as {row}"  # noqa: S608
    first = f"select * from read.{table.name} where {wanted} and {ended()} > %(at)s order by {ended()} limit 1"  # noqa: S608
    return f"(select * from ({first}) as {row} where from_position <= %(at)s) as {row}"  # noqa: S608


def columns_of(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
