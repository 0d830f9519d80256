"""The SQL definition of a read table, derived from its row type."""

from typing import Any

from efe_projections.engine.audit_fold import AuditFold, Projections
from efe_projections.engine.query import ended, visible
from efe_projections.engine.row import VERSION_COLUMNS, Access, ReadTable

SCHEMA = "read"
"""Everything that readers may see. A rebuild replaces it as a whole: nothing else belongs in there."""

_VERSION_TYPES = ("bigint not null", "bigint", "timestamptz not null")
_HELD = f", ({ended()}), from_position"
_BASSINS = "(select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]"
_POLES = "(select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]"


def tables_of(projections: Projections) -> list[ReadTable]:
    """Every read table: those of the projections, and the two that every event feeds."""
    audit = projections.audit
    return [*(projection.row.TABLE for projection in projections), audit.event.TABLE, audit.place.TABLE]


def create_table(table: ReadTable, schema: str = SCHEMA) -> str:
    """The table, without its indexes."""
    lines = [f"{column.name} {column.sql}{'' if column.nullable else ' not null'}" for column in table.columns]
    if not table.append_only:
        lines += [f"{name} {sql}" for name, sql in zip(VERSION_COLUMNS, _VERSION_TYPES, strict=True)]
    return f"create table {schema}.{table.name} (\n    {',\n    '.join(lines)}\n);\n"


def create_key(table: ReadTable, schema: str = SCHEMA) -> str:
    """One version per key and end, and so one that holds."""
    name, key = f"{schema}.{table.name}", ", ".join(table.key)
    if table.append_only:
        return f"create unique index {table.name}_key on {name} ({key});\n"
    return f"create unique index {table.name}_version on {name} ({key}, ({ended()}));\n"


def create_indexes(table: ReadTable, schema: str = SCHEMA) -> str:
    """What the reads ask for.

    Each ends with what tells when a version holds: those that ended are passed over without a look at the table. Rows
    that have nothing in its first column are not in it: nobody looks for them by it.
    """
    name = f"{schema}.{table.name}"
    held = "" if table.append_only else _HELD
    nullable = {column.name for column in table.columns if column.nullable}
    statements = [
        f"create index {table.name}_{'_'.join(index)} on {name} ({', '.join(index)}{held})"
        f"{f' where {index[0]} is not null' if index[0] in nullable else ''};"
        for index in table.indexes
    ]
    statements += [
        f"create index {table.name}_waiting_{nth} on {name} (({ended()})) where {condition};"
        for nth, condition in enumerate(table.waiting, 1)
    ]
    return "".join(f"{statement}\n" for statement in statements)


def create_views(audit: AuditFold[Any, Any, Any], schema: str = SCHEMA) -> str:
    """What readers see of tables that hold more, or less at once.

    The audit trail is read with the rights of the reader. It is a left join, though there is always an event, so that
    counting entries does not look at the events. What a place may lack is shown of the event.
    """
    event, place, entry = audit.event.TABLE.name, audit.place.TABLE.name, audit.entry.TABLE.name
    placed = {column.name for column in audit.place.TABLE.columns if not column.nullable}
    shown = ", ".join(
        f"{place if column.name in placed else event}.{column.name}" for column in audit.entry.TABLE.columns
    )
    views = {
        "position": "select name, position from projection.position",
        "instant": f"select position, recorded_at from {schema}.{event}",  # noqa: S608
        entry: f"select {shown} from {schema}.{place} left join {schema}.{event} using (position)",  # noqa: S608
    }
    own = {entry: " with (security_invoker)"}
    return "".join(
        f"create view {schema}.{name}{own.get(name, '')} as\n    {query};\n"
        f"grant select on {schema}.{name} to efe_read;\n"
        for name, query in views.items()
    )


def grant_reading(table: ReadTable, schema: str = SCHEMA) -> str:
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


def define(table: ReadTable, schema: str = SCHEMA) -> str:
    """Everything that makes the table."""
    indexes = create_key(table, schema) + create_indexes(table, schema)
    return create_table(table, schema) + indexes + grant_reading(table, schema)
