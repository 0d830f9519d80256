"""Forms of the joint meetings of a project: call, move and cancel one, and convene the pôle's own meeting for it."""

from typing import Final

from efe_infra.console.forms import generated as documents
from efe_infra.console.forms.command_form import CommandForm, Field
from efe_infra.console.meeting.forms import HOURS, PLACE, REASON, REMOTE

_AGENDA: Final = Field("agenda", "Ordre du jour", "lines", "Un point par ligne, sans nom de personne.", required=True)
_WHEN: Final = (
    Field("day", "Jour de la réunion", "day", required=True, codes=("SAME_JOINT_MEETING", "NOT_THE_JOINT_DAY")),
    *HOURS,
    PLACE,
    REMOTE,
)
CALLING: Final = CommandForm(
    slug="appeler",
    title="Appeler une réunion conjointe",
    lead="Les pôles du projet la voient, et les pôles invités l'apprennent. Chaque pôle y prend part en convoquant"
    " sa propre réunion.",
    rule="PS-RENCONTRE",
    document=documents.CALL_JOINT_MEETING,
    own=(*_WHEN, _AGENDA),
    button="Appeler la réunion conjointe",
)
MOVING: Final = CommandForm(
    slug="deplacer",
    title="Déplacer la réunion conjointe",
    lead="Les pôles qui ont convoqué leur réunion pour l'ancien jour la reportent eux-mêmes.",
    rule="PS-RENCONTRE",
    document=documents.CALL_JOINT_MEETING,
    own=(*_WHEN, _AGENDA, REASON),
    button="Déplacer la réunion conjointe",
)
CANCELLING: Final = CommandForm(
    slug="annuler",
    title="Annuler la réunion conjointe",
    lead="Elle n'est plus appelée ; une autre peut l'être. Chaque pôle annule lui-même la réunion qu'il a convoquée.",
    rule="PS-RENCONTRE",
    document=documents.CANCEL_JOINT_MEETING,
    own=(REASON,),
)
TAKING_PART: Final = CommandForm(
    slug="prendre-part",
    title="Prendre part à la réunion conjointe",
    lead="Le pôle convoque sa propre réunion, le même jour : ses présences, ses positions et son procès-verbal"
    " restent les siens.",
    rule="PS-RENCONTRE",
    document=documents.CONVENE_MEETING,
    own=_WHEN,
    button="Convoquer la réunion du pôle",
)
OF_A_MEETING: Final = {each.slug: each for each in (MOVING, CANCELLING, TAKING_PART)}
