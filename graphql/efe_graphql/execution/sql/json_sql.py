"""SQL that gives a value as the JSON text of the response."""

from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLScalarType,
    get_nullable_type,
)

from efe_projections.engine.row import TableColumn

MOST_ARGUMENTS: Final = 90
"""Limit of arguments of one SQL call: PostgreSQL takes a hundred."""
_INSTANT: Final = """to_json(to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text"""
_IN_QUOTES: Final = """'"' || {}::text || '"'"""
_SURPRISE: Final = "current_setting('efe.surprise')"
"""SQL of an unknown setting: an error, raised only if it is evaluated."""
_AS_JSON: Final = "to_json({})::text"
_JSON: Final = {
    ("String", "text"): _AS_JSON,
    ("ID", "text"): _AS_JSON,
    ("Boolean", "boolean"): "case when {0} then 'true' when not {0} then 'false' end",
    ("Int", "bigint"): "{}::int4::text",  # what GraphQL has no number for is refused here too
    ("Date", "date"): _AS_JSON,
    ("LocalTime", "time"): "to_json(to_char({}, 'HH24:MI'))::text",
    ("DateTime", "timestamptz"): _INSTANT,
    ("Position", "bigint"): _IN_QUOTES,
    ("Cents", "bigint"): _IN_QUOTES,
    ("UUID", "uuid"): _IN_QUOTES,
    ("JSON", "jsonb"): "{}::text",
}
"""SQL by scalar of the contract and column type; null stays null."""


class UnsupportedInSql(Exception):
    """Raised for a value or field that SQL does not write. The message is the reason, for a counter."""


class Sql(NamedTuple):
    """SQL that gives a text, never null."""

    text: str


type Part = str | Sql
"""Part of an answer: constant text, or SQL that gives it."""


def concat(parts: Iterable[Part]) -> str:
    """Returns SQL that joins the parts."""
    joined: list[Part] = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    arguments = [quoted(part) if isinstance(part, str) else part.text for part in joined]
    while len(arguments) > MOST_ARGUMENTS:
        arguments = [f"concat({', '.join(some)})" for some in batched(arguments, MOST_ARGUMENTS, strict=False)]
    return f"concat({', '.join(arguments)})"


def quoted(text: str) -> str:
    """Returns an SQL literal. Clients choose only field names in it, without quotes and percent signs."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def items(item: Sequence[Part], of: str, order: str) -> Sql:
    """Returns SQL for a JSON list of the rows of `of`, in an order."""
    return Sql(f"""concat('[', (select string_agg({concat(item)}, ',' order by {order}) from {of}), ']')""")  # noqa: S608


def value(kind: GraphQLOutputType, column: TableColumn, sql: str) -> Sql:
    """Returns SQL for a value of the contract's type, from the column. Raises `UnsupportedInSql`."""
    if column.nullable and isinstance(kind, GraphQLNonNull):
        raise UnsupportedInSql("null")
    plain, of = get_nullable_type(kind), column.sql.partition(" ")[0]
    match plain:
        case GraphQLList() if of == "text[]":
            text = _list(plain, sql)
        case GraphQLEnumType() if of == "text":
            text = _enumeration(plain, sql, nullable=column.nullable)
        case GraphQLScalarType(name=name) if (name, of) in _JSON:
            text = _JSON[name, of].format(sql)
        case _:
            raise UnsupportedInSql("value")
    return Sql(f"coalesce({text}, 'null')" if column.nullable else text)


def _list(kind: GraphQLList[GraphQLOutputType], sql: str) -> str:
    item = value(kind.of_type, TableColumn("", "text", nullable=False), "one")
    return items([item], f"unnest({sql}) with ordinality as each (one, nth)", "nth").text


def _enumeration(kind: GraphQLEnumType, sql: str, *, nullable: bool) -> str:
    """Returns SQL for an enumeration. An unknown value fails the statement; graphql-core then answers."""
    otherwise = f"case when {sql} is not null then {_SURPRISE} end" if nullable else _SURPRISE
    wrapped: type = kind.wrapped_cls  # type: ignore[attr-defined] # of Strawberry's subclass
    names = {str(wrapped(value.value)): name for name, value in reversed(kind.values.items())}
    cases = " ".join(f"when {quoted(cases)} then {quoted(f'"{name}"')}" for cases, name in names.items())
    return f"case {sql} {cases} else {otherwise} end"
