"""Sentence of a row that differs between two moments, with names that the viewer may see."""

from asyncio import gather
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from efe_domain.shared.messages import Message, in_language, translate
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import Fate
from efe_graphql.request.context import Context
from efe_graphql.types.trail.act_context import AXIS_COLUMNS, axis_label, key_of
from efe_graphql.types.trail.named_values import words_at
from efe_graphql.types.trail.names import name_of, words_of
from efe_graphql.wording.named_parts import PERSON, NamedPart, filled, name_template, part_at
from efe_graphql.wording.nouns import TABLE_NOUNS
from efe_graphql.wording.values import IDENTIFIER, after_text, before_text, label, rows
from efe_projections.audit.comparison import RowDifference
from efe_projections.audit.rows import FieldChange

MAX_CHANGES: Final = 6
"""Limit of changes in one sentence; a longer list ends with their number."""
_FATES: Final = {
    Fate.CREATED: name_template("{what} : nouveau."),
    Fate.CHANGED: name_template("{what} : {changes}."),
    Fate.ENDED: name_template("{what} : a pris fin."),
}
_QUOTED: Final = name_template("« {name} »")
_PLAIN: Final = "{name}"
_PLAIN_KINDS: Final = frozenset({"instance", "meeting", "operator"})
"""Kinds whose name is no title: it stands without quotes."""
_AXIS: Final = name_template("axe « {name} »")
_TECHNICAL: Final = frozenset({
    "axis", "axis_codes", "axis_key", "bassin", "bassins", "begun_position", "codes", "composition", "consensus",
    "document_media_type", "document_size", "illustrative",
    "kept_in", "late", "nth", "number", "part",
    "findings", "media_type", "minutes_media_type", "minutes_size", "past_events", "patches", "proposed_position",
    "rectified", "seats", "seen", "size", "standing", "states",
    "subject", "verdict_version", "version",
})  # fmt: skip
"""Columns that say nothing to a reader; fingerprints and columns for sorting are left out by their form."""
_SORTED: Final = "sort_"
_HASHED: Final = ("_hash", "_root", "sha256")
_KINDS: Final = {
    "forgotten_person": PERSON,
    "modalities": "pole",
    "modalities_proposal": "pole",
    "roster": "decision",
    "theme_list": "themes",
}
"""What the id of a row names, where the table has another name."""


class NamedValue(NamedTuple):
    """Field of a row at two moments, in words; `before` or `after` is None where it has no value."""

    label: str
    before: str | None
    after: str | None


async def named_difference(
    context: Context, difference: RowDifference, fate: Fate, since: ResolvedAsOf, until: ResolvedAsOf
) -> str:
    """Returns what became of a row: its noun, the names in its key, and its changes with their values."""
    names, changes = await gather(
        names_of(context, difference, since, until),
        _changes(context, difference, since, until) if fate is Fate.CHANGED else _no_changes(),
    )
    noun = noun_of(context, difference)
    what = f"{noun} ({', '.join(names)})" if names else noun
    return filled(_FATES[fate], context.language, what=what, changes=", ".join(changes))


def noun_of(context: Context, difference: RowDifference) -> str:
    """Returns what a row is, in a noun."""
    return translate(TABLE_NOUNS[difference.name], context.language)


async def names_of(
    context: Context, difference: RowDifference, since: ResolvedAsOf, until: ResolvedAsOf
) -> list[str]:
    """Returns the names in the key of a row that the viewer may see, each with what it names."""
    reading_point = until if difference.after else since
    parts = [part for part in _key_parts(difference) if part]
    axes = key_of(difference.name, difference.key)
    names = await gather(
        *(words_of(context, part, reading_point) for part in parts),
        *(_axis(context, difference.name, axes, each, reading_point) for each in AXIS_COLUMNS if each in axes),
    )
    return [name for name in names if name]


async def _axis(context: Context, table: str, key: Mapping[str, Any], column: str, as_of: ResolvedAsOf) -> str | None:
    name = await axis_label(context, table, key, column, as_of)
    return filled(_AXIS, context.language, name=name) if name else None


async def values_of(
    context: Context, changes: Iterable[FieldChange], since: ResolvedAsOf, until: ResolvedAsOf
) -> list[NamedValue]:
    """Returns the changed fields that a reader understands, with names in place of ids."""
    columns = [each for each in changes if not is_technical(each.field)]
    named_values = await gather(*(_named_value(context, each, since, until) for each in columns))
    return [each for each in named_values if each.before != each.after]


def is_technical(column: str) -> bool:
    """Tells whether a column is of use to a program only."""
    return column in _TECHNICAL or column.startswith(_SORTED) or column.endswith(_HASHED)


async def _named_value(context: Context, change: FieldChange, since: ResolvedAsOf, until: ResolvedAsOf) -> NamedValue:
    if isinstance(change.before, (list, tuple, dict)) or isinstance(change.after, (list, tuple, dict)):
        before, after = await words_at(context, change, since, until)
    else:
        before, after = await gather(
            _value(context, change.field, change.before, before_text(change, context.language), since),
            _value(context, change.field, change.after, after_text(change, context.language), until),
        )
    return NamedValue(label(change, context.language), before, after)


async def _no_changes() -> Sequence[str]:
    return ()


def _key_parts(difference: RowDifference) -> list[NamedPart | None]:
    columns = rows()[difference.name].TABLE.key
    kind = _KINDS.get(difference.name, difference.name)
    return [
        NamedPart(kind, UUID(str(value)), _PLAIN if kind in _PLAIN_KINDS else _QUOTED)
        if column == "id"
        else part_at(column, value)
        for column, value in zip(columns, difference.key, strict=False)
    ]


async def _changes(
    context: Context, difference: RowDifference, since: ResolvedAsOf, until: ResolvedAsOf
) -> Sequence[str]:
    spoken = [_change(each, context) for each in await values_of(context, difference.changes, since, until)]
    if (others := len(spoken) - MAX_CHANGES) > 0:
        spoken[MAX_CHANGES:] = [in_language(Message("et {count} autres", count=others), context.language)]
    return spoken


def _change(value: NamedValue, context: Context) -> str:
    field, before, after = value
    if before is None:
        message = Message("{field} : « {after} »", field=field, after=after)
    elif after is None:
        message = Message("{field} : « {before} » n'est plus", field=field, before=before)
    else:
        message = Message("{field} : « {before} » devient « {after} »", field=field, before=before, after=after)
    return in_language(message, context.language)


async def _value(context: Context, column: str, value: object, text: str | None, as_of: ResolvedAsOf) -> str | None:
    """Returns a value in words; a name in place of an id, and nothing for an id without a visible name."""
    if part := part_at(column, value):
        return await name_of(context, part, as_of)
    return None if text is None or IDENTIFIER.search(text) else text
