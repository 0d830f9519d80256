"""A row type: what one read table holds, and the table that follows from it."""

from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec


class Access(StrEnum):
    """Who may read a table: everybody, or only who belongs to one of the Instances that the row concerns."""

    CATALOGUE = "catalogue"
    DOSSIER = "dossier"


class Column(msgspec.Struct, frozen=True):
    """A column: its name, its PostgreSQL type, and whether it may be null."""

    name: str
    sql: str
    nullable: bool


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A temporal table. `key` names an entity; every version of it is kept, and `indexes` serve the reads."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    indexes: tuple[tuple[str, ...], ...]
    access: Access


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class RowMeta(msgspec.StructMeta):
    """Reads the table's name, key, indexes and access from the class statement."""

    def __new__(  # noqa: PLR0913, PYI034
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        table: str = "",
        key: tuple[str, ...] = ("id",),
        indexes: tuple[tuple[str, ...], ...] = (),
        access: Access = Access.CATALOGUE,
        **config: Any,
    ) -> "RowMeta":
        cls = super().__new__(mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, **config})
        if table:
            columns = _columns(cls)
            _check(name, columns, key, access)
            cls.TABLE = Table(name=table, key=key, columns=columns, indexes=indexes, access=access)  # type: ignore[attr-defined]
        return cls


class Row(msgspec.Struct, metaclass=RowMeta):
    """One version of one row. A dossier row has `bassins`, the codes of the Instances that it concerns."""

    TABLE: ClassVar[Table]


# A subclass stands before its base: bool is an int, datetime is a date.
_SQL_TYPES: dict[type, str] = {
    UUID: "uuid",
    str: 'text collate "C"',
    bool: "boolean",
    int: "bigint",
    datetime: "timestamptz",
    date: "date",
    bytes: "bytea",
}


def _columns(cls: Any) -> tuple[Column, ...]:
    hints = get_type_hints(cls)
    return tuple(_column(field, hints[field]) for field in cls.__struct_fields__)


def _column(name: str, hint: Any) -> Column:
    options = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    nullable = NoneType in options
    (plain,) = options - {NoneType}
    return Column(name, _sql_type(plain), nullable)


def _sql_type(plain: Any) -> str:
    if plain == tuple[str, ...]:
        return 'text[] collate "C"'
    if get_origin(plain) in (tuple, dict) or issubclass(plain, msgspec.Struct):
        return "jsonb"
    return next(sql for python, sql in _SQL_TYPES.items() if issubclass(plain, python))


def _check(name: str, columns: tuple[Column, ...], key: tuple[str, ...], access: Access) -> None:
    names = {column.name for column in columns}
    missing = set(key) - names
    if access is Access.DOSSIER:
        missing |= {"bassins"} - names
    if missing:
        raise TypeError(f"{name} lacks {', '.join(sorted(missing))}")
