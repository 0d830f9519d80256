"""Forms of the register of operators: registration, sites, competences, ressort, and changes of particulars."""

from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

COMMUNES: Final = "communes"
_PLACES: Final = "Où il est local"
_TRADES: Final = "Ses compétences"
_NAMES: Final = "Nom, numéro et sorte"
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
_KIND: Final = Field("kind", "Sorte", "one_of", "Son collège en suit.", required=True, codes=("SAME_PARTICULARS",))
_SCHEME: Final = Field("scheme", "D'où vient le numéro", "one_of", required=True)


def without_sites(values: dict[str, Any]) -> dict[str, Any]:
    """Leaves out the communes, whose sites are opened by commands of their own."""
    values.pop(COMMUNES, None)
    return values


REGISTRATION: Final = CommandForm(
    slug="inscrire",
    title="Inscrire un opérateur",
    lead="Le registre des opérateurs est commun aux dix Instances : cherchez d'abord s'il y est déjà.",
    rule="PS-COMPO",
    document=commands.REGISTER_OPERATOR,
    own=(
        Field("name", "Nom", required=True),
        _KIND,
        _SCHEME,
        Field("number", "Numéro", required=True, codes=("ALREADY_REGISTERED", "WRONG_CHECK_DIGITS")),
        Field(
            COMMUNES,
            "Communes de ses sites",
            "search_some",
            "Un site par commune du bassin. Sans site ni ressort, il n'est local nulle part.",
        ),
    ),
    button="Inscrire l'opérateur",
    shape=without_sites,
    occasion="Opérateurs",
)
RENAMING: Final = CommandForm(
    slug="renommer",
    title="Changer le nom de l'opérateur",
    lead="Le nom change à partir du jour de l'acte ; l'ancien reste montré. Les adresses et les sièges restent.",
    rule="REGISTRE-BASSIN",
    document=commands.RENAME_OPERATOR,
    own=(Field("name", "Nouveau nom", required=True, codes=("SAME_PARTICULARS",)), _REASON, _INSTANCE),
    button="Changer le nom",
    occasion=_NAMES,
)
RENUMBERING: Final = CommandForm(
    slug="renumeroter",
    title="Changer le numéro de l'opérateur",
    lead="Le numéro change à partir du jour de l'acte ; nul autre opérateur ne reçoit l'ancien.",
    rule="REGISTRE-BASSIN",
    document=commands.RENUMBER_OPERATOR,
    own=(
        _SCHEME,
        Field("number", "Nouveau numéro", required=True, codes=("SAME_PARTICULARS", "ALREADY_REGISTERED")),
        _REASON,
        _INSTANCE,
    ),
    button="Changer le numéro",
    occasion=_NAMES,
)
CHANGE_OF_KIND: Final = CommandForm(
    slug="changer-la-sorte",
    title="Changer la sorte de l'opérateur",
    lead="Chaque siège qu'il occupe garde le collège de sa désignation ; les suivants suivent la nouvelle sorte.",
    rule="PS-COMPO",
    document=commands.CHANGE_OPERATOR_KIND,
    own=(_KIND, _INSTANCE),
    button="Changer la sorte",
    occasion=_NAMES,
)
OPENING: Final = CommandForm(
    slug="ouvrir-un-site",
    title="Ouvrir un site",
    lead="Un site rend l'opérateur local dans le bassin de sa commune, à partir du jour de l'acte.",
    rule="PS-LOCAL",
    document=commands.OPEN_SITE,
    own=(Field("commune", "Commune du site", "search_one", required=True),),
    button="Ouvrir le site",
    occasion=_PLACES,
)
CLOSURE: Final = CommandForm(
    slug="fermer-un-site",
    title="Fermer un site",
    lead="À partir du jour de l'acte, ce site ne rend plus l'opérateur local.",
    rule="PS-LOCAL",
    document=commands.CLOSE_SITE,
    own=(Field("siteId", "Site", "one_of", required=True, codes=("SITE_IS_CLOSED",)),),
    button="Fermer le site",
    occasion=_PLACES,
)
RECOGNITION: Final = CommandForm(
    slug="reconnaitre",
    title="Reconnaître une compétence",
    lead="L'Instance reconnaît l'opérateur compétent pour un axe qu'elle a identifié ; il peut alors siéger.",
    rule="PS-COMPETENT",
    document=commands.RECOGNISE_COMPETENCE,
    own=(Field("axis", "Axe", "search_one", required=True, codes=("ALREADY_COMPETENT",)),),
    button="Reconnaître la compétence",
    occasion=_TRADES,
)
WITHDRAWAL: Final = CommandForm(
    slug="retirer-une-competence",
    title="Retirer une compétence",
    lead="À partir du jour de l'acte, l'Instance ne tient plus l'opérateur pour compétent sur cet axe.",
    rule="PS-COMPETENT",
    document=commands.WITHDRAW_COMPETENCE,
    own=(Field("axisKey", "Compétence", "one_of", required=True, codes=("COMPETENCE_NOT_HELD",)),),
    button="Retirer la compétence",
    occasion=_TRADES,
)
RESSORT: Final = CommandForm(
    slug="consigner-le-ressort",
    title="Consigner le ressort",
    lead="Une intercommunale ou un partenaire social est local dans le bassin que son ressort couvre.",
    rule="PS-LOCAL",
    document=commands.RECORD_RESSORT,
    own=(
        Field("basis", "Ce qui le dit", "text", "Des statuts, un décret.", required=True),
        Field("bassin", "Bassin", "one_of", required=True, codes=("RESSORT_ALREADY_RECORDED", "NO_RESSORT")),
    ),
    button="Consigner le ressort",
    occasion=_PLACES,
)
END_OF_RESSORT: Final = CommandForm(
    slug="mettre-fin-au-ressort",
    title="Mettre fin au ressort",
    lead="À partir du jour de l'acte, le ressort ne couvre plus le bassin.",
    rule="PS-LOCAL",
    document=commands.END_RESSORT,
    own=(Field("bassin", "Bassin", "one_of", required=True, codes=("RESSORT_NOT_RECORDED",)),),
    button="Mettre fin au ressort",
    occasion=_PLACES,
)
OPERATOR_COMMANDS: Final = by_slug(
    OPENING, CLOSURE, RESSORT, END_OF_RESSORT, RECOGNITION, WITHDRAWAL, RENAMING, RENUMBERING, CHANGE_OF_KIND
)
