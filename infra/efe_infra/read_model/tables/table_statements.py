"""SQL statements of one read table: load, close, insert and copy rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from struct import pack
from typing import Any, NamedTuple

import psycopg
from psycopg.abc import Buffer
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from efe_infra.postgres.pipeline import StatementResult
from efe_infra.postgres.prepared import EncodedStatement
from efe_infra.read_model.folding.table_fold import Version
from efe_infra.read_model.tables.definition import SCHEMA
from efe_infra.read_model.tables.values import array, encoder, plain_type, row_from, to_values
from efe_projections.engine.projection import Key
from efe_projections.engine.query import current
from efe_projections.engine.row import VERSION_COLUMNS, ReadTable, Row

type Values = tuple[Any, ...]


class TableStatements[R: Row]:
    """Statements of a read table in a schema. A few rows are inserted in the pipeline; many are copied."""

    def __init__(self, connection: psycopg.Connection[Any], row_type: type[R], schema: str = SCHEMA) -> None:
        table = row_type.TABLE
        self._connection = connection
        self._row_type = row_type
        self._key_types = _key_types(table)
        self._to_values = to_values(table)
        _, self._types = _written(table)
        texts = _composed(table, schema)
        self._load, self._close, self._copy, self._insert = texts.load, texts.close, texts.copy, texts.insert

    def load(self, keys: Iterable[Key]) -> EncodedStatement:
        return EncodedStatement(self._load, self._arrays(keys), keeps_result=True)

    def rows(self, loaded: StatementResult) -> list[R]:
        return loaded.rows(row_from(self._row_type, loaded.columns))

    def close(self, closings: Sequence[Values]) -> EncodedStatement:
        """Returns the statement that ends current versions; each closing is a key, then the position.

        It fails with `InvalidTextRepresentation`, whose message gives the numbers, if a version is missing.
        """
        return EncodedStatement(self._close, [*self._arrays(closings), pack(">q", len(closings))])

    def inserts(self, values: Iterable[Values]) -> Iterator[EncodedStatement]:
        encode = self._encode
        return (EncodedStatement(self._insert, encode(row)) for row in values)

    @cached_property
    def _encode(self) -> Callable[[Values], Sequence[Buffer | None]]:
        return encoder(self._connection, self._types)

    def add(self, values: Iterable[Values]) -> None:
        """Copies rows, in the open transaction."""
        with self._connection.cursor().copy(self._copy) as copy:
            copy.set_types(self._types)
            for row in values:
                copy.write_row(row)

    def values(self, rows: Iterable[R]) -> Iterator[Values]:
        return map(self._to_values, rows)

    def values_of(self, versions: Iterable[Version]) -> Iterator[Values]:
        to_values = self._to_values
        return ((*to_values(row), since, ended, recorded_at) for row, since, ended, recorded_at in versions)

    def _arrays(self, keys: Iterable[Key]) -> list[bytes]:
        """Returns keys as one array for each column, and then the positions that follow them."""
        kinds = [*self._key_types, "bigint"]
        return [array(kind, items) for kind, items in zip(kinds, zip(*keys, strict=True), strict=False)]


class _Texts(NamedTuple):
    load: str
    close: str
    copy: bytes
    insert: str


@lru_cache(maxsize=256)  # all tables, in the current and in the shadow schema
def _composed(table: ReadTable, schema: str) -> _Texts:
    """Composes the statements of a table. Without the cache this takes longer than to project an event."""
    names, types = _written(table)
    return _Texts(
        load=_load(table, schema).as_string(),
        close=_close(table, schema).as_string(),
        copy=_copy(table, schema, names).as_bytes(None),
        insert=_insert(table, schema, names, types).as_string(),
    )


def _load(table: ReadTable, schema: str) -> Composed:
    columns = _names(column.name for column in table.columns)
    return SQL("select current.* from unnest({wanted}) as wanted ({key}), lateral ({current}) as current").format(
        wanted=_arrays(table), key=_names(table.key), current=_current(table, schema, "wanted", columns)
    )


def _close(table: ReadTable, schema: str) -> Composed:
    return SQL(
        "with closed as ("
        "update {table} as held set to_position = ended_at"
        " from unnest({wanted_keys}, {ended}::bigint[]) as ended ({key}, ended_at), lateral ({current}) as current"
        " where held.ctid = current.ctid returning 1"
        ") select case count(*) when {wanted}::bigint then 0"
        " else ({wanted}::bigint || {what} || count(*) || ' found')::int end from closed"
    ).format(
        table=Identifier(schema, table.name),
        wanted_keys=_arrays(table),
        ended=SQL(f"${len(table.key) + 1}"),
        wanted=SQL(f"${len(table.key) + 2}"),
        what=Literal(f" versions of {table.name} to end, "),
        key=_names(table.key),
        current=_current(table, schema, "ended", SQL("ctid")),
    )


def _current(table: ReadTable, schema: str, keys: str, columns: Composable) -> Composed:
    """Selects the current row of one key. `offset 0` forces a lookup by index."""
    same = (SQL("{0} = {1}").format(Identifier(name), Identifier(keys, name)) for name in table.key)
    return SQL("select {columns} from {table} where {same} and {current} offset 0").format(
        columns=columns, table=Identifier(schema, table.name), same=SQL(" and ").join(same), current=SQL(current())
    )


def _written(table: ReadTable) -> tuple[list[str], list[str]]:
    names = [column.name for column in table.columns]
    types = [plain_type(column) for column in table.columns]
    if not table.append_only:
        names += VERSION_COLUMNS
        types += ["bigint", "bigint", "timestamptz"]
    return names, types


def _copy(table: ReadTable, schema: str, names: Sequence[str]) -> Composed:
    return SQL("copy {table} ({columns}) from stdin (format binary)").format(
        table=Identifier(schema, table.name), columns=_names(names)
    )


def _insert(table: ReadTable, schema: str, names: Sequence[str], types: Sequence[str]) -> Composed:
    values = SQL(", ").join(SQL(f"${place}::{each}") for place, each in enumerate(types, start=1))
    return SQL("insert into {table} ({columns}) values ({values})").format(
        table=Identifier(schema, table.name), columns=_names(names), values=values
    )


def _arrays(table: ReadTable) -> Composed:
    places = enumerate(_key_types(table), start=1)
    return SQL(", ").join(SQL(f"${place}::{each}[]") for place, each in places)


def _key_types(table: ReadTable) -> list[str]:
    types = {column.name: plain_type(column) for column in table.columns}
    return [types[name] for name in table.key]


def _names(names: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
