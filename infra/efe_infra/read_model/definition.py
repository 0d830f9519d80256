"""The SQL definition of a read table, derived from its row type."""

from collections.abc import Sequence
from typing import Any

from efe_projections.audit import AuditEntryRow
from efe_projections.instant import InstantRow
from efe_projections.projection import Projection
from efe_projections.query import visible
from efe_projections.row import VERSION_COLUMNS, Access, Table

SCHEMA = "read"
SHADOW = "read_shadow"
"""Where a rebuild prepares the tables that will take the place of those in `read`."""

_VERSION_TYPES = ("bigint not null", "bigint", "timestamptz not null")
_BASSINS = "(select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]"
_POLES = "(select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]"


def tables_of(projections: Sequence[Projection[Any]]) -> list[Table]:
    """Every read table: those of the projections, and the two that every event feeds."""
    return [*(projection.row.TABLE for projection in projections), AuditEntryRow.TABLE, InstantRow.TABLE]


def create_table(table: Table, schema: str = SCHEMA) -> str:
    """The table, without its indexes."""
    lines = [f"{column.name} {column.sql}{'' if column.nullable else ' not null'}" for column in table.columns]
    if not table.append_only:
        lines += [f"{name} {sql}" for name, sql in zip(VERSION_COLUMNS, _VERSION_TYPES, strict=True)]
    return f"create table {schema}.{table.name} (\n    {',\n    '.join(lines)}\n);\n"


def create_indexes(table: Table, schema: str = SCHEMA) -> str:
    """One current version per key and one version per key and position; then what the reads ask for."""
    name, key = f"{schema}.{table.name}", ", ".join(table.key)
    if table.append_only:
        statements = [f"create unique index {table.name}_key on {name} ({key});"]
    else:
        statements = [
            f"create unique index {table.name}_current on {name} ({key}) where to_position is null;",
            f"create unique index {table.name}_version on {name} ({key}, from_position);",
        ]
    statements += [
        f"create index {table.name}_{'_'.join(index)} on {name} ({', '.join(index)});" for index in table.indexes
    ]
    return "".join(f"{statement}\n" for statement in statements)


def grant_reading(table: Table, schema: str = SCHEMA) -> str:
    """Readers may select; where not everybody may see every row, a policy repeats the predicate of the reads."""
    name = f"{schema}.{table.name}"
    grant = f"grant select on {name} to efe_read;\n"
    if table.access is Access.CATALOGUE:
        return grant
    seen = visible(table, viewer_bassins=_BASSINS, viewer_poles=_POLES, schema=schema)
    return (
        f"{grant}"
        f"alter table {name} enable row level security;\n"
        f"create policy viewer on {name} for select to efe_read using ({seen});\n"
    )


def define(table: Table, schema: str = SCHEMA) -> str:
    """Everything that makes the table."""
    return create_table(table, schema) + create_indexes(table, schema) + grant_reading(table, schema)
