"""Forms for the bodies of an Instance, their seats, its règlement and its representatives in the zone (M6, M7)."""

from collections.abc import Iterator
from typing import Any, Final

from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, Path, by_slug
from efe_infra.console.language.translatable import tr

PERSON: Final = "personId"
SUBSTITUTE: Final = "substituteId"
NEW: Final = "newPerson"
"""First part of the path of the fields of a new person."""
NAMES: Final = ("givenName", "familyName")
_PERSON_FIELDS: Final = frozenset({*NAMES, "email", "function"})
_TO_FILL: Final = tr("Ce champ est à remplir.")


def person_fields(label: str) -> tuple[Field, ...]:
    """Returns the fields of a known person, or of one who is named here for the first time."""
    return (
        Field(
            PERSON,
            label,
            "search_one",
            "Une personne connue ; sinon, une nouvelle, à nommer ci-dessous.",
            kept=True,
            codes=("PERSON_IS_FORGOTTEN", "ALREADY_IN_THE_ZONE"),
        ),
        Field(f"{NEW}.givenName", "Prénom de la nouvelle personne"),
        Field(f"{NEW}.familyName", "Nom de la nouvelle personne"),
        Field(f"{NEW}.email", "Adresse électronique de la nouvelle personne"),
        Field(f"{NEW}.function", "Fonction de la nouvelle personne"),
    )


def person_faults(values: dict[str, Any]) -> Iterator[InvalidInput]:
    """Yields the names that a new person lacks, or those that are typed beside a known person."""
    names = values.get(NEW, {})
    if not names and PERSON not in values:
        yield InvalidInput(tr("Choisissez une personne connue, ou nommez-en une nouvelle."), PERSON)
    elif names and PERSON in values:
        yield InvalidInput(tr("Choisissez une personne connue ou nommez-en une nouvelle, pas les deux."), PERSON)
    elif names:
        yield from (InvalidInput(_TO_FILL, f"{NEW}.{each}") for each in NAMES if each not in names)


def person_path(_: dict[str, Any], path: Path) -> Path:
    """Returns the path of a field of a new person, for a refusal of the registration."""
    return [NEW, *path] if len(path) == 1 and path[0] in _PERSON_FIELDS else path


SETTING_UP: Final = CommandForm(
    slug="mettre-en-place-un-organe",
    title="Mettre en place un organe",
    lead="Une plénière, une chambre, un bureau : l'Instance se donne ses organes, puis pourvoit leurs sièges.",
    rule="M6",
    document=commands.SET_UP_BODY,
    occasion="Organes et règlement",
    own=(
        Field("name", "Nom de l'organe", required=True, codes=("BODY_NAME_TAKEN",)),
        Field("mission", "Mission dont il relève", "one_of", required=True),
    ),
    button="Mettre en place cet organe",
)
FILLING: Final = CommandForm(
    slug="pourvoir",
    title="Pourvoir un siège",
    lead="Une personne occupe le siège dès le jour de l'acte, jusqu'à la fin du mandat ou jusqu'à ce qu'il soit"
    " libéré.",
    rule="M6",
    document=commands.FILL_SEAT,
    occasion="Sièges",
    own=(
        Field("seatId", "Siège", "pick", "Un siège libre ; sans choix, un siège nouveau.", codes=("SEAT_TAKEN",)),
        Field("category", "Catégorie que le siège représente", hint="Par exemple : Le Forem.", required=True),
        Field("voting", "La voix est délibérative", "flag", "Sinon, elle est consultative."),
        *person_fields("Personne qui siège"),
        Field(SUBSTITUTE, "Personne qui la supplée", "search_one", codes=("PERSON_IS_FORGOTTEN",)),
        Field("mandateEnds", "Dernier jour du mandat", "day", "Sans ce jour : jusqu'à ce que le siège soit libéré."),
    ),
    button="Pourvoir ce siège",
    check=person_faults,
    locate=person_path,
)
VACATING: Final = CommandForm(
    slug="liberer",
    title="Libérer un siège",
    lead="Dès le jour de l'acte, nul n'occupe le siège. Il peut être pourvu à nouveau.",
    rule="M6",
    document=commands.VACATE_SEAT,
    occasion="Sièges",
    own=(
        Field("seatId", "Siège", "one_of", required=True, codes=("SEAT_IS_VACANT",)),
        Field("reason", "Raison", "text", "Sans nom de personne.", required=True),
    ),
    button="Libérer ce siège",
)
DISSOLUTION: Final = CommandForm(
    slug="dissoudre",
    title="Dissoudre l'organe",
    lead="Les mandats de ses sièges prennent fin le jour de l'acte ; son histoire reste, son nom redevient libre.",
    rule="M6",
    document=commands.DISSOLVE_BODY,
    occasion="L'organe",
    irreversible=True,
)
BODY_COMMANDS: Final = by_slug(FILLING, VACATING, DISSOLUTION)
BODIES: Final = "bodies"
"""First part of the path of the fields of a body, before its key."""


