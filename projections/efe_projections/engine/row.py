"""Row types, and the read tables derived from them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Union, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec


class Access(StrEnum):
    """Read access to the rows of a table.

    Catalogue: everybody. Dossier: viewers of an Instance in the row's `bassins`, and of the row's pôle. Publishable:
    everybody once the row is `published`, before that as a dossier. Instance: viewers of the row's `bassin`. Project:
    viewers that the row's `project` concerns now; those that it concerned before see it up to their leaving.
    Publishable project: everybody once the row is `published`, before that as a project. Party: viewers of the row's
    `bassin` or of its `pole`. Invitation: viewers of an Instance in the row's `bassins`, of its `pole` or of its
    `inviter`. Searched: as publishable; a row with a `project`, as a publishable project.
    """

    CATALOGUE = "catalogue"
    PUBLISHABLE = "publishable"
    DOSSIER = "dossier"
    INSTANCE = "instance"
    PROJECT = "project"
    PUBLISHABLE_PROJECT = "publishable-project"
    PARTY = "party"
    INVITATION = "invitation"
    SEARCHED = "searched"


class Concern(StrEnum):
    """Instances that a row concerns: all ten, that of its `bassin`, those of its `bassins`, or those of its project.

    A row of a project also concerns Instances that the project concerned before, up to their leaving.
    """

    ALL = "all"
    BASSIN = "bassin"
    BASSINS = "bassins"
    PROJECT = "project"


_NEEDED = {
    Access.CATALOGUE: frozenset[str](),
    Access.PUBLISHABLE: frozenset({"bassins", "published"}),
    Access.DOSSIER: frozenset({"bassins"}),
    Access.INSTANCE: frozenset({"bassin"}),
    Access.PROJECT: frozenset({"project"}),
    Access.PUBLISHABLE_PROJECT: frozenset({"project", "published"}),
    Access.PARTY: frozenset({"bassin", "pole"}),
    Access.INVITATION: frozenset({"bassins", "pole", "inviter"}),
    Access.SEARCHED: frozenset({"bassins", "published", "pole", "project"}),
}

_OF_PROJECTS = {Access.PROJECT, Access.PUBLISHABLE_PROJECT, Access.PARTY}
_CONCERN_NEEDS = {Concern.BASSIN: "bassin", Concern.BASSINS: "bassins", Concern.PROJECT: "project"}

VERSION_COLUMNS = ("from_position", "to_position", "recorded_at")
"""The columns of a versioned table beside those of its row; `to_position` is null while the version is valid."""


PERIOD: Final[tuple[str, ...]] = ()
"""Index by the period of a version alone."""


class TableColumn(msgspec.Struct, frozen=True):
    """A column: its name, its PostgreSQL type, and whether it may be null."""

    name: str
    sql: str
    nullable: bool


class PendingWork(msgspec.Struct, frozen=True):
    """Condition of pending work, in SQL: few current versions meet it, though most met it once.

    An index finds the versions that meet it by `index_prefix`, and by the position up to which they hold. The prefix
    has columns, or elements of a list such as `bassins[1]`.
    """

    index_predicate: str
    index_prefix: tuple[str, ...] = ()


class ReadTable(msgspec.Struct, frozen=True, kw_only=True):
    """Read table. `key` names an entity, `indexes` serve the reads, `pole` is the column that names a pôle, or "".
    `PERIOD` is the index of a table that has many current versions of which a comparison looks for the latest.

    `reserved` columns are shown only to viewers of the dossier, though others may see the row. `verbatim` columns
    keep JSON as written: no condition looks into it, and parsing costs more than storing.

    `lexemes` is the column of a full-text index, or "". A view of the table, `…_found`, has the row policy as its own
    condition: PostgreSQL takes no full-text condition to an index before a row policy.

    A table that `repeats` what other tables have has no part in the changes of the audit trail, nor in comparisons.

    Every version of a row is kept, with the positions between which it holds. Rows of an append-only table never
    change, hold for ever, and have no versions.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    indexes: tuple[tuple[str, ...], ...]
    waiting: tuple[PendingWork, ...]
    access: Access
    concern: Concern
    append_only: bool
    pole: str
    reserved: tuple[str, ...]
    lexemes: str
    repeats: bool


