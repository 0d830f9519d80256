"""Forms that change the name and the number of an operator."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

_INSTANCE: Final = Field(
    "bassin",
    "Au nom de l'Instance",
    "one_of",
    "Une Instance où l'opérateur siège ou est situé.",
    required=True,
    codes=("NOT_YOUR_OPERATOR",),
)
_REASON: Final = Field(
    "reason", "Raison", "text", "Les autres Instances la lisent ; aucun nom de personne.", required=True
)
RENAMING: Final = CommandForm(
    slug="renommer",
    title="Changer le nom de l'opérateur",
    lead="Le nom change à partir du jour de l'acte ; l'ancien reste montré. Les adresses et les sièges restent.",
    rule="REGISTRE-BASSIN",
    document=commands.RENAME_OPERATOR,
    own=(Field("name", "Nouveau nom", required=True, codes=("SAME_PARTICULARS",)), _REASON, _INSTANCE),
    button="Changer le nom",
)
RENUMBERING: Final = CommandForm(
    slug="renumeroter",
    title="Changer le numéro de l'opérateur",
    lead="Le numéro change à partir du jour de l'acte ; nul autre opérateur ne reçoit l'ancien.",
    rule="REGISTRE-BASSIN",
    document=commands.RENUMBER_OPERATOR,
    own=(
        Field("scheme", "D'où vient le numéro", "one_of", required=True),
        Field("number", "Nouveau numéro", required=True, codes=("SAME_PARTICULARS", "ALREADY_REGISTERED")),
        _REASON,
        _INSTANCE,
    ),
    button="Changer le numéro",
)
OPERATOR_COMMANDS: Final = by_slug(RENAMING, RENUMBERING)
