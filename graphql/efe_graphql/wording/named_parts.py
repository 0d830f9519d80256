"""Names in the sentences of the audit trail: which columns name what, and the words around a name."""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from efe_domain.shared.messages import Language, translate
from efe_projections.audit.rows import EventRow

PERSON, ACCOUNT = "person", "account"
"""Kinds of names that the vault has; every other kind is that of an object."""


def name_template(french: str) -> str:
    """Marks a French template with values, for translation."""
    return french


def filled(french: str, language: Language, **values: str) -> str:
    """Returns a marked template in a language, with its values."""
    return translate(french, language).format_map(values)


_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "account": (ACCOUNT, name_template("compte : {name}")),
    "analysis": ("analysis", name_template("analyse « {name} »")),
    "call": ("call", name_template("appel « {name} »")),
    "body": ("body", name_template("organe « {name} »")),
    "decision": ("decision", name_template("décision « {name} »")),
    "departure_decision": ("decision", name_template("décision « {name} »")),
    "ending_decision": ("decision", name_template("décision « {name} »")),
    "follows": ("opinion", name_template("suite de l'avis « {name} »")),
    "inviter": ("pole", name_template("pôle invitant « {name} »")),
    "lead": ("pole", name_template("pilote : pôle « {name} »")),
    "lead_offered": ("pole", name_template("pilotage proposé au pôle « {name} »")),
    "meeting": ("meeting", name_template("réunion du {name}")),
    "operator": ("operator", name_template("opérateur : {name}")),
    "person": (PERSON, name_template("personne : {name}")),
    "pole": ("pole", name_template("pôle « {name} »")),
    "project": ("project", name_template("projet « {name} »")),
    "replaced_by": ("decision", name_template("remplacée par la décision « {name} »")),
    "replaces": ("decision", name_template("remplace la décision « {name} »")),
    "representative": (PERSON, name_template("représentant : {name}")),
    "substitute": (PERSON, name_template("suppléant : {name}")),
    "superseded_by": ("themes", name_template("remplacée par la liste « {name} »")),
    "themes": ("themes", name_template("liste « {name} »")),
}
"""What the id in a column names, and the words around the name."""
SUBJECTS: Final[Mapping[str, str]] = {
    "analysis": name_template("analyse « {name} »"),
    "call": name_template("appel « {name} »"),
    "decision": name_template("décision « {name} »"),
    "instance": "{name}",
    "invitation": name_template("invitation à porter « {name} »"),
    "meeting": name_template("réunion du {name}"),
    "operator": name_template("opérateur : {name}"),
    "opinion": name_template("avis « {name} »"),
    PERSON: name_template("personne : {name}"),
    "pole": name_template("pôle « {name} »"),
    "project": name_template("projet « {name} »"),
    "register": name_template("toute la plateforme"),
    "themes": name_template("liste « {name} »"),
    "zone": name_template("zone interbassin Entre-Sambre-et-Meuse"),
}
"""Words around the name of the object of an act."""


class NamedPart(NamedTuple):
    """An object or person that an entry concerns; `template` are the words around its name."""

    kind: str
    id: UUID
    template: str

    def words(self, name: str, language: Language) -> str:
        return filled(self.template, language, name=name)


def subject_part(row: EventRow) -> NamedPart:
    return NamedPart(row.subject_kind, row.subject, SUBJECTS.get(row.subject_kind, "{name}"))


def part_at(column: str, value: object) -> NamedPart | None:
    """Returns what a value of a column names; None for a value that is no id of an object or a person."""
    kind_and_words = _COLUMNS.get(column)
    identifier = _uuid(value)
    return NamedPart(kind_and_words[0], identifier, kind_and_words[1]) if kind_and_words and identifier else None


def _uuid(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