def body_rule_fields(key: str) -> tuple[Field, ...]:
    """Returns what the règlement says of one body, by the key of the body."""
    return (
        Field(f"{BODIES}.{key}.quorumPercent", tr("Quorum, en pour cent des membres"), "number"),
        Field(f"{BODIES}.{key}.majorityPercent", tr("Majorité, en pour cent"), "number"),
        Field(f"{BODIES}.{key}.givesVerdicts", tr("Donne les verdicts de l'Instance"), "one_of"),
    )


def order_shape(values: dict[str, Any]) -> dict[str, Any]:
    """Turns the rules by body into the list that the command takes."""
    rules = [{"bodyId": f"Body:{key}", **each} for key, each in values.pop(BODIES, {}).items()]
    return {**values, "rules": rules}


def order_path(values: dict[str, Any], path: Path) -> Path:
    """Returns the path of a field of a body, for its place in the list of the command."""
    match path:
        case ["rules", number, *below] if number.isdecimal() and int(number) < len(values.get(BODIES, {})):
            return [BODIES, list(values[BODIES])[int(number)], *below]
    return path


RULES_OF_ORDER: Final = CommandForm(
    slug="reglement",
    title="Adopter le règlement d'ordre intérieur",
    lead="Il remplace le précédent en entier. Ce qu'il ne dit pas reste ouvert : la loi ne fixe aucun nombre.",
    rule="ART-7",
    document=commands.ADOPT_RULES_OF_ORDER,
    occasion="Organes et règlement",
    own=(
        Field(
            "renewalWindowDays",
            "Un pôle se renouvelle dans tant de derniers jours de son terme",
            "number",
            codes=("SAME_RULES_OF_ORDER",),
        ),
        Field("lateAfterDays", "Un fait plus vieux de tant de jours, quand on le consigne, a une source", "number"),
        Field(
            "contestDays",
            "Après une décision, un membre peut encore prendre position pendant tant de jours",
            "number",
            "Trente jours si le règlement ne dit rien.",
        ),
        Field(
            "verdictsNeedQuorum",
            "Un organe ne donne un verdict qu'avec son quorum",
            "one_of",
            "Si le règlement ne dit rien, le quorum est montré, sans être exigé.",
        ),
    ),
    button="Adopter ce règlement",
    shape=order_shape,
    locate=order_path,
)
"""Form without the rules of each body, which `bodies/page.py` adds."""
REPRESENTING: Final = CommandForm(
    slug="designer",
    title="Désigner un représentant dans la zone",
    lead="Les Instances de Namur et de Hainaut Sud sont représentées dans la zone interbassin"
    " Entre-Sambre-et-Meuse ; ses projets se soumettent quand les deux le sont.",
    rule="ART-18",
    document=commands.DESIGNATE_ZONE_REPRESENTATIVE,
    occasion="Zone interbassin",
    own=person_fields("Personne qui représente l'Instance"),
    button="Désigner cette personne",
    check=person_faults,
    locate=person_path,
)
ENDING: Final = CommandForm(
    slug="mettre-fin",
    title="Mettre fin à une désignation dans la zone",
    lead="La personne ne représente plus l'Instance dans la zone à partir du jour de l'acte.",
    rule="ART-18",
    document=commands.END_ZONE_REPRESENTATIVE,
    occasion="Zone interbassin",
    own=(Field(PERSON, "Personne", "one_of", required=True, codes=("NOT_IN_THE_ZONE",)),),
    button="Mettre fin à la désignation",
)
ZONE_COMMANDS: Final = by_slug(REPRESENTING, ENDING)
