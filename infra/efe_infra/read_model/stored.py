"""The statements by which the engine works on one read table."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier

from efe_infra.read_model.batch import Version
from efe_infra.read_model.definition import SCHEMA
from efe_infra.read_model.values import encoder, plain_type, rows_of, to_values
from efe_projections.projection import Key
from efe_projections.row import VERSION_COLUMNS, Row, Table

type Values = tuple[Any, ...]


class Closing(NamedTuple):
    """Versions that are ended, once the answer of the server has come."""

    table: str
    cursor: psycopg.Cursor[Any]
    wanted: int

    def check(self) -> None:
        """Raises `RuntimeError` unless each was there."""
        if self.cursor.rowcount != self.wanted:
            raise RuntimeError(f"{self.wanted} versions of {self.table} to end, {self.cursor.rowcount} found")


class StoredTable[R: Row]:
    """A read table in a schema. It runs in the transaction of the connection that it is given.

    `few` rows are inserted one by one, which a pipeline sends together; more are copied.
    """

    def __init__(self, row_type: type[R], schema: str = SCHEMA) -> None:
        table = row_type.TABLE
        self._name = table.name
        self._to_values = to_values(table)
        self._rows = rows_of(row_type)
        self._load = _load(table, schema).as_bytes(None)  # composed once, and known to psycopg the next time
        self._close = _close(table, schema).as_bytes(None)
        copy, insert, self._types = _writing(table, schema)
        self._copy, self._insert = copy.as_bytes(None), insert.as_bytes(None)

    def load(self, connection: psycopg.Connection[Any], keys: Iterable[Key]) -> psycopg.Cursor[R]:
        """The current rows of these keys, to be fetched; nothing for those that have none."""
        columns = [list(column) for column in zip(*keys, strict=True)]
        return connection.cursor(binary=True, row_factory=self._rows).execute(self._load, columns)

    def close(self, connection: psycopg.Connection[Any], closings: Sequence[Values]) -> Closing:
        """End current versions; each closing is the values of a key, then the position."""
        columns = [list(column) for column in zip(*closings, strict=True)]
        return Closing(self._name, connection.execute(self._close, columns, prepare=True), len(closings))

    def append(self, connection: psycopg.Connection[Any], rows: Iterable[R], *, few: bool) -> None:
        """Write rows of an append-only table."""
        self._write(connection, map(self._to_values, rows), few=few)

    def append_versions(self, connection: psycopg.Connection[Any], versions: Iterable[Version], *, few: bool) -> None:
        """Write rows with what makes a version of them."""
        to_values = self._to_values
        self._write(
            connection,
            ((*to_values(row), since, ended, recorded_at) for row, since, ended, recorded_at in versions),
            few=few,
        )

    def _write(self, connection: psycopg.Connection[Any], rows: Iterable[Values], *, few: bool) -> None:
        if few:
            encode = encoder(connection, self._types)
            for row in rows:
                connection.execute(self._insert, encode(row), prepare=True)
            return
        with connection.cursor().copy(self._copy) as copy:
            copy.set_types(self._types)
            for row in rows:
                copy.write_row(row)


def _load(table: Table, schema: str) -> Composed:
    columns = _names(column.name for column in table.columns)
    return SQL("select current.* from unnest({wanted}) as wanted ({key}), lateral ({current}) as current").format(
        wanted=_arrays(table), key=_names(table.key), current=_current(table, schema, "wanted", columns)
    )


def _close(table: Table, schema: str) -> Composed:
    return SQL(
        "update {table} as held set to_position = ended_at"
        " from unnest({ended}, %b::bigint[]) as ended ({key}, ended_at), lateral ({current}) as current"
        " where held.ctid = current.ctid"
    ).format(
        table=Identifier(schema, table.name),
        ended=_arrays(table),
        key=_names(table.key),
        current=_current(table, schema, "ended", SQL("ctid")),
    )


def _current(table: Table, schema: str, wanted: str, columns: Composable) -> Composed:
    """The current row of one key, whatever the statistics say: `offset 0` keeps this a lookup by index."""
    same = (SQL("{0} = {1}").format(Identifier(name), Identifier(wanted, name)) for name in table.key)
    return SQL("select {columns} from {table} where {same} and to_position is null offset 0").format(
        columns=columns, table=Identifier(schema, table.name), same=SQL(" and ").join(same)
    )


def _writing(table: Table, schema: str) -> tuple[Composed, Composed, list[str]]:
    """To copy rows, to insert one, and the types of its values."""
    names = [column.name for column in table.columns]
    types = [plain_type(column) for column in table.columns]
    if not table.append_only:
        names += VERSION_COLUMNS
        types += ["bigint", "bigint", "timestamptz"]
    parts = {
        "table": Identifier(schema, table.name),
        "columns": _names(names),
        "values": SQL(", ").join(SQL(f"%b::{each}") for each in types),
    }
    copy = SQL("copy {table} ({columns}) from stdin (format binary)").format(**parts)
    return copy, SQL("insert into {table} ({columns}) values ({values})").format(**parts), types


def _arrays(table: Table) -> Composed:
    types = {column.name: plain_type(column) for column in table.columns}
    return SQL(", ").join(SQL(f"%b::{types[name]}[]") for name in table.key)


def _names(names: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
