"""Form that deletes the bytes of a document."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field

PURGE: Final = CommandForm(
    slug="supprimer",
    title="Supprimer un document",
    lead="Le coffre n'en garde plus rien. Les actes qui le citent restent, et disent quand et pourquoi il est"
    " supprimé.",
    rule="REGISTRE",
    document=commands.PURGE_DOCUMENT,
    own=(
        Field(
            "reason",
            "Raison",
            "text",
            "Tous ceux qui demandent le document la lisent : sans nom de personne.",
            required=True,
            codes=("DOCUMENT_NOT_KEPT",),
        ),
    ),
    button="Supprimer le document",
    irreversible=True,
)
