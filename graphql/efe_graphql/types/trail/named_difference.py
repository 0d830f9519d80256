"""Sentence of a row that differs between two moments, with names that the viewer may see."""

import re
from asyncio import gather
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from efe_domain.shared.messages import Message, in_language, translate
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import Fate
from efe_graphql.request.context import Context
from efe_graphql.types.trail.names import name_of, words_of
from efe_graphql.wording.named_parts import PERSON, NamedPart, filled, name_template, part_at
from efe_graphql.wording.nouns import TABLE_NOUNS
from efe_graphql.wording.values import after_text, before_text, label, rows
from efe_projections.audit.comparison import RowDifference
from efe_projections.audit.rows import FieldChange

MAX_CHANGES: Final = 6
"""Limit of changes in one sentence; a longer list ends with their number."""
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FATES: Final = {
    Fate.CREATED: name_template("{what} : nouveau."),
    Fate.CHANGED: name_template("{what} : {changes}."),
    Fate.ENDED: name_template("{what} : a pris fin."),
}
_QUOTED: Final = name_template("« {name} »")
_KINDS: Final = {
    "forgotten_person": PERSON,
    "modalities": "pole",
    "modalities_proposal": "pole",
    "roster": "decision",
    "theme_list": "themes",
}
"""What the id of a row names, where the table has another name."""


async def named_difference(
    context: Context, difference: RowDifference, fate: Fate, since: ResolvedAsOf, until: ResolvedAsOf
) -> str:
    """Returns what became of a row: its noun, the names in its key, and its changes with their values."""
    reading_point = until if difference.after else since
    what, changes = await gather(
        _what(context, difference, reading_point),
        _changes(context, difference, since, until) if fate is Fate.CHANGED else _no_changes(),
    )
    return filled(_FATES[fate], context.language, what=what, changes=", ".join(changes))


async def _no_changes() -> Sequence[str]:
    return ()


async def _what(context: Context, difference: RowDifference, as_of: ResolvedAsOf) -> str:
    noun = translate(TABLE_NOUNS[difference.name], context.language)
    parts = [part for part in _key_parts(difference) if part]
    names = list(filter(None, await gather(*(words_of(context, part, as_of) for part in parts))))
    return f"{noun} ({', '.join(names)})" if names else noun


def _key_parts(difference: RowDifference) -> list[NamedPart | None]:
    columns = rows()[difference.name].TABLE.key
    kind = _KINDS.get(difference.name, difference.name)
    return [
        NamedPart(kind, UUID(str(value)), _QUOTED) if column == "id" else part_at(column, value)
        for column, value in zip(columns, difference.key, strict=False)
    ]


async def _changes(
    context: Context, difference: RowDifference, since: ResolvedAsOf, until: ResolvedAsOf
) -> Sequence[str]:
    words = await gather(*(_change(context, each, since, until) for each in difference.changes))
    spoken = list(filter(None, words))
    if (others := len(spoken) - MAX_CHANGES) > 0:
        spoken[MAX_CHANGES:] = [in_language(Message("et {count} autres", count=others), context.language)]
    return spoken


async def _change(context: Context, change: FieldChange, since: ResolvedAsOf, until: ResolvedAsOf) -> str | None:
    before = await _value(context, change.field, change.before, before_text(change, context.language), since)
    after = await _value(context, change.field, change.after, after_text(change, context.language), until)
    field = label(change, context.language)
    match before, after:
        case None, None:
            return None
        case None, str():
            message = Message("{field} : « {after} »", field=field, after=after)
        case str(), None:
            message = Message("{field} : « {before} » n'est plus", field=field, before=before)
        case _:
            message = Message("{field} : « {before} » devient « {after} »", field=field, before=before, after=after)
    return in_language(message, context.language)


async def _value(context: Context, column: str, value: object, text: str | None, as_of: ResolvedAsOf) -> str | None:
    """Returns a value in words; the name in place of an id, and nothing for an id without a visible name."""
    if part := part_at(column, value):
        return await name_of(context, part, as_of)
    return None if text is None or _IDENTIFIER.search(text) else text
