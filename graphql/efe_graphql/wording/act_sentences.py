"""Sentences of acts with a subject, a verb and an object, for the kinds of acts that are read most."""

from collections.abc import Iterator, Mapping
from typing import Final

from efe_domain.shared.messages import Language, translate
from efe_graphql.wording.named_parts import NamedPart, name_template, part_at, subject_part
from efe_graphql.wording.sentences import Values, filled_segments, names_in, segments, shown_values, topic_of
from efe_graphql.wording.values import rows
from efe_projections.audit.rows import EventRow

AUTHOR: Final = "author"
TEMPLATES: Final[Mapping[str, str]] = {
    "decision.adopted": name_template("{author} a consigné l'adoption par consensus de « {decision} »"),
    "decision.communicated": name_template("{author} a communiqué à l'Instance la décision « {decision} »"),
    "decision.position-taken": name_template(
        "{author} a pris position sur « {decision} » : {decision_position.stance}[ — {decision_position.words}]"
    ),
    "decision.proposed": name_template("{author} a proposé la décision « {decision} »[ au pôle « {pole} »]"),
    "decision.received": name_template("{author} a reçu, pour l'Instance, la décision « {decision} »"),
    "meeting.convened": name_template(
        "{author} a convoqué la réunion du {meeting}[ du pôle « {pole} »][ ({meeting.place})]"
    ),
    "pole.constituted": name_template("{author} a constitué le pôle « {pole} »[ du {term.starts}][ au {term.ends}]"),
    "pole.created": name_template("{author} a créé le pôle « {pole} »[ autour de l'axe {pole.axis_label}]"),
    "pole.dissolved": name_template("{author} a dissous le pôle « {pole} »[ : {pole.dissolution_reason}]"),
    "pole.evaluated": name_template("{author} a évalué le pôle « {pole} »[ : {evaluation.conclusion}]"),
    "pole.member-designated": name_template(
        "{author} a désigné {operator}[ ({membership.college})] au pôle « {pole} »[, avec {representative} pour"
        " représentant]"
    ),
    "pole.membership-ended": name_template(
        "{author} a mis fin au siège de {operator} au pôle « {pole} »[ : {membership.end_reason}]"
    ),
    "pole.renewed": name_template("{author} a renouvelé le pôle « {pole} »[ du {term.starts}][ au {term.ends}]"),
    "pole.representative-replaced": name_template(
        "{author} a nommé {representative} pour représenter {operator} au pôle « {pole} »"
    ),
    "project.emerged": name_template("{author} a fait émerger le projet « {project} »"),
    "project.submitted": name_template("{author} a soumis le projet « {project} » aux Instances concernées"),
}
"""Templates by topic; a name stands under the column that has its id. An act without a visible name has none."""


def named_parts(row: EventRow) -> dict[str, NamedPart]:
    """Returns what an act names, by the column of its id; its object by the kind of it."""
    parts: dict[str, NamedPart] = {row.subject_kind: subject_part(row)}
    for column, value in _columns(row):
        if (part := part_at(column, value)) and column not in parts:
            parts[column] = part
    return parts


def act_sentence(row: EventRow, names: Values, language: Language) -> str | None:
    """Returns the sentence with `author` and the names by column; None if it has no template, or misses a name."""
    french = TEMPLATES.get(topic_of(row.kind))
    if french is None:
        return None
    values = {**shown_values(row, language), **names}
    template = translate(french, language)
    needed = {name for each in segments(template) if not each.optional for name in names_in(each.text)}
    return filled_segments(template, values) if needed <= values.keys() else None


def _columns(row: EventRow) -> Iterator[tuple[str, object]]:
    for change in row.changes:
        keys = rows()[change.table].TABLE.key if change.table in rows() else ()
        yield from zip(keys, change.key, strict=False)
        yield change.field, change.before if change.after is None else change.after
