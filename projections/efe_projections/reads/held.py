"""What holds as of the position in the parameter `at`, whatever the kind of table."""

from efe_projections.query import alive
from efe_projections.row import Table


def held(table: Table) -> str:
    """The versions that hold then; of an append-only table, the rows up to then."""
    return "position <= %(at)s" if table.append_only else alive()


def columns_of(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
