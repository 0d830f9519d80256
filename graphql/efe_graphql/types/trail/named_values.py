"""Words for the value of a column, with names in place of ids; the elements of a list one by one."""

import re
from asyncio import gather
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context
from efe_graphql.types.trail.names import name_of
from efe_graphql.wording.formats import format_euros
from efe_graphql.wording.named_parts import filled, name_template, part_at
from efe_graphql.wording.values import IDENTIFIER, builtin, fields_of, simple, text_of, types
from efe_projections.audit.rows import FieldChange

MAX_ELEMENTS: Final = 6
"""Limit of elements of a list in one value; a longer one ends with their number."""
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


async def value_text(context: Context, change: FieldChange, value: object) -> str | None:
    """Returns a value of a change in words, with the names of today in place of ids.

    The answers of a subscription are shared by its viewers, and have no names.
    """
    kind, value = types(change.table).get(change.field, object), builtin(value)
    if context.progress.passed is not None or not holds_ids(change.field, value):
        return text_of(change.table, change.field, value, context.language)
    as_of = await resolve_as_of(context, None, None)
    return _joined(await _elements(context, change.field, value, kind, as_of), context)


def holds_ids(column: str, value: object) -> bool:
    """Tells whether a list or a structure may have ids, which names replace."""
    elements = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) or part_at(_NAMES_IN.get(column, column), each) for each in elements)


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
    hints = fields_of(kind)
    in_order = sorted(value.items(), key=lambda each: each[0] in _BOUNDS)
    fields = await gather(*(_words(context, name, each, hints.get(name, object), as_of) for name, each in in_order))
    return ", ".join(filter(None, fields)) or None


def _text(context: Context, column: str, value: str, kind: type) -> str:
    words = simple(value, kind, column, context.language)
    template = _BOUNDS.get(column) if issubclass(kind, date) else None
    return filled(template, context.language, day=words) if template else words


def _joined(words: Sequence[str], context: Context) -> str | None:
    if (others := len(words) - MAX_ELEMENTS) > 0:
        words = [*words[:MAX_ELEMENTS], in_language(Message("et {count} autres", count=others), context.language)]
    return ", ".join(words) or None
