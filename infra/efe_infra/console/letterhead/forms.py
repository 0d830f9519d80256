"""Form of the letterhead of an Instance's papers."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field

LETTERHEAD: Final = CommandForm(
    slug="en-tete",
    title="Choisir l'en-tête des papiers",
    lead="Dès le jour de l'acte, les papiers de l'Instance portent cet en-tête. Un papier d'un jour passé garde celui"
    " de ce jour.",
    rule="REGISTRE",
    document=commands.SET_LETTERHEAD,
    occasion="Organes et règlement",
    own=(
        Field(
            "address",
            "Adresse du secrétariat",
            "text",
            "Six lignes au plus.",
            required=True,
            codes=("SAME_LETTERHEAD",),
        ),
        Field(
            "office",
            "Fonction qui signe",
            hint="Par exemple : La présidence. Sans nom de personne.",
            required=True,
        ),
        Field(
            "sha256",
            "Logo de l'Instance",
            "document",
            "Une image PNG ou JPEG de 100 ko au plus ; sans elle, aucun logo. Pas de SVG : un tel fichier peut"
            " contenir un programme.",
        ),
    ),
    button="Choisir cet en-tête",
)