class RowMeta(msgspec.StructMeta):
    """Derives the table from the class statement. Raises `TypeError` for a wrong one."""

    def __new__(  # noqa: PLR0913, PYI034
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        table: str = "",
        key: tuple[str, ...] = ("id",),
        indexes: tuple[tuple[str, ...], ...] = (),
        waiting: tuple[PendingWork, ...] = (),
        access: Access = Access.CATALOGUE,
        concern: Concern | None = None,
        append_only: bool = False,
        pole: str = "pole",
        reserved: tuple[str, ...] = (),
        verbatim: tuple[str, ...] = (),
        lexemes: str = "",
        repeats: bool = False,
        **config: Any,
    ) -> "RowMeta":
        cls = super().__new__(
            mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, "gc": False, **config}
        )
        if table:
            columns = _columns(cls, verbatim)
            cls.TABLE = ReadTable(  # type: ignore[attr-defined]
                name=table,
                key=key,
                columns=columns,
                indexes=indexes,
                waiting=waiting,
                access=access,
                concern=concern or _concern(access, columns),
                append_only=append_only,
                pole=pole if any(column.name == pole for column in columns) else "",
                reserved=reserved,
                lexemes=lexemes,
                repeats=repeats,
            )
            _check(cls.TABLE)  # type: ignore[attr-defined]
        return cls


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Row(msgspec.Struct, metaclass=RowMeta, frozen=True, kw_only=True):
    """One version of one row. `bassins`, if present, holds the codes of the Instances that the row concerns."""

    TABLE: ClassVar[ReadTable]


def _concern(access: Access, columns: tuple[TableColumn, ...]) -> Concern:
    """Returns the default of `concern`: a catalogue that names no Instance concerns all ten."""
    if access in _OF_PROJECTS:
        return Concern.PROJECT
    if any(column.name == "bassins" for column in columns):
        return Concern.BASSINS
    return Concern.BASSIN if access is Access.INSTANCE else Concern.ALL


# A subclass stands before its base: bool is an int, datetime is a date.
_SQL_TYPES: dict[type, str] = {
    UUID: "uuid",
    str: 'text collate "C"',
    bool: "boolean",
    int: "bigint",
    datetime: "timestamptz",
    date: "date",
    time: "time",
    bytes: "bytea",
}


@cache
def field_types(kind: type) -> Mapping[str, Any]:
    """Returns the type of each field, by name. Kept: the standard library evaluates all hints in each call."""
    return get_type_hints(kind)


def _columns(cls: Any, verbatim: tuple[str, ...]) -> tuple[TableColumn, ...]:
    hints = get_type_hints(cls)
    return tuple(_column(field, hints[field], verbatim=field in verbatim) for field in cls.__struct_fields__)


def _column(name: str, hint: Any, *, verbatim: bool) -> TableColumn:
    options = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    nullable = NoneType in options
    options.discard(NoneType)
    sql = _sql_type(*options) if len(options) == 1 else None
    if sql is None:
        raise TypeError(f"No column can hold {name}: {hint}")
    if verbatim and sql != "jsonb":
        raise TypeError(f"The column {name} does not hold JSON: {hint}")
    return TableColumn(name, "json" if verbatim else sql, nullable)


def _sql_type(plain: Any) -> str | None:
    origin, arguments = get_origin(plain), get_args(plain)
    if origin is tuple and arguments[1:] == (...,) and _is_a(arguments[0], str):
        return 'text[] collate "C"'
    if origin in (tuple, dict) or _is_a(plain, msgspec.Struct):
        return "jsonb"
    return next((sql for python, sql in _SQL_TYPES.items() if _is_a(plain, python)), None)


def _is_a(plain: Any, base: type) -> bool:
    return isinstance(plain, type) and issubclass(plain, base)


def _check(table: ReadTable) -> None:
    names = {column.name for column in table.columns}
    concern = _CONCERN_NEEDS.get(table.concern, table.key[0])
    prefixes = (name.partition("[")[0] for each in table.waiting for name in each.index_prefix)
    missing = {
        *table.key,
        *_NEEDED[table.access],
        concern,
        *(name for index in table.indexes for name in index),
        *prefixes,
        *table.reserved,
        *filter(None, [table.lexemes]),
    } - names
    if missing:
        raise TypeError(f"The table {table.name} lacks {', '.join(sorted(missing))}")
    if not table.append_only and (reserved_names := names & {*VERSION_COLUMNS}):
        raise TypeError(f"The table {table.name} may not name a column {', '.join(sorted(reserved_names))}")
    if nullable := [column.name for column in table.columns if column.nullable and column.name in table.key]:
        raise TypeError(f"The key of the table {table.name} may not be null: {', '.join(nullable)}")
