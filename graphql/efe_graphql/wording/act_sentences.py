"""Sentences of acts with an author, a verb and an object, one for each kind of act (`data/words/acts.toml`)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from efe_domain.shared.messages import Language, catalogue, translate
from efe_graphql.wording.act_variants import variant_of
from efe_graphql.wording.named_parts import NamedPart, name_template, part_at, subject_part
from efe_graphql.wording.sentences import Values, filled_segments, names_in, segments, shown_values, topic_of
from efe_graphql.wording.values import rows
from efe_projections.audit.rows import EventRow

AUTHOR: Final = "author"
OF_SUBJECT: Final = "of_subject"
"""Value of a sentence that several kinds of objects share: the object in the genitive."""
_GENITIVES: Final[Mapping[str, str]] = {
    "analysis": name_template("de l'analyse[ « {name} »]"),
    "decision": name_template("de la décision[ « {name} »]"),
    "instance": name_template("de l'{name}"),
    "meeting": name_template("de la réunion[ du {name}]"),
    "operator": name_template("de l'opérateur[ {name}]"),
    "opinion": name_template("de l'avis[ « {name} »]"),
    "pole": name_template("du pôle[ « {name} »]"),
    "project": name_template("du projet[ « {name} »]"),
    "themes": name_template("de la liste de thématiques communes[ « {name} »]"),
    "zone": name_template("de la zone interbassin Entre-Sambre-et-Meuse"),
}
_UNSEEN: Final[Mapping[str, str]] = {
    "instance": name_template("Instance bassin"),
    "operator": name_template("un membre"),
    "person": name_template("une personne"),
    "representative": name_template("une personne"),
    "substitute": name_template("une personne"),
}
"""Words in place of a name that a sentence cannot do without, and that the viewer may not see."""
_SHOWN_NAMES: Final[Mapping[str, str]] = {
    "analysis": "analysis.question",
    "body": "body.name",
    "call": "funding_call.name",
    "decision": "decision.title",
    "instance": "instance.name",
    "meeting": "meeting.day",
    "operator": "operator.name",
    "opinion": "opinion.title",
    "pole": "pole.name",
    "project": "project.title",
    "themes": "theme_list.title",
}
"""Columns with the name of an object that an act itself creates, for a dry run."""


def named_parts(row: EventRow) -> dict[str, NamedPart]:
    """Returns what the sentence of an act names, by the column of its id; its object by the kind of it."""
    parts: dict[str, NamedPart] = {row.subject_kind: subject_part(row)}
    for column, value in _columns(row):
        if (part := part_at(column, value)) and column not in parts:
            parts[column] = part
    names = _names_in_sentence(row)
    return {column: part for column, part in parts.items() if column in names}


def act_sentence(row: EventRow, names: Values, language: Language) -> str:
    """Returns the sentence with `author` and the names by column, without the parts of which the name is missing."""
    shown_texts = shown_values(row, language)
    created = {name: shown_texts[column] for name, column in _SHOWN_NAMES.items() if column in shown_texts}
    unseen = {name: translate(words, language) for name, words in _UNSEEN.items()}
    values = {**unseen, **shown_texts, **created, **names}
    values[OF_SUBJECT] = _genitive(row.subject_kind, values, names, language)
    return filled_segments(translate(template_of_act(row), language), values)


def missing_names(row: EventRow) -> set[str]:
    """Returns the values of an act's sentence that the act itself has not, by `table.column` or by column."""
    own_names = {f"{change.table}.{change.field}" for change in row.changes} | named_parts(row).keys()
    return _names_in_sentence(row) - own_names


def template_of_act(row: EventRow) -> str:
    """Returns the French template of the sentence of an act."""
    values = {f"{each.table}.{each.field}": each.after for each in row.changes}
    return _template(topic_of(row.kind) + variant_of(row.kind, values))


@cache
def _template(topic: str) -> str:
    acts = catalogue().acts
    return acts.get(topic) or acts[f"*.{topic.partition('.')[2]}"]


def _names_in_sentence(row: EventRow) -> set[str]:
    names = {name for each in segments(template_of_act(row)) for name in names_in(each.text)}
    return names | {row.subject_kind} if OF_SUBJECT in names else names


def _genitive(kind: str, values: Values, names: Values, language: Language) -> str:
    template = translate(_GENITIVES.get(kind, ""), language)
    name = values.get(kind) if kind == "instance" else names.get(kind)
    return filled_segments(template, {"name": name} if name else {})


def _columns(row: EventRow) -> Iterator[tuple[str, object]]:
    for change in row.changes:
        keys = rows()[change.table].TABLE.key if change.table in rows() else ()
        yield from zip(keys, change.key, strict=False)
        if "id" in keys:
            yield change.table, change.key[keys.index("id")]
        yield change.field, change.before if change.after is None else change.after
