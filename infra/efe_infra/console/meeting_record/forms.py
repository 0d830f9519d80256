"""Fields of the record of a meeting, and the conversion of their values to command input."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from efe_infra.console.forms.command_form import Field, InvalidInput, Option, Path
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import LABELS

ATTENDANCE: Final = "attendance"
PRESENT: Final = "present"
ABSENT: Final = "absent"
REPRESENTED: Final = tr("Représenté par un autre membre")
TO_FILL: Final = tr("Ce champ est à remplir.")
TO_CHOOSE: Final = tr("Un choix est à faire.")
HELD_ON: Final = Field(
    "effectiveOn", tr("Jour où elle s'est tenue"), "day", required=True, codes=("IN_THE_FUTURE", "TOO_EARLY")
)
MINUTES: Final = (
    Field(
        "minutes.sha256",
        tr("Procès-verbal de cette réunion"),
        "document",
        tr("Il est joint à la réunion ; son nom reste dans le coffre de l'Instance."),
    ),
    Field("minutes.adopted", tr("Le pôle ou l'organe l'a adopté séance tenante"), "flag"),
)
EARLIER_MINUTES: Final = (
    Field("earlierMinutes.0.meetingId", tr("Réunion antérieure"), "pick", codes=("MINUTES_ALREADY_ADOPTED",)),
    Field("earlierMinutes.0.sha256", tr("Son procès-verbal"), "document"),
)
STANCES: Final = tuple(Option(value, tr(each.words)) for value, each in LABELS["Stance"].items())
OUTCOMES: Final[Mapping[str, str]] = {
    "CONSENSUS": tr("Consensus de tous les présents et représentés"),
    "ADOPTED": tr("Adoptée, sur les positions ci-dessous et celles déjà consignées"),
    "OPEN": tr("Discutée ; elle reste ouverte"),
    "CLOSED": tr("Laissée sans consensus"),
}
JOINING_OUTCOMES: Final[Mapping[str, str]] = {
    "CONSENSUS": tr("Consensus de tous les présents et représentés ; le pôle porte aussitôt le projet"),
    "ADOPTED": tr(
        "Adoptée, sur les positions ci-dessous et celles déjà consignées ; le pôle porte aussitôt le projet"
    ),
}
"""Outcomes of a decision to carry a project with which the pôle joins it by the same act."""
COORDINATORS_OUTCOME: Final = "CONSENSUS"
"""Outcome that records what other members said."""


def attendance_field(key: str, name: str) -> Field:
    return Field(f"{ATTENDANCE}.{key}", name, "one_of", required=True)


def attendance_options(attendee: Mapping[str, str], others: Iterable[Option]) -> list[Option]:
    """Returns the choices for one attendee; `others` are the operators that may have represented it."""
    return [
        Option(PRESENT, tr("Présent"), {"present": attendee}),
        Option("excused", tr("Excusé"), {"excused": attendee}),
        Option(ABSENT, tr("Absent"), {}),
        *(
            Option(
                each.value,
                tr("Représenté par %(name)s", name=each.words),
                {"represented": {**attendee, "byId": each.value}},
                fold=REPRESENTED,
            )
            for each in others
            if each.value not in attendee.values()
        ),
    ]


def outcome_fields(number: int) -> tuple[Field, ...]:
    decision = f"decisions.{number}"
    return (
        Field(
            f"{decision}.outcome",
            tr("Ce que la réunion en a fait"),
            "one_of",
            tr("Laissé vide : la réunion n'en a pas parlé."),
            codes=("CONSULTATION_UNDER_WAY", "DECISION_IS_CLOSED", "WORDING_CHANGED"),
        ),
        Field(f"{decision}.reason", tr("Pourquoi elle est laissée sans consensus"), spare=True),
    )


def proposal_fields(number: int) -> tuple[Field, ...]:
    proposed = f"decisions.{number}.decision.proposed"
    outcome, reason = outcome_fields(number)
    return (
        Field(f"{proposed}.about", tr("Ce que le pôle décide"), "pick", codes=("NOT_INVITED", "CONTENT_NOT_SHOWN")),
        Field(f"{proposed}.title", tr("Titre"), kept=True),
        Field(f"{proposed}.text", tr("Texte proposé"), "text", kept=True),
        outcome,
        reason,
    )


def position_fields(number: int, nth: int) -> tuple[Field, ...]:
    position = f"decisions.{number}.positions.{nth}"
    return (
        Field(f"{position}.operatorId", tr("Position n° %(number)s : membre", number=nth + 1), "pick"),
        Field(f"{position}.stance", tr("Position n° %(number)s : ce qu'il dit", number=nth + 1), "pick"),
        Field(
            f"{position}.words",
            tr("Position n° %(number)s : motif", number=nth + 1),
            "text",
            tr("Attendu pour une réserve ou une objection : il est montré tel quel."),
            spare=True,
        ),
    )


def faults_of(values: dict[str, Any]) -> Iterator[InvalidInput]:
    """Yields what is missing in a proposal, the minutes, or the attendance of who represented a member."""
    for number, decision in values.get("decisions", {}).items():
        proposed = decision.get("decision", {}).get("proposed")
        if proposed is None:
            continue
        path = f"decisions.{number}.decision.proposed"
        if "about" not in proposed:
            yield InvalidInput(TO_CHOOSE, f"{path}.about")
        yield from (InvalidInput(TO_FILL, f"{path}.{each}") for each in ("title", "text") if each not in proposed)
    attendance = values.get(ATTENDANCE, {})
    operators = {each["present"].get("operatorId") for each in attendance.values() if "present" in each}
    for key, each in attendance.items():
        if "represented" in each and each["represented"]["byId"] not in operators:
            yield InvalidInput(tr("Ce membre n'est pas parmi les présents."), f"{ATTENDANCE}.{key}")
    if values.get("minutes") == {"adopted": True}:
        yield InvalidInput(TO_CHOOSE, "minutes.sha256")


def record_input(values: dict[str, Any], pole: str) -> dict[str, Any]:
    """Returns the command input: attendance by kind, decisions with the open or proposed text that they name."""
    lists: dict[str, list[Any]] = {"present": [], "excused": [], "represented": []}
    for each in values.pop(ATTENDANCE, {}).values():
        for kind, entry in each.items():
            lists[kind].append(entry)
    if "sha256" not in values.get("minutes", {}):
        values.pop("minutes", None)
    values["decisions"] = [decision_input(each, pole) for each in values.get("decisions", ())]
    return values | lists


def decision_input(decision: dict[str, Any], pole: str) -> dict[str, Any]:
    """Returns the command input of a decision: with the text of its outcome, and a proposal with its subject."""
    outcome: dict[str, Any] = decision.pop("outcome")
    proposed = decision.get("decision", {}).get("proposed")
    if proposed:
        decision["decision"] = {"proposed": {"poleId": pole, **proposed.pop("about"), **proposed}}
    return decision | outcome


def field_path(values: dict[str, Any], path: Path) -> Sequence[str]:
    """Returns the path of the field of an attendee for that of the command input: `present.2`."""
    match path:
        case ["present" | "excused" | "represented" as kind, *below]:
            number = int(below[0]) if below and below[0].isdecimal() else 0
            keys = [key for key, each in values.get(ATTENDANCE, {}).items() if kind in each]
            return [ATTENDANCE, *keys[number : number + 1]]
    return path
