"""Forms for meetings: convene, postpone, hold, cancel, set the agenda and adopt the minutes."""

from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, by_slug
from efe_infra.console.language.translatable import tr

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
)
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
)


def with_proxies(values: dict[str, Any]) -> dict[str, Any]:
    """Gives each represented operator the one that spoke for it. Raises `InvalidInput`."""
    by, represented = values.pop("representedBy", None), values.pop("represented", ())
    if represented and not by:
        raise InvalidInput(tr("Qui a représenté les absents ?"), "representedBy")
    return {**values, "represented": [{"operatorId": each, "byId": by} for each in represented]}


HOLDING: Final = CommandForm(
    slug="tenir",
    title="Consigner que la réunion est tenue",
    lead="Qui était présent, qui s'est fait excuser. Le jour de l'acte est celui de la réunion.",
    rule="PS-REUNION",
    document=commands.HOLD_MEETING,
    own=(
        Field("present", "Présents", "some_of", required=True),
        Field("represented", "Représentés", "some_of", "Des membres du pôle, absents, pour qui un autre a parlé."),
        Field("representedBy", "Représentés par", "pick", "Le membre présent qui a parlé pour eux."),
        Field("excused", "Excusés", "some_of"),
        PLACE,
        REMOTE,
    ),
    button="Consigner la réunion",
    shape=with_proxies,
)
AGENDA: Final = CommandForm(
    slug="ordre-du-jour",
    title="Arrêter l'ordre du jour",
    lead="Un ordre du jour remplace le précédent, tant que la réunion n'est pas tenue.",
    rule="M1",
    document=commands.SET_AGENDA,
    own=(Field("items", "Points", "lines", "Un point par ligne.", required=True, codes=("SAME_AGENDA",)),),
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
)
CANCELLATION: Final = CommandForm(
    slug="annuler",
    title="Annuler la réunion",
    lead="Une réunion annulée n'est plus tenue ; une autre peut être convoquée.",
    rule="M1",
    document=commands.CANCEL_MEETING,
    own=(REASON,),
    irreversible=True,
)
MEETING_COMMANDS: Final = by_slug(HOLDING, POSTPONEMENT, AGENDA, CANCELLATION, MINUTES)
