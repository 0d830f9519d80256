"""Conversion between rows of the read model and values of PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter
from struct import Struct, pack
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import astuple
from psycopg import BaseConnection, Connection
from psycopg.abc import Buffer, DumperKey
from psycopg.adapt import Dumper, PyFormat, Transformer
from psycopg.pq import Format
from psycopg.rows import BaseRowFactory
from psycopg.types.json import set_json_loads

from efe_projections.engine.query import ReadQuery
from efe_projections.engine.row import ReadTable, Row, TableColumn

_ENCODER = msgspec.json.Encoder()
_LENGTH = Struct(">i").pack
_DAY_ZERO = date(2000, 1, 1).toordinal()
_ELEMENTS: Mapping[str, tuple[int, Callable[[Any], bytes]]] = {
    "bigint": (20, Struct(">q").pack),
    "date": (1082, lambda day: _LENGTH(day.toordinal() - _DAY_ZERO)),
    "text": (25, str.encode),
    "uuid": (2950, attrgetter("bytes")),
}
"""Oid and binary encoder of each type."""


class EncodedJson(Dumper):
    """Dumper of encoded JSON in the binary form of `jsonb`: a version byte, then the text."""

    oid = 3802
    format = Format.BINARY

    def dump(self, obj: msgspec.Raw) -> Buffer:
        return b"\x01" + bytes(obj)


class VerbatimJson(Dumper):
    """Dumper of encoded JSON in the binary form of `json`: the text."""

    oid = 114
    format = Format.BINARY

    def dump(self, obj: msgspec.Raw) -> Buffer:
        return bytes(obj)


class TextArray(Dumper):
    """Dumper of a tuple of strings as `text[]`, cached since the same few tuples of bassins repeat.

    A tuple of UUIDs becomes `uuid[]`. PostgreSQL infers the type of an empty one.
    """

    oid = 1009
    format = Format.BINARY

    def get_key(self, obj: tuple[Any, ...], _: PyFormat) -> DumperKey:
        if not obj:
            return (self.cls, EmptyArray)
        return (self.cls, UuidArray) if type(obj[0]) is UUID else self.cls

    def upgrade(self, obj: tuple[Any, ...], _: PyFormat) -> Dumper:
        return UuidArray(self.cls, None) if obj else EmptyArray(self.cls, None)

    def dump(self, obj: tuple[str, ...]) -> Buffer:
        return _text_array(obj)


class UuidArray(Dumper):
    oid = 2951
    format = Format.BINARY

    def dump(self, obj: tuple[UUID, ...]) -> Buffer:
        return array("uuid", obj)


class EmptyArray(Dumper):
    oid = 0
    format = Format.TEXT

    def dump(self, _: tuple[()]) -> Buffer:
        return b"{}"


def encoder(
    connection: BaseConnection[Any], types: Sequence[str]
) -> Callable[[Sequence[Any]], Sequence[Buffer | None]]:
    """Returns the encoder of a row's values, by the types of the columns."""
    transformer = Transformer(connection)
    transformer.set_dumper_types([connection.adapters.types.get_oid(each) for each in types], Format.BINARY)
    return lambda row: transformer.dump_sequence(row, [])


def array(kind: str, items: Sequence[Any]) -> bytes:
    """Returns items of a type, none of them null, as a binary array."""
    if not items:
        return pack(">iiI", 0, 0, _ELEMENTS[kind][0])
    oid, encode = _ELEMENTS[kind]
    parts = [pack(">iiIii", 1, 0, oid, len(items), 1)]
    for item in items:
        content = encode(item)
        parts += (_LENGTH(len(content)), content)
    return b"".join(parts)


@lru_cache(maxsize=4096)
def _text_array(items: tuple[str, ...]) -> bytes:
    return array("text", items)


def adapt(connection: BaseConnection[Any]) -> None:
    """Registers the adapters of rows on a connection."""
    for dumper in (VerbatimJson, EncodedJson):  # psycopg chooses by the type of the column
        connection.adapters.register_dumper(msgspec.Raw, dumper)
    connection.adapters.register_dumper(tuple, TextArray)
    set_json_loads(msgspec.json.decode, connection)


def to_values(table: ReadTable) -> Callable[[Row], tuple[Any, ...]]:
    """Returns the function from a row to its column values."""
    places = [place for place, column in enumerate(table.columns) if column.sql in ("json", "jsonb")]
    if not places:
        return astuple

    def convert(row: Row) -> tuple[Any, ...]:
        values = list(astuple(row))
        for place in places:
            if values[place] is not None:
                values[place] = msgspec.Raw(_ENCODER.encode(values[place]))
        return tuple(values)

    return convert


def plain_type(column: TableColumn) -> str:
    """Returns the type of a column without its collation."""
    return column.sql.partition(" ")[0]


def fetch_rows[T: msgspec.Struct](connection: Connection[Any], query: ReadQuery[T]) -> list[T]:
    """Returns the rows of a read on a plain connection. Raises as `rows_of`."""
    with connection.cursor(row_factory=rows_of(query.row)) as cursor:
        return cursor.execute(query.sql.encode(), query.params).fetchall()


def rows_of[T: msgspec.Struct](row_type: type[T]) -> BaseRowFactory[T]:
    """Returns a row factory that matches columns to fields by name and checks the types.

    Raises `TypeError` when columns and fields differ, `msgspec.ValidationError` for a value of another type.
    """

    def factory(cursor: Any) -> Callable[[Sequence[Any]], T]:
        names = tuple(column.name for column in cursor.description or ())
        return row_from(row_type, names) if names else _no_row

    return factory


@cache
def row_from[T: msgspec.Struct](row_type: type[T], names: tuple[str, ...]) -> Callable[[Sequence[Any]], T]:
    """Returns the function from column values to a row. Raises as `rows_of`."""
    fields = frozenset(row_type.__struct_fields__)
    if fields != frozenset(names):
        raise TypeError(f"{row_type.__name__} and its columns differ: {sorted(fields ^ frozenset(names))}")
    return lambda values: msgspec.convert(dict(zip(names, values, strict=True)), row_type)


def _no_row(_: Sequence[Any]) -> Any:
    """Raises, since a statement without columns has no rows."""
    raise AssertionError
