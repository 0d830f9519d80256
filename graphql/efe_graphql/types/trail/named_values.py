"""Words for the value of a column, with names in place of ids; the elements of a list one by one."""

import re
from asyncio import gather
from collections.abc import Mapping, Sequence
from datetime import date, time
from enum import Enum
from typing import Any, Final, get_type_hints

import msgspec

from efe_domain.shared.bassins import communes
from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.types.trail.names import name_of
from efe_graphql.wording.formats import format_day, format_euros, format_hour
from efe_graphql.wording.named_parts import filled, name_template, part_at
from efe_graphql.wording.values import builtin, member, plain, types
from efe_projections.audit.rows import FieldChange

MAX_ELEMENTS: Final = 6
"""Limit of elements of a list in one value; a longer one ends with their number."""
IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""Ids and fingerprints."""
_AXIS_KEY: Final = re.compile(r"(metier|filiere):[a-z0-9-]+")
_NAMES_IN: Final = {
    "by": "operator",
    "excused": "operator",
    "operators": "operator",
    "partners": "operator",
    "present": "operator",
    "represented": "operator",
    "silent": "operator",
}
"""Columns with ids of one kind, by the column that names such an id."""
_BOUNDS: Final[Mapping[str, str]] = {
    "since": name_template("depuis le {day}"),
    "until": name_template("jusqu'au {day}"),
}
"""Words around the day in a field of an element."""


async def words_at(
    context: Context, change: FieldChange, since: ResolvedAsOf, until: ResolvedAsOf
) -> tuple[str | None, str | None]:
    """Returns a value at both moments. Of two lists, it is the elements that only one of them has."""
    kind = types(change.table).get(change.field, object)
    before, after = await gather(
        *(
            _elements(context, change.field, builtin(value), kind, as_of)
            for value, as_of in ((change.before, since), (change.after, until))
        )
    )
    if isinstance(change.before, (list, tuple)) and isinstance(change.after, (list, tuple)):
        before, after = [each for each in before if each not in after], [each for each in after if each not in before]
    return _joined(before, context), _joined(after, context)


async def _elements(context: Context, column: str, value: object, kind: type, as_of: ResolvedAsOf) -> list[str]:
    elements = value if isinstance(value, list) else [value]
    words = await gather(*(_words(context, column, each, kind, as_of) for each in elements))
    return [each for each in words if each]


async def _words(context: Context, column: str, value: object, kind: type, as_of: ResolvedAsOf) -> str | None:
    """Returns one value in words; None for an empty one, and for an id or a key without a visible name."""
    if part := part_at(_NAMES_IN.get(column, column), value):
        return await name_of(context, part, as_of)
    match value:
        case dict():
            return await _struct_words(context, value, kind, as_of)
        case list():
            return _joined(await _elements(context, column, value, kind, as_of), context)
        case int() if not isinstance(value, bool) and column.endswith("_cents"):
            return format_euros(value, context.language)
        case str() if value and not IDENTIFIER.search(value) and not _AXIS_KEY.fullmatch(value):
            return _text(context, column, value, kind)
        case _:
            return None


async def _struct_words(context: Context, value: Mapping[str, Any], kind: type, as_of: ResolvedAsOf) -> str | None:
    hints = get_type_hints(kind) if issubclass(kind, msgspec.Struct) else {}
    in_order = sorted(value.items(), key=lambda each: each[0] in _BOUNDS)
    fields = await gather(
        *(_words(context, name, each, plain(hints.get(name, object)), as_of) for name, each in in_order)
    )
    return ", ".join(filter(None, fields)) or None


def _text(context: Context, column: str, value: str, kind: type) -> str:
    if issubclass(kind, Enum):
        return member(kind, value, context.language)
    if issubclass(kind, date):
        day = format_day(date.fromisoformat(value), context.language)
        template = _BOUNDS.get(column)
        return filled(template, context.language, day=day) if template else day
    if kind is time:
        return format_hour(time.fromisoformat(value))
    if column in {"commune", "communes"} and (commune := communes().get(value)):
        return commune.name
    return value


def _joined(words: Sequence[str], context: Context) -> str | None:
    if (others := len(words) - MAX_ELEMENTS) > 0:
        words = [*words[:MAX_ELEMENTS], in_language(Message("et {count} autres", count=others), context.language)]
    return ", ".join(words) or None
