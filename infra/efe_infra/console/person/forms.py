"""Forms on persons: registration in the vault, correction, forgetting, and the link of an account."""

from typing import Any, Final

from efe_infra.console.access.forms import ACCOUNT
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.language.translatable import tr

INSTEAD: Final = "insteadId"
ACCOUNT_FIELD: Final = "accountId"
OPTIONAL_TEXTS: Final = ("email", "function")
_NAMES: Final = (
    Field("givenName", "Prénom", required=True),
    Field("familyName", "Nom", required=True),
)
_CONTACT: Final = (
    Field("email", "Adresse électronique"),
    Field("function", "Fonction"),
)
_DATA: Final = "Ses données"


def with_emptied_texts(values: dict[str, Any]) -> dict[str, Any]:
    """Sends an empty text for a field that the person emptied: the platform erases it then."""
    return dict.fromkeys(OPTIONAL_TEXTS, "") | values


def linked(values: dict[str, Any]) -> dict[str, Any]:
    """Removes the subject, whose account exists by then. Raises `InvalidInput` without an account or a subject."""
    subject = values.pop("subject", None)
    if (subject is None) == (ACCOUNT_FIELD not in values):
        raise InvalidInput(
            tr("Un compte trouvé par la recherche, ou le sujet d'un compte : l'un des deux."), ACCOUNT_FIELD
        )
    values.pop("commandId", None)
    return values


REGISTRATION: Final = CommandForm(
    slug="inscrire",
    title="Inscrire une personne",
    lead="Ses données sont gardées dans le coffre, jamais dans le registre. Cherchez d'abord si elle y est déjà.",
    rule="REGISTRE",
    document=commands.REGISTER_PERSON,
    own=(*_NAMES, *_CONTACT),
    button="Inscrire la personne",
    dated=False,
    occasion="Personnes",
)
AMENDMENT: Final = CommandForm(
    slug="rectifier",
    title="Corriger les données de la personne",
    lead="Le registre dit que des données sont corrigées, jamais lesquelles : elles ne sont que dans le coffre.",
    rule="REGISTRE",
    document=commands.AMEND_PERSON,
    own=(
        *_NAMES,
        *_CONTACT,
        Field("bassin", "Au nom de l'Instance", "one_of", required=True),
    ),
    button="Corriger",
    shape=with_emptied_texts,
    occasion=_DATA,
)
FORGETTING: Final = CommandForm(
    slug="oublier",
    title="Oublier la personne",
    lead="Son nom, son adresse, sa fonction et ses comptes sont effacés du coffre, sans retour. Ses actes restent.",
    rule="REGISTRE",
    document=commands.FORGET_PERSON,
    own=(
        Field("reason", "Raison", "one_of", required=True),
        Field(
            INSTEAD,
            "Fiche qui reste",
            "search_one",
            "Pour une personne inscrite deux fois : celle qui la remplace, d'abord à tous ses sièges.",
            codes=("STILL_SEATED",),
        ),
    ),
    button="Oublier pour toujours",
    irreversible=True,
    occasion=_DATA,
)
LINKING: Final = CommandForm(
    slug="relier",
    title="Relier un compte à la personne",
    lead="Par ce compte, la personne agit pour les membres qu'elle représente. Vérifiez qu'il est bien le sien.",
    rule="REGISTRE",
    document=commands.LINK_ACCOUNT,
    own=(
        Field(ACCOUNT_FIELD, "Compte", "search_one", "Cherchez-le par le nom sous lequel il se connecte."),
        ACCOUNT[1],
    ),
    button="Relier ce compte",
    dated=False,
    shape=linked,
    occasion="Son compte",
)
PERSON_COMMANDS: Final = by_slug(AMENDMENT, FORGETTING, LINKING)
