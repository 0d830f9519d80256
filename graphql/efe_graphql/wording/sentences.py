"""Sentence and label of an entry of the audit trail, made of the fields that the entry shows."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from string import Formatter
from typing import Final, NamedTuple

from efe_domain.shared.messages import KindWords, Language, catalogue, format_day, in_language, translate
from efe_graphql.wording.act_variants import variant_of
from efe_graphql.wording.values import builtin, rows, text_of
from efe_projections.audit.rows import EventRow, FieldChange
from efe_projections.project.timeline import ProjectFactRow

MAX_VALUE_CHARACTERS: Final = 160
"""Limit of one value within a sentence."""
SENTENCE_ENDS: Final = (".", "…", "!", "?")
"""Signs with which a quoted value may end the sentence."""

type Values = Mapping[str, str]


class Segment(NamedTuple):
    """A part of a sentence. An `optional` one is left out if one of its values is missing."""

    text: str
    optional: bool


def kind_label(row: EventRow, language: Language) -> str:
    """Returns the label of the kind of an entry."""
    return in_language(KindWords(row.kind), language)


def sentence(row: EventRow, language: Language, content_words: Values | None = None) -> str:
    """Returns the sentence; `content_words` are values that put a shown fingerprint in words."""
    values = shown_values(row, language) | _short(content_words or {})
    variant = variant_of(row.kind, {f"{each.table}.{each.field}": each.after for each in row.changes})
    return _worded(template_of(row.kind, variant), row.effective_on, values, language)


def shown_values(row: EventRow, language: Language) -> dict[str, str]:
    """Returns the values that an entry shows, in words, by table and column."""
    return _fixed(row, language) | _shown(row.changes, language)


def fact_sentence(row: ProjectFactRow, language: Language, content_words: Values) -> str:
    """Returns the sentence of a fact of a project, the same as that of its entry in the trail."""
    texts: dict[str, dict[str, None]] = {}
    for each in row.values:
        _note(texts, each.table, each.column, builtin(each.value), language)
    values = _short({name: ", ".join(words) for name, words in texts.items()}) | _short(content_words)
    variant = variant_of(row.kind, {f"{each.table}.{each.column}": each.value for each in row.values})
    return _worded(template_of(row.kind, variant), row.effective_on, values, language)


def _worded(french: str, on: date | None, values: Values, language: Language) -> str:
    if on:
        values = {**values, "on": format_day(on, language)}
    text = filled_segments(translate(french, language), values)
    return text if text.endswith(SENTENCE_ENDS) else f"{text}."


def _short(values: Values) -> dict[str, str]:
    return {name: _shortened(text) for name, text in values.items()}


@cache
def template_of(kind: str, variant: str = "") -> str:
    """Returns the French template of a topic without its version, or the topic itself if it has none."""
    topic = topic_of(kind) + variant
    sentences = catalogue().sentences
    return sentences.get(topic) or sentences.get(f"*.{topic.partition('.')[2]}") or topic


def topic_of(kind: str) -> str:
    return kind.rpartition(".v")[0] or kind


def segments(template: str) -> Iterator[Segment]:
    first, *others = template.split("[")
    yield Segment(first, optional=False)
    for each in others:
        inner, _, rest = each.partition("]")
        yield Segment(inner, optional=True)
        yield Segment(rest, optional=False)


def names_in(text: str) -> list[str]:
    """Returns the names of the values in a part of a template."""
    return [name + (f":{how}" if how else "") for _, name, how, _ in Formatter().parse(text) if name]


def filled_segments(template: str, values: Values) -> str:
    """Returns a template with its values, without the optional parts that miss one."""
    return "".join(
        _put(each.text, values)
        for each in segments(template)
        if not (each.optional and any(name not in values for name in names_in(each.text)))
    )


def _put(text: str, values: Values) -> str:
    """Inserts values verbatim: braces and brackets within them mean nothing."""
    return "".join(
        literal + (values.get(name + (f":{how}" if how else ""), "") if name else "")
        for literal, name, how, _ in Formatter().parse(text)
    )


def _fixed(row: EventRow, language: Language) -> dict[str, str]:
    subject = catalogue().subjects.get(row.subject_kind, row.subject_kind)
    return {"subject": translate(subject, language)}


def _shown(changes: tuple[FieldChange, ...], language: Language) -> dict[str, str]:
    """Returns the values of all rows by `table.column` and `table.column:before`, each value once."""
    texts: dict[str, dict[str, None]] = {}
    for change in changes:
        columns = rows()[change.table].TABLE.key if change.table in rows() else ()
        for name, value in (*zip(columns, change.key, strict=False), (change.field, change.after)):
            _note(texts, change.table, name, value, language)
        _note(texts, change.table, change.field, change.before, language, ":before")
    return _short({name: ", ".join(values) for name, values in texts.items()})


def _note(
    texts: dict[str, dict[str, None]], table: str, column: str, value: object, language: Language, how: str = ""
) -> None:
    text = text_of(table, column, builtin(value), language)
    if text is not None:
        texts.setdefault(f"{table}.{column}{how}", {})[text] = None


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_VALUE_CHARACTERS else f"{text[: MAX_VALUE_CHARACTERS - 1].rstrip()}…"
