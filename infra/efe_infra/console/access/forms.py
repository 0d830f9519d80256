"""Forms for access: coordinators grant and revoke roles, in the Instance or in one pôle."""

from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.language.translatable import tr


def granted(values: dict[str, Any]) -> dict[str, Any]:
    """Removes the subject, whose account exists by then.

    Raises `InvalidInput` unless the form has either an account or a subject.
    """
    subject = values.pop("subject", None)
    if (subject is None) == ("accountId" not in values):
        raise InvalidInput(tr("Un compte de la liste, ou le sujet d'un nouveau compte : l'un des deux."), "accountId")
    return values


def revoked(values: dict[str, Any]) -> dict[str, Any]:
    grant: dict[str, Any] = values.pop("grant")
    return grant | values


ACCOUNT: Final = (
    Field("accountId", "Compte", "search_one", "Cherchez-le par le nom de la personne.", codes=("ACCESS_HELD",)),
    Field(
        "subject",
        "Ou inviter un compte par son sujet",
        hint="L'identifiant (sub) que le fournisseur d'identité donne à la personne, avant sa première visite.",
    ),
)
ROLE: Final = Field("role", "Rôle", "one_of", required=True, codes=("ROLE_OUT_OF_SCOPE",))
HELD: Final = Field("grant", "Rôle à retirer", "one_of", required=True, codes=("ACCESS_NOT_HELD",))
GRANTING: Final = CommandForm(
    slug="donner",
    title="Donner un rôle",
    lead="Un coordinateur consigne les actes de l'Instance ; un auditeur et un lecteur voient ses dossiers.",
    rule="REGISTRE",
    document=commands.GRANT_ACCESS,
    own=(*ACCOUNT, ROLE),
    button="Donner ce rôle",
    shape=granted,
)
OPENING: Final = CommandForm(
    slug="ouvrir-un-pole",
    title="Ouvrir le dossier d'un pôle",
    lead="Le compte voit le dossier de ce seul pôle, comme auditeur ou comme lecteur.",
    rule="REGISTRE",
    document=commands.GRANT_POLE_ACCESS,
    own=(Field("poleId", "Pôle", "one_of", required=True), *ACCOUNT, ROLE),
    button="Ouvrir ce dossier",
    shape=granted,
)
REVOKING: Final = CommandForm(
    slug="retirer",
    title="Retirer un rôle",
    lead="Le compte n'a plus ce rôle à partir du jour de l'acte ; ce qu'il a fait et lu reste consigné.",
    rule="REGISTRE",
    document=commands.REVOKE_ACCESS,
    own=(HELD,),
    button="Retirer ce rôle",
    shape=revoked,
)
CLOSING: Final = CommandForm(
    slug="fermer-un-pole",
    title="Refermer le dossier d'un pôle",
    lead="Le compte ne voit plus ce dossier à partir du jour de l'acte.",
    rule="REGISTRE",
    document=commands.REVOKE_POLE_ACCESS,
    own=(HELD,),
    button="Refermer ce dossier",
    shape=revoked,
)
ACCESS_COMMANDS: Final = by_slug(GRANTING, REVOKING, OPENING, CLOSING)
