"""SQL of an object: its columns, its id, and the rows of the objects below it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from graphql import GraphQLNonNull, GraphQLOutputType

from efe_graphql.execution.markers import ByKey, ColumnRef, Elements, SqlPlace
from efe_graphql.execution.sql.builder import StatementWriter, Write
from efe_graphql.execution.sql.json_sql import Part, Sql, UnsupportedInSql, concat, items, value
from efe_projections.engine.query import row_valid_at, valid_at, visible
from efe_projections.engine.row import ReadTable, TableColumn

_KEY_TEXT: Final = {"uuid": "{}", "text": "{}", "bigint": "{}", "date": "to_json({}) #>> '{{}}'"}
"""SQL for the parts of ids, independent of the settings of the server."""


class Element(NamedTuple):
    """Field of an element: a key of it, or none."""

    name: str
    write: Write


def fields(pairs: Sequence[tuple[str, Write]]) -> Write:
    def write(writing: StatementWriter, place: SqlPlace) -> list[Part]:
        parts: list[Part] = ["{"]
        for number, (key, each) in enumerate(pairs):
            parts += [f'{"," if number else ""}"{key}":', *each(writing, place)]
        return [*parts, "}"]

    return write


def type_name(name: str) -> Write:
    """Writes the name of a type."""
    return lambda *_: [f'"{name}"']


def plain(kind: GraphQLOutputType, table: ReadTable, name: str) -> Write:
    """Writes a column. Raises `UnsupportedInSql`."""
    column = next(each for each in table.columns if each.name == name)
    value(kind, column, name)
    return lambda _, place: [value(kind, column, f"{place.row}.{name}")]


def identity(kind: str, table: ReadTable) -> Write:
    """Writes the id of a row. Raises `UnsupportedInSql`."""
    types = {column.name: column.sql.partition(" ")[0] for column in table.columns}
    if not {types[name] for name in table.key} <= _KEY_TEXT.keys():
        raise UnsupportedInSql("id")

    def write(_: StatementWriter, place: SqlPlace) -> list[Part]:
        parts: list[Part] = [f"{kind}:"]
        for number, name in enumerate(table.key):
            parts += ["/"] if number else []
            parts.append(Sql(_KEY_TEXT[types[name]].format(f"{place.row}.{name}")))
        parts.append(Sql(f"%(mark_{place.root})s::text"))
        if "text" in (types[name] for name in table.key):
            return [Sql(f"to_json({concat(parts)})::text")]
        return ['"', *parts, '"']

    return write


def computed(kind: GraphQLOutputType, of: str, number: int, sql: str) -> Write:
    """Writes SQL of a PostgreSQL type, null where the contract allows it. Raises `UnsupportedInSql`."""
    column = TableColumn("", of, nullable=not isinstance(kind, GraphQLNonNull))
    value(kind, column, "null")
    return lambda writing, place: [value(kind, column, f"({writing.own(sql, place, number)})")]


def same_row(kind: GraphQLOutputType, when: str, body: Write) -> Write:
    """Raises `UnsupportedInSql`."""
    if isinstance(kind, GraphQLNonNull):
        raise UnsupportedInSql("null")
    return lambda writing, place: [
        Sql(f"case when {writing.own(when, place, place.root)} then {concat(body(writing, place))} else 'null' end")
    ]


def elements(mark: Elements, selected: Sequence[tuple[str, Element]]) -> Write:
    """Writes JSON objects; unparsed if all keys are selected in their order."""
    if [(key, each.name) for key, each in selected] == [(key, key) for key in mark.keys]:
        return lambda _, place: [Sql(f"{place.row}.{mark.column}::text")]
    body = fields([(key, each.write) for key, each in selected])
    names = [f'"{key}"' for key in mark.keys]

    def write(writing: StatementWriter, place: SqlPlace) -> list[Part]:
        records = f"json_to_recordset({place.row}.{mark.column}) as ({', '.join(f'{name} json' for name in names)})"
        of = f"rows from ({records}) with ordinality as one ({', '.join(names)}, nth)"
        return [items(body(writing, place), of, "one.nth")]

    return write


def element(key: str) -> Element:
    """Writes the value under a key of a JSON object."""
    return Element(key, lambda *_: [Sql(f"""coalesce(one."{key}"::text, 'null')""")])


def type_name_of_element(name: str) -> Element:
    return Element("", type_name(name))


def by_key(mark: ByKey, kind: GraphQLOutputType, number: int, body: Write) -> Write:
    """Writes one object or null, or a list. Raises `UnsupportedInSql` for one object that may not be null."""
    table, one = mark.row.TABLE, not mark.many
    if one and isinstance(kind, GraphQLNonNull):
        raise UnsupportedInSql("null")

    def write(writing: StatementWriter, place: SqlPlace) -> list[Part]:
        row = writing.alias()
        above = {column: of for column, of in zip(mark.columns, mark.key, strict=True) if isinstance(of, ColumnRef)}
        of = writing.own(_rows(mark, table, row, writing.sources[number].shape), place, number, above)
        parts, order = body(writing, SqlPlace(row, place.root)), ", ".join(f"{row}.{name}" for name in table.key)
        if not one:
            return [items(parts, of, order)]
        first = "" if mark.columns == table.key else f" order by {order} limit 1"
        return [Sql(f"coalesce((select {concat(parts)} from {of}{first}), 'null')")]  # noqa: S608

    return write


def _rows(mark: ByKey, table: ReadTable, row: str, in_force: object) -> str:
    """Returns SQL for the rows of the key, whose values are parameters named after its columns."""
    conditions = [visible(table, row)]
    if in_force:
        conditions += [f"{row}.since <= %(day)s::date and ({row}.until is null or {row}.until > %(day)s::date)"]
    if mark.columns == table.key:
        one = row_valid_at(table, [f"%({name})s" for name in table.key], row)
        return f"{one} where {' and '.join(conditions)}"
    conditions += [valid_at(table, row), *(f"{row}.{column} = %({column})s" for column in mark.columns)]
    return f"read.{table.name} as {row} where {' and '.join(conditions)}"
