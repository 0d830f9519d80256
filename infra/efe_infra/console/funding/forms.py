"""Forms that enter, change and withdraw a funding call."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

_TERMS: Final = (
    Field("name", "Nom de l'appel", required=True, codes=("SAME_CALL", "CALL_IS_WITHDRAWN")),
    Field("executive", "Qui l'a lancé", hint="Dans les mots de la source.", required=True),
    Field("opens", "Premier jour pour y répondre", "day", required=True),
    Field("closes", "Dernier jour pour y répondre", "day", required=True),
    Field("reference", "Source", hint="L'adresse ou le document d'où vous le tenez.", required=True),
    Field(
        "sha256",
        "Document de la source",
        "document",
        "S'il est déposé ici : les comptes des dix Instances peuvent alors le lire, et lui seul.",
    ),
)
_REASON: Final = Field(
    "reason", "Raison", "text", "Les autres Instances la lisent ; aucun nom de personne.", required=True
)
OPENING: Final = CommandForm(
    slug="inscrire-un-appel",
    title="Inscrire un appel à financement",
    lead="Les dix Instances le lisent ; la vôtre seule le change. La plateforme ne décide d'aucun financement.",
    rule="REGISTRE-APPELS",
    document=commands.OPEN_FUNDING_CALL,
    own=_TERMS,
    button="Inscrire cet appel",
)
CHANGE: Final = CommandForm(
    slug="changer",
    title="Changer l'appel",
    lead="Les demandes déjà consignées gardent le nom et le dernier jour qu'elles ont lus.",
    rule="REGISTRE-APPELS",
    document=commands.CHANGE_FUNDING_CALL,
    own=(*_TERMS, _REASON),
    button="Changer cet appel",
)
WITHDRAWAL: Final = CommandForm(
    slug="retirer",
    title="Retirer l'appel",
    lead="Aucune demande ne le choisit plus à partir du jour de l'acte ; celles qui l'ont choisi le gardent.",
    rule="REGISTRE-APPELS",
    document=commands.WITHDRAW_FUNDING_CALL,
    own=(_REASON,),
    button="Retirer cet appel",
    irreversible=True,
)
CALL_COMMANDS: Final = by_slug(CHANGE, WITHDRAWAL)
