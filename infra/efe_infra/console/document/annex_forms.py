"""Forms that add an annex to an act, which itself stays as it is: a document, or an erratum of its text."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field
from efe_infra.console.forms.outcome import Done
from efe_infra.console.register.documents import Document


def attaching(document: Document[Done], lead: str) -> CommandForm:
    return CommandForm(
        slug="joindre",
        title="Joindre un document",
        occasion="Documents",
        lead=lead,
        rule="REGISTRE",
        document=document,
        own=(
            Field("sha256", "Document", "document", required=True, codes=("ALREADY_ATTACHED", "NOT_FOUND")),
            Field("title", "Ce que c'est", hint="Un titre qui se lit dans la liste des documents.", required=True),
        ),
        button="Joindre le document",
    )


def noting(document: Document[Done], lead: str) -> CommandForm:
    return CommandForm(
        slug="erratum",
        title="Noter un erratum",
        occasion="Documents",
        lead=lead,
        rule="REGISTRE",
        document=document,
        own=(
            Field(
                "text",
                "Ce qui est à lire, et où",
                "text",
                "Par exemple : « page 2, lire 12 places au lieu de 21 ».",
                required=True,
                codes=("SAME_ERRATUM",),
            ),
        ),
        button="Noter l'erratum",
    )


DECISION_DOCUMENT: Final = attaching(
    commands.ATTACH_TO_DECISION, "Une pièce à lire avec la décision, qui ne change pas."
)
MEETING_DOCUMENT: Final = attaching(
    commands.ATTACH_TO_MEETING,
    "Une pièce à lire avec la réunion : un rapport, une présentation. Le procès-verbal, lui, s'adopte.",
)
OPINION_DOCUMENT: Final = attaching(commands.ATTACH_TO_OPINION, "Une pièce à lire avec l'avis, qui ne change pas.")
PROJECT_DOCUMENT: Final = attaching(
    commands.ATTACH_TO_PROJECT, "Une pièce à lire avec le projet ; toutes les Instances concernées la lisent."
)
DECISION_ERRATUM: Final = noting(
    commands.NOTE_DECISION_ERRATUM,
    "Le texte adopté ou clos reste tel quel ; l'erratum se lit à côté. Un texte encore discuté s'amende.",
)
OPINION_ERRATUM: Final = noting(
    commands.NOTE_OPINION_ERRATUM,
    "Le texte adopté reste tel quel ; l'erratum se lit à côté. Un avis qui n'est pas adopté s'amende.",
)
PROJECT_ERRATUM: Final = noting(
    commands.NOTE_PROJECT_ERRATUM,
    "Le contenu reste tel quel, et aucun verdict n'est rouvert ; l'erratum se lit à côté.",
)
