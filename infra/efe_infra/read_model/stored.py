"""The statements by which the engine works on one read table."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal, Placeholder

from efe_infra.postgres.prepared import Statement
from efe_infra.postgres.round_trip import Answer
from efe_infra.read_model.batch import Version
from efe_infra.read_model.definition import SCHEMA
from efe_infra.read_model.values import encoder, plain_type, row_from, to_values
from efe_projections.projection import Key
from efe_projections.row import VERSION_COLUMNS, Row, Table

type Values = tuple[Any, ...]

ENDED, WANTED = "ended_at", "how_many"  # no column of a key has these names


class StoredTable[R: Row]:
    """A read table in a schema: how its rows are loaded, ended and written.

    Few rows are inserted one by one, on one way with all else; many are copied.
    """

    def __init__(self, row_type: type[R], schema: str = SCHEMA) -> None:
        table = row_type.TABLE
        self._row_type = row_type
        self._key = table.key
        self._to_values = to_values(table)
        self._load = _load(table, schema).as_string()
        self._close = _close(table, schema).as_string()
        names, self._types = _written(table)
        self._places = [f"v{place}" for place in range(len(names))]
        self._copy = _copy(table, schema, names).as_bytes(None)  # composed once, and known to psycopg the next time
        self._insert = _insert(table, schema, names, self._types, self._places).as_string()

    def load(self, keys: Iterable[Key]) -> Statement:
        """Gives the current rows of these keys; nothing for those that have none."""
        return Statement(self._load, self._by_column(keys))

    def rows(self, loaded: Answer) -> list[R]:
        return loaded.rows(row_from(self._row_type, loaded.columns))

    def close(self, closings: Sequence[Values]) -> Statement:
        """Ends current versions; each closing is the values of a key, then the position.

        An `InvalidTextRepresentation`, in the words of which it says so, unless each was there.
        """
        *keys, ended = [list(column) for column in zip(*closings, strict=True)]
        params = {**dict(zip(self._key, keys, strict=True)), ENDED: ended, WANTED: len(closings)}
        return Statement(self._close, params, wanted=False)

    def inserts(self, connection: psycopg.Connection[Any], values: Iterable[Values]) -> Iterator[Statement]:
        encode = encoder(connection, self._types)
        return (
            Statement(self._insert, dict(zip(self._places, encode(row), strict=True)), wanted=False) for row in values
        )

    def add(self, connection: psycopg.Connection[Any], values: Iterable[Values]) -> None:
        """In the transaction of the connection."""
        with connection.cursor().copy(self._copy) as copy:
            copy.set_types(self._types)
            for row in values:
                copy.write_row(row)

    def values(self, rows: Iterable[R]) -> Iterator[Values]:
        """Of rows of an append-only table."""
        return map(self._to_values, rows)

    def values_of(self, versions: Iterable[Version]) -> Iterator[Values]:
        """Of rows, with what makes a version of them."""
        to_values = self._to_values
        return ((*to_values(row), since, ended, recorded_at) for row, since, ended, recorded_at in versions)

    def _by_column(self, keys: Iterable[Key]) -> dict[str, list[Any]]:
        return dict(zip(self._key, map(list, zip(*keys, strict=True)), strict=True))


def _load(table: Table, schema: str) -> Composed:
    columns = _names(column.name for column in table.columns)
    return SQL("select current.* from unnest({wanted}) as wanted ({key}), lateral ({current}) as current").format(
        wanted=_arrays(table), key=_names(table.key), current=_current(table, schema, "wanted", columns)
    )


def _close(table: Table, schema: str) -> Composed:
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
        ended=Placeholder(ENDED),
        wanted=Placeholder(WANTED),
        what=Literal(f" versions of {table.name} to end, "),
        key=_names(table.key),
        current=_current(table, schema, "ended", SQL("ctid")),
    )


def _current(table: Table, schema: str, wanted: str, columns: Composable) -> Composed:
    """The current row of one key, whatever the statistics say: `offset 0` keeps this a lookup by index."""
    same = (SQL("{0} = {1}").format(Identifier(name), Identifier(wanted, name)) for name in table.key)
    return SQL("select {columns} from {table} where {same} and to_position is null offset 0").format(
        columns=columns, table=Identifier(schema, table.name), same=SQL(" and ").join(same)
    )


def _written(table: Table) -> tuple[list[str], list[str]]:
    """The columns that are written, and their types."""
    names = [column.name for column in table.columns]
    types = [plain_type(column) for column in table.columns]
    if not table.append_only:
        names += VERSION_COLUMNS
        types += ["bigint", "bigint", "timestamptz"]
    return names, types


def _copy(table: Table, schema: str, names: Sequence[str]) -> Composed:
    return SQL("copy {table} ({columns}) from stdin (format binary)").format(
        table=Identifier(schema, table.name), columns=_names(names)
    )


def _insert(table: Table, schema: str, names: Sequence[str], types: Sequence[str], places: Sequence[str]) -> Composed:
    values = [SQL("{}::{}").format(Placeholder(place), SQL(each)) for place, each in zip(places, types, strict=True)]
    return SQL("insert into {table} ({columns}) values ({values})").format(
        table=Identifier(schema, table.name), columns=_names(names), values=SQL(", ").join(values)
    )


def _arrays(table: Table) -> Composed:
    types = {column.name: plain_type(column) for column in table.columns}
    return SQL(", ").join(SQL("{}::{}[]").format(Placeholder(name), SQL(types[name])) for name in table.key)


def _names(names: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
