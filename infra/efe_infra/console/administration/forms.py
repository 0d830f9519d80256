"""Forms for access to the whole platform: an administrator gives and takes roles."""

from typing import Final

from efe_infra.console.access.forms import ACCOUNT, HELD, ROLE, granted, revoked
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, by_slug

GRANTING: Final = CommandForm(
    slug="donner",
    title="Donner un rôle sur toute la plateforme",
    lead="Un auditeur et un lecteur voient les dossiers des dix Instances ; un administrateur établit et invite, sans"
    " lire les dossiers. À deux administrateurs, un départ ne bloque rien.",
    rule="REGISTRE",
    document=commands.GRANT_PLATFORM_ACCESS,
    own=(*ACCOUNT, ROLE),
    button="Donner ce rôle",
    shape=granted,
)
REVOKING: Final = CommandForm(
    slug="retirer",
    title="Retirer un rôle sur toute la plateforme",
    lead="Le compte n'a plus ce rôle à partir du jour de l'acte ; ce qu'il a fait et lu reste consigné.",
    rule="REGISTRE",
    document=commands.REVOKE_PLATFORM_ACCESS,
    own=(HELD,),
    button="Retirer ce rôle",
    shape=revoked,
)
PLATFORM_COMMANDS: Final = by_slug(GRANTING, REVOKING)
