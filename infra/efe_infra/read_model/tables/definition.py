"""SQL definitions of read tables, derived from their row types."""

from typing import Any

from efe_projections.engine.audit_fold import AuditFold, Projections
from efe_projections.engine.query import ended, search_view, visible
from efe_projections.engine.row import VERSION_COLUMNS, Access, ReadTable

SCHEMA = "read"
"""Schema of all tables for readers. A rebuild replaces it as a whole."""
PENDING_LEXEMES_KB = 64
"""New lexemes that wait beside their index: one write of many costs a third, and a search reads eight pages more."""

_VERSION_TYPES = ("bigint not null", "bigint", "timestamptz not null")
_PERIOD = (f"({ended()})", "from_position")
_BASSINS = "(select string_to_array(current_setting('efe.viewer_bassins', true), ','))::text[]"
_POLES = "(select string_to_array(current_setting('efe.viewer_poles', true), ','))::uuid[]"


def tables_of(projections: Projections) -> list[ReadTable]:
    """Returns every read table: those of the projections, and the two of the audit trail."""
    audit = projections.audit
    return [*(projection.row.TABLE for projection in projections), audit.event.TABLE, audit.place.TABLE]


def create_table(table: ReadTable, schema: str = SCHEMA) -> str:
    """Returns the table, without its indexes."""
    lines = [f"{column.name} {column.sql}{'' if column.nullable else ' not null'}" for column in table.columns]
    if not table.append_only:
        lines += [f"{name} {sql}" for name, sql in zip(VERSION_COLUMNS, _VERSION_TYPES, strict=True)]
    return f"create table {schema}.{table.name} (\n    {',\n    '.join(lines)}\n);\n"


def create_key(table: ReadTable, schema: str = SCHEMA) -> str:
    """Returns the unique index that allows one current version per key."""
    name, key = f"{schema}.{table.name}", ", ".join(table.key)
    if table.append_only:
        return f"create unique index {table.name}_key on {name} ({key});\n"
    return f"create unique index {table.name}_version on {name} ({key}, ({ended()}));\n"


def create_indexes(table: ReadTable, schema: str = SCHEMA) -> str:
    """Returns the indexes of the reads.

    Each ends with the period of a version, so that ended versions are skipped in the index. Rows without a value in
    the first column are left out.
    """
    name = f"{schema}.{table.name}"
    period = () if table.append_only else _PERIOD
    nullable = {column.name for column in table.columns if column.nullable}
    statements = [
        f"create index {'_'.join((table.name, *(index or ('period',))))} on {name} ({', '.join((*index, *period))})"
        f"{f' where {index[0]} is not null' if nullable.intersection(index[:1]) else ''};"
        for index in table.indexes
    ]
    statements += [
        f"create index {table.name}_waiting_{nth} on {name}"
        f" ({', '.join(map(_indexed, (*each.index_prefix, ended())))})"
        f" where {each.index_predicate};"
        for nth, each in enumerate(table.waiting, 1)
    ]
    if table.lexemes:
        statements.append(
            f"create index {table.name}_lexemes on {name} using gin (array_to_tsvector({table.lexemes}))"
            f" with (gin_pending_list_limit = {PENDING_LEXEMES_KB});"
        )
    return "".join(f"{statement}\n" for statement in statements)


def _indexed(value: str) -> str:
    """Returns a column as it is, and any other value in the parentheses that an index wants."""
    return value if value.isidentifier() else f"({value})"


def create_views(audit: AuditFold[Any, Any, Any], schema: str = SCHEMA) -> str:
    """Returns the views: position, last change of each table, instants, and the audit trail with the reader's rights.

    The audit trail is a left join, although each place has an event, so that a count does not read the events.
    """
    event, place, entry = audit.event.TABLE.name, audit.place.TABLE.name, audit.entry.TABLE.name
    placed = {column.name for column in audit.place.TABLE.columns if not column.nullable}
    columns = ", ".join(
        f"{place if column.name in placed else event}.{column.name}" for column in audit.entry.TABLE.columns
    )
    views = {
        "position": "select name, position from projection.position",
        "table_change": "select name, position from projection.table_change",
        "instant": f"select position, recorded_at from {schema}.{event}",  # noqa: S608
        entry: f"select {columns} from {schema}.{place} left join {schema}.{event} using (position)",  # noqa: S608
    }
    own = {entry: " with (security_invoker)"}
    return "".join(
        f"create view {schema}.{name}{own.get(name, '')} as\n    {query};\n"
        f"grant select on {schema}.{name} to efe_read;\n"
        for name, query in views.items()
    )


def grant_reading(table: ReadTable, schema: str = SCHEMA) -> str:
    """Returns the grants, and for restricted tables a row policy with the predicate of the reads."""
    name = f"{schema}.{table.name}"
    grant = f"grant select on {name} to efe_read;\n"
    if table.access is Access.CATALOGUE:
        return grant
    predicate = visible(table, viewer_bassins=_BASSINS, viewer_poles=_POLES, schema=schema)
    return (
        f"{grant}"
        f"alter table {name} enable row level security;\n"
        f"create policy viewer on {name} for select to efe_read using ({predicate});\n"
        f"{_create_search_view(table, predicate, schema) if table.lexemes else ''}"
    )


def _create_search_view(table: ReadTable, predicate: str, schema: str) -> str:
    """Returns the view of a table with full-text search: it shows the rows that the policy shows."""
    view = f"{schema}.{search_view(table)}"
    return (
        f"create view {view} as\n    select * from {schema}.{table.name} where {predicate};\n"  # noqa: S608
        f"grant select on {view} to efe_read;\n"
    )


def define(table: ReadTable, schema: str = SCHEMA) -> str:
    indexes = create_key(table, schema) + create_indexes(table, schema)
    return create_table(table, schema) + indexes + grant_reading(table, schema)
