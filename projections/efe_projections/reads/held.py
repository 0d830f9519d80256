"""What holds as of the position in the parameter `at`, whatever the kind of table."""

from efe_projections.query import alive
from efe_projections.row import Table


def held(table: Table, alias: str = "") -> str:
    """The versions that hold then; of an append-only table, the rows up to then."""
    at = f"{alias}." if alias else ""
    return f"{at}position <= %(at)s" if table.append_only else alive(alias)


def columns_of(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
