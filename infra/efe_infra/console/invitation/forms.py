"""Forms for an invitation to carry a project: the answers of the invited pôle, and the withdrawal by the inviter."""

from typing import Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug
from efe_infra.console.project.forms import DECISION

_WHY: Final = Field("reason", "Raison", "text", required=True, codes=("INVITATION_IS_CLOSED",))
ACCEPTANCE: Final = CommandForm(
    slug="accepter",
    title="Accepter l'invitation",
    lead="Le pôle invité porte le projet par une décision adoptée pour le seul contenu que l'invitation lui montre."
    " Lui et son Instance lisent dès lors tout ce qui y est consigné, depuis le premier jour.",
    rule="PS-CONJOINT",
    document=commands.JOIN_PROJECT,
    own=(DECISION,),
    button="Accepter et porter le projet",
)
REFUSAL: Final = CommandForm(
    slug="decliner",
    title="Décliner l'invitation",
    lead="Le pôle invité ne porte pas le projet ; il peut être invité à nouveau.",
    rule="PS-CONJOINT",
    document=commands.DECLINE_INVITATION,
    own=(_WHY,),
)
WITHDRAWAL: Final = CommandForm(
    slug="retirer",
    title="Retirer l'invitation",
    lead="Le pôle qui a invité retire l'invitation tant qu'elle attend une réponse.",
    rule="PS-CONJOINT",
    document=commands.WITHDRAW_INVITATION,
    own=(_WHY,),
)
INVITATION_COMMANDS: Final = by_slug(ACCEPTANCE, REFUSAL, WITHDRAWAL)
