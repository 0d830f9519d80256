"""Labels of columns of read tables, and their values as text in each language: dates, amounts, enumerations."""

import re
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, Final, get_args

import msgspec

from efe_domain.shared.bassins import NAMES, Bassin, communes
from efe_domain.shared.messages import Language, Message, catalogue, format_day, in_language, translate
from efe_graphql.wording.formats import format_euros, format_hour
from efe_projections.audit.rows import FieldChange
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.row import Row, field_types

_YES, _NO = Message("oui"), Message("non")
_MAX_LIST_ELEMENTS: Final = 5
"""Limit of elements of a list that are written out; a longer one ends with their number."""
IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""Ids and fingerprints."""
_BASSINS: Final = {"bassin", "bassins", "inviter_bassin", "other_bassin", "agreed", "refused"}


@cache
def rows() -> Mapping[str, type[Row]]:
    """Returns the row types by table name."""
    return {each.row.TABLE.name: each.row for each in PROJECTIONS}


@cache
def types(table: str) -> Mapping[str, type]:
    """Returns the plain type of each column."""
    return {name: plain(hint) for name, hint in field_types(rows()[table]).items()} if table in rows() else {}


def plain(hint: Any) -> type:
    """Returns the type of a list's elements or of the value; `object` where there is no single one."""
    some = [each for each in get_args(hint) if each not in (type(None), Ellipsis)] or [hint]
    return some[0] if isinstance(some[0], type) else object


def text_of(table: str, column: str, value: object, language: Language) -> str | None:
    """Returns None for an empty value."""
    if value is None or value in ("", []):
        return None
    return _written(value, types(table).get(column, object), column, language)


def _written(value: object, kind: type, column: str, language: Language) -> str:
    match value:
        case bool():
            return in_language(_YES if value else _NO, language)
        case int() if column.endswith("_cents"):
            return format_euros(value, language)
        case list() | tuple():
            elements = [_written(each, kind, column, language) for each in value]
            if (others := len(elements) - _MAX_LIST_ELEMENTS) > 0:
                elements[_MAX_LIST_ELEMENTS:] = [in_language(Message("et {count} autres", count=others), language)]
            return ", ".join(elements)
        case dict():
            hints = fields_of(kind)
            return ", ".join(
                _written(each, hints.get(name, object), name, language)
                for name, each in value.items()
                if each not in (None, "", []) and not is_identifier(each)
            )
        case _:
            return simple(str(value), kind, column, language)


@cache
def fields_of(kind: type) -> Mapping[str, type]:
    """Returns the plain type of each field of a structure; none for another type."""
    return {name: plain(hint) for name, hint in field_types(kind).items()} if issubclass(kind, msgspec.Struct) else {}


def is_identifier(value: object) -> bool:
    return isinstance(value, str) and IDENTIFIER.search(value) is not None


def simple(value: str, kind: type, column: str, language: Language) -> str:
    """Returns one value in words."""
    if column in _BASSINS and value in NAMES:
        return NAMES[Bassin(value)]
    if column in {"commune", "communes"} and (commune := communes().get(value)):
        return commune.name
    if kind is date:
        return format_day(date.fromisoformat(value), language)
    if kind is time:
        return format_hour(time.fromisoformat(value))
    return member(kind, value, language) if issubclass(kind, Enum) else value


def member(kind: type[Enum], value: str, language: Language) -> str:
    try:
        enum_member = kind(value)
    except ValueError:
        return value
    french = catalogue().values.get(f"{kind.__name__}.{enum_member.name}")
    return translate(french, language) if french else value


def builtin(value: object) -> object:
    """Converts a value to JSON types: a change that was just folded holds days and enumeration members."""
    return msgspec.to_builtins(value)


def label(change: FieldChange, language: Language) -> str:
    """Returns the label of a column, or the name of a column without one."""
    labels = catalogue().labels
    french = labels.get(f"{change.table}.{change.field}") or labels.get(change.field)
    return translate(french, language) if french else change.field


def before_text(change: FieldChange, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.before), language)


def after_text(change: FieldChange, language: Language) -> str | None:
    return text_of(change.table, change.field, builtin(change.after), language)
