"""Forms for meetings: convene, postpone, record, cancel, set the agenda and adopt the minutes."""

from typing import Final

from efe_infra.console.document.annex_forms import MEETING_DOCUMENT
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug

MEETINGS: Final = "Réunions et décisions"
THE_MEETING: Final = "La réunion"
"""Titles under which pages group these forms."""
HOURS: Final = (
    Field("startsAt", "Heure de début", "time", "À Bruxelles, comme 14:30."),
    Field("endsAt", "Heure de fin", "time"),
)
PLACE: Final = Field(
    "place", "Lieu", hint="Une salle, une adresse ; jamais un lien de visioconférence avec son code."
)
REMOTE: Final = Field("remote", "À distance", "flag")
REASON: Final = Field("reason", "Raison", "text", required=True)

CONVENING: Final = CommandForm(
    slug="convoquer",
    title="Convoquer une réunion",
    lead="Un organe de l'Instance, un de ses pôles ou la zone se réunit ; les siens voient la réunion dès lors.",
    rule="PS-REUNION",
    document=commands.CONVENE_MEETING,
    own=(
        Field("assembly", "Qui se réunit", "one_of", required=True, codes=("ALREADY_CONVENED",)),
        Field("day", "Jour de la réunion", "day", required=True),
        *HOURS,
        PLACE,
        REMOTE,
    ),
    button="Convoquer la réunion",
    occasion="Réunions et organes",
)
SERIES: Final = CommandForm(
    slug="convoquer-une-serie",
    title="Convoquer une série de réunions",
    lead="Les réunions d'une année, par exemple, en une fois. Chacune est ensuite reportée, annulée ou tenue pour"
    " elle-même.",
    rule="PS-REUNION",
    document=commands.CONVENE_SERIES,
    own=(
        Field("assembly", "Qui se réunit", "one_of", required=True, codes=("ALREADY_CONVENED",)),
        *HOURS,
        PLACE,
        REMOTE,
    ),
    button="Convoquer ces réunions",
    listed="convene_meeting",
    occasion="Réunions et organes",
)
"""Form without its rows, which `meeting/series.py` adds."""
POSTPONEMENT: Final = CommandForm(
    slug="reporter",
    title="Reporter ou déplacer la réunion",
    lead="Elle garde son ordre du jour ; l'ancien jour reste dans son histoire, avec la raison.",
    rule="M1",
    document=commands.POSTPONE_MEETING,
    own=(
        Field("day", "Nouveau jour", "day", required=True, codes=("SAME_SCHEDULE",)),
        *HOURS,
        PLACE,
        REMOTE,
        REASON,
    ),
    button="Reporter la réunion",
    occasion=THE_MEETING,
)


RECORD: Final = CommandForm(
    slug="consigner",
    title="Consigner la réunion",
    lead="Les présences, les décisions prises et le procès-verbal, en une fois : tout est consigné, ou rien. Une"
    " adoption qui attend un membre ne fait rien perdre : les positions restent, et la décision reste ouverte.",
    rule="PS-REUNION",
    document=commands.RECORD_MEETING,
    own=(PLACE, REMOTE),
    dated=False,
    listed="hold_meeting",
    occasion=THE_MEETING,
)
"""Form without its parts, which `meeting_record/page.py` adds."""
AGENDA: Final = CommandForm(
    slug="ordre-du-jour",
    title="Arrêter l'ordre du jour",
    lead="Un ordre du jour remplace le précédent, tant que la réunion n'est pas tenue.",
    rule="M1",
    document=commands.SET_AGENDA,
    own=(Field("items", "Points", "lines", "Un point par ligne.", required=True, codes=("SAME_AGENDA",)),),
    occasion=THE_MEETING,
)
MINUTES: Final = CommandForm(
    slug="proces-verbal",
    title="Adopter le procès-verbal",
    lead="L'acte désigne le document par son empreinte, qui ne change plus ; son nom reste dans le coffre.",
    rule="M1",
    document=commands.ADOPT_MINUTES,
    own=(
        Field(
            "sha256",
            "Procès-verbal",
            "document",
            required=True,
            codes=("MINUTES_ALREADY_ADOPTED", "NOT_FOUND"),
        ),
    ),
    irreversible=True,
    occasion=THE_MEETING,
)
CANCELLATION: Final = CommandForm(
    slug="annuler",
    title="Annuler la réunion",
    lead="Une réunion annulée n'est plus tenue ; une autre peut être convoquée.",
    rule="M1",
    document=commands.CANCEL_MEETING,
    own=(REASON,),
    irreversible=True,
    occasion=THE_MEETING,
)
MEETING_COMMANDS: Final = by_slug(POSTPONEMENT, AGENDA, CANCELLATION, MINUTES, MEETING_DOCUMENT)
