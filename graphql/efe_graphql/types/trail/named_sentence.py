"""Sentence of an act by its author, with names, and with the correction that changed it since."""

from asyncio import gather
from collections.abc import Mapping
from typing import Final

from efe_domain.shared.messages import Message, format_day, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, day_in_law
from efe_graphql.request.pickers import is_seen
from efe_graphql.types.trail.act_context import axis_names, with_context
from efe_graphql.types.trail.names import author_of, name_of
from efe_graphql.wording.act_sentences import AUTHOR, act_sentence, named_parts
from efe_graphql.wording.named_parts import PERSON
from efe_graphql.wording.sentences import SENTENCE_ENDS, kind_label
from efe_projections.audit.rows import EventRow, RecordedEventRow
from efe_projections.correction.rows import CorrectionKind, CorrectionRow
from efe_projections.engine.batch import by
from efe_projections.operator.rows import OperatorRow

MAX_ACTS: Final = 8
"""Limit of corrected acts in one account."""
_CHANGING: Final = {CorrectionKind.RECTIFIED, CorrectionKind.WITHDRAWN}


async def named_sentence(
    context: Context, row: EventRow, as_of: ResolvedAsOf, content_words: Mapping[str, str] | None = None
) -> str:
    """Returns the author, the verb and the object with the names that the viewer may see, in their language."""
    author, told_row, axes, corrected, correcting = await gather(
        _author(context, row, as_of),
        with_context(context, row, as_of),
        axis_names(context, row, as_of),
        _corrected_by(context, row, as_of),
        _corrects(context, row, as_of),
    )
    subject = f"{author}," if row.on_behalf_of else author
    names = await _names(context, told_row, as_of)
    act = act_sentence(told_row, {**(content_words or {}), **names, **axes, AUTHOR: subject}, context.language)
    account = f"{_capital(act)}{correcting}"
    return f"{account}{corrected}" if account.endswith(SENTENCE_ENDS) else f"{account}{corrected}."


async def _names(context: Context, row: EventRow, as_of: ResolvedAsOf) -> dict[str, str]:
    """Returns the names in an act that the viewer may see, by the column of the id."""
    parts = named_parts(row)
    if PERSON in parts and not await _may_name(context, row):
        parts.pop(PERSON)
    names = await gather(*(name_of(context, each, as_of) for each in parts.values()))
    return {column: name for column, name in zip(parts, names, strict=True) if name}


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


async def _author(context: Context, row: EventRow, as_of: ResolvedAsOf) -> str:
    author = await author_of(context, row, as_of)
    if row.on_behalf_of is None:
        return author
    member = await context.rows.one(by(OperatorRow, "id"), (row.on_behalf_of,), at=as_of.position)
    spoken = Message("{author}, pour {member}", author=author, member=member.name) if member else author
    return in_language(spoken, context.language)


async def _may_name(context: Context, row: EventRow) -> bool:
    """Tells whether the object may be named; a person only to those who see them elsewhere, or once forgotten."""
    if row.subject_kind != PERSON:
        return True
    return await context.people.person(row.subject) is None or await is_seen(context, row.subject)


async def _corrected_by(context: Context, row: EventRow, as_of: ResolvedAsOf) -> str:
    """Returns the mark of an entry that a later correction of the same object changed."""
    steps = await context.rows.all(by(CorrectionRow, "entity"), (row.subject,), at=as_of.position)
    changing = [each for each in steps if each.kind in _CHANGING and row.version in each.rectified]
    marks = [
        Message("« {reason} »", reason=each.reason) if each.reason else Message("par un acte ultérieur")
        for each in changing
    ]
    acts = "".join(in_language(mark, context.language) for mark in marks[-1:])
    corrected = Message("rectifié depuis : {act}", act=acts)
    return f" ({in_language(corrected, context.language)})" if acts else ""


async def _corrects(context: Context, row: EventRow, as_of: ResolvedAsOf) -> str:
    """Returns the acts that an entry about the record corrects, by their kind and number."""
    step = await context.rows.one(
        by(CorrectionRow, "entity", "version"), (row.subject, row.version), at=as_of.position
    )
    versions = sorted({*(step.rectified or (patch.version for patch in step.patches))}) if step else []
    batch = by(RecordedEventRow, "subject", "version")
    acts = await gather(
        *(context.rows.one(batch, (row.subject, version), at=as_of.position) for version in versions[:MAX_ACTS])
    )
    words = [
        in_language(
            Message(
                "« {kind} », consigné le {day}",
                kind=kind_label(act, context.language),
                day=format_day(day_in_law(act.recorded_at), context.language),
            ),
            context.language,
        )
        for act in acts
        if act
    ]
    about = in_language(Message(" ; acte visé : {acts}", acts=", ".join(words)), context.language)
    return about if words else ""
