"""Forms for a pôle, sent by coordinators of its Instance."""

from typing import Final

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import MEETINGS

PEOPLE: Final = "Composition"
TERM: Final = "Terme"
THE_POLE: Final = "Le pôle"
"""Titles under which the page of a pôle groups its forms."""

CREATION: Final = CommandForm(
    slug="creer-un-pole",
    title="Créer un pôle",
    lead="Un pôle se crée autour d'un axe que l'Instance a identifié. Il se prépare, puis se constitue.",
    rule="PS-NB",
    document=commands.CREATE_POLE,
    own=(
        Field("axis", "Axe identifié par l'Instance", "one_of", required=True, codes=("AXIS_NOT_IDENTIFIED",)),
        Field("name", "Nom du pôle", hint="Le nom que tous verront.", required=True, codes=("NAME_TAKEN",)),
    ),
    button="Créer le pôle",
    occasion="Pôles et axes",
)
_MEETING: Final = Field(
    "meetingId", "Réunion d'un organe de l'Instance qui en a décidé", "pick", codes=("MEETING_NOT_HELD",)
)
_CRITERIA: Final = tuple(
    field
    for nth in range(3)
    for field in (
        Field(f"criteria.{nth}.label", tr("Critère %(number)s", number=nth + 1)),
        Field(f"criteria.{nth}.finding", tr("Constat sur le critère %(number)s", number=nth + 1), "text"),
    )
)
COMPOSITION: Final = CommandForm(
    slug="composer",
    title="Composer le pôle",
    lead="Plusieurs membres et les personnes qui les représentent, en une fois : tous sont désignés, ou aucun.",
    rule="PS-COMPO",
    document=commands.COMPOSE_POLE,
    own=(_MEETING,),
    button="Désigner ces membres",
    listed="designate_member",
    occasion=PEOPLE,
)
"""Form without its rows, which `pole/composition.py` adds."""
DESIGNATION: Final = CommandForm(
    slug="designer",
    title="Désigner un membre",
    lead="Un opérateur local, reconnu compétent pour l'axe du pôle, y siège pour son collège.",
    rule="PS-DESIGN",
    document=commands.DESIGNATE_MEMBER,
    own=(
        Field(
            "operatorId",
            "Opérateur",
            "search_one",
            required=True,
            codes=("NOT_LOCAL", "NOT_COMPETENT", "ALREADY_MEMBER"),
        ),
        _MEETING,
    ),
    button="Désigner ce membre",
    occasion=PEOPLE,
)
NEW_PERSON: Final = "nouvelle"
"""Option of a representative who is not known yet."""


REPRESENTATIVE_REFUSALS: Final = (
    "COORDINATOR_REPRESENTS",
    "NO_PERSON_OF_ITS_OWN",
    "ONE_PERSON_TWO_COLLEGES",
    "PERSON_IS_FORGOTTEN",
)


def member_fields(number: int) -> tuple[Field, ...]:
    """Returns the fields of one member of a composition."""
    member = f"members.{number}"
    person = f"{member}.representative.newPerson"
    return (
        Field(
            f"{member}.operatorId",
            tr("Opérateur"),
            "pick",
            codes=("NOT_LOCAL", "NOT_COMPETENT", "ALREADY_MEMBER"),
        ),
        Field(
            f"{member}.representative.personId",
            tr("Représenté par"),
            "pick",
            tr("Une personne connue, ou une nouvelle, à nommer ci-dessous."),
            spare=True,
            codes=(
                "COORDINATOR_REPRESENTS",
                "NO_PERSON_OF_ITS_OWN",
                "ONE_PERSON_TWO_COLLEGES",
                "PERSON_IS_FORGOTTEN",
            ),
        ),
        Field(f"{person}.givenName", tr("Prénom"), spare=True),
        Field(f"{person}.familyName", tr("Nom"), spare=True),
        Field(f"{person}.email", tr("Adresse électronique"), spare=True),
        Field(f"{person}.function", tr("Fonction"), spare=True),
    )


REPRESENTATION: Final = CommandForm(
    slug="representer",
    title="Changer qui représente un membre",
    lead="La personne qui représente un membre parle pour lui dès ce jour. Elle en remplace une autre par un document"
    " de l'opérateur.",
    rule="PS-DESIGN",
    document=commands.REPLACE_REPRESENTATIVE,
    own=(
        Field("operatorId", "Membre", "one_of", required=True, codes=("NOT_A_MEMBER",)),
        Field(
            "representativeId",
            "Représenté désormais par",
            "search_one",
            "Une personne qui représente ou supplée un membre, ou une personne que vous cherchez.",
            required=True,
            codes=("SAME_REPRESENTATIVE", *REPRESENTATIVE_REFUSALS),
        ),
        Field(
            "sha256",
            "Document par lequel l'opérateur choisit cette personne",
            "document",
            codes=("NO_OPERATOR_DOCUMENT",),
        ),
    ),
    button="Consigner ce changement",
    occasion=PEOPLE,
)
SUBSTITUTION: Final = CommandForm(
    slug="suppleer",
    title="Nommer un suppléant",
    lead="Le texte ne connaît pas de suppléant : c'est une lecture de la plateforme. Un suppléant ne parle pour le"
    " membre que le jour où un document de l'opérateur en fait son représentant.",
    rule="PS-DESIGN",
    document=commands.NAME_SUBSTITUTE,
    own=(
        Field("operatorId", "Membre", "one_of", required=True, codes=("NOT_A_MEMBER",)),
        Field(
            "substituteId",
            "Suppléant",
            "search_one",
            "Une personne du pôle, ou une personne que vous cherchez. Sans elle, le membre n'a plus de suppléant.",
            codes=("SAME_SUBSTITUTE", "COORDINATOR_REPRESENTS", "PERSON_IS_FORGOTTEN"),
        ),
    ),
    button="Consigner",
    occasion=PEOPLE,
)
SPEAKERS: Final = {REPRESENTATION.slug: "representativeId", SUBSTITUTION.slug: "substituteId"}
"""Forms that name a person for a member, with the field of that person."""
DEPARTURE: Final = CommandForm(
    slug="fin-de-siege",
    title="Mettre fin à un siège",
    lead="Le membre ne siège plus à partir du jour de l'acte. Un collège laissé vide lève une alarme.",
    rule="PS-DESIGN",
    document=commands.END_MEMBERSHIP,
    own=(
        Field("operatorId", "Membre", "one_of", required=True, codes=("NOT_A_MEMBER",)),
        Field("reason", "Raison", "text", required=True),
    ),
    button="Mettre fin au siège",
    occasion=PEOPLE,
)
WITHOUT_LAST_DAY: Final = tr("Sans lui : %(years)s ans après le premier jour.", years=MAX_TERM_YEARS)
CONSTITUTION: Final = CommandForm(
    slug="constituer",
    title="Constituer le pôle",
    lead=tr(
        "Ses trois collèges présents, il se constitue pour %(years)s ans au plus ; tous le voient dès lors.",
        years=MAX_TERM_YEARS,
    ),
    rule="PS-COMPO",
    document=commands.CONSTITUTE_POLE,
    own=(
        Field("ends", "Dernier jour du terme", "day", WITHOUT_LAST_DAY, codes=("TERM_TOO_LONG", "TERM_OVER")),
        Field(
            "continuesId",
            "Pôle du même axe dont il prend la suite",
            "pick",
            "S'il a un membre commun avec celui-ci, et vit ou a fini il y a un an au plus.",
            codes=("PREVIOUS_POLE_NOT_CITED",),
        ),
        Field("why", "Pourquoi ce pôle n'est pas évalué", "text", "S'il ne l'est pas."),
        _MEETING,
    ),
    occasion=TERM,
)
EVALUATION: Final = CommandForm(
    slug="evaluer",
    title="Évaluer le pôle",
    lead="Le fonctionnement du pôle s'évalue dans le terme qui court, avant tout renouvellement, ou après sa fin.",
    rule="PS-EVAL",
    document=commands.EVALUATE_POLE,
    own=(*_CRITERIA, Field("conclusion", "Conclusion", "text", required=True), _MEETING),
    button="Consigner l'évaluation",
    occasion=TERM,
)
MODALITIES: Final = CommandForm(
    slug="modalites",
    title="Convenir des modalités",
    lead="L'Instance propose des modalités de réunion et de décision ; le pôle en décide. Une fois sa décision"
    " adoptée, l'Instance les met en vigueur en la citant.",
    rule="PS-REUNION",
    document=commands.AGREE_MODALITIES,
    own=(
        Field(
            "meetingEveryMonths",
            "Une réunion au moins tous les tant de mois",
            "number",
            required=True,
            codes=("SAME_MODALITIES",),
        ),
        Field("quorumPercent", "Quorum, en pour cent des membres", "number", "Sans lui : aucun."),
        Field("remoteAllowed", "On peut se réunir à distance", "flag"),
        Field("agreementPerCollege", "Une décision demande l'accord de chaque collège", "flag"),
        Field(
            "decisionId",
            "Décision du pôle qui les adopte",
            "pick",
            "Sans elle : l'Instance les propose au pôle.",
            codes=("NOT_CARRIED",),
        ),
    ),
    occasion=MEETINGS,
)
CITATION: Final = CommandForm(
    slug="citer",
    title="Citer une thématique commune",
    lead="Le pôle cite une thématique d'une liste que l'Instance a adoptée ; la page de la liste le montre.",
    rule="M3",
    occasion=THE_POLE,
    document=commands.CITE_THEME,
    own=(Field("themeId", "Thématique", "one_of", required=True),),
    button="Citer cette thématique",
)
RENAMING: Final = CommandForm(
    slug="renommer",
    title="Renommer le pôle",
    lead="Le nom change à partir du jour de l'acte ; ses noms d'avant restent montrés.",
    rule="PS-NB",
    occasion=THE_POLE,
    document=commands.RENAME_POLE,
    own=(Field("name", "Nouveau nom", required=True, codes=("SAME_NAME", "NAME_TAKEN")),),
    button="Renommer le pôle",
)
POLE_COMMANDS: Final = by_slug(
    COMPOSITION,
    DESIGNATION,
    CONSTITUTION,
    MODALITIES,
    RENAMING,
    EVALUATION,
    CommandForm(
        slug="renouveler",
        title="Renouveler le pôle",
        lead=tr(
            "Un pôle évalué peut être renouvelé pour un nouveau terme de %(years)s ans au plus.", years=MAX_TERM_YEARS
        ),
        rule="PS-3ANS",
        document=commands.RENEW_POLE,
        own=(
            Field(
                "ends",
                "Dernier jour du nouveau terme",
                "day",
                WITHOUT_LAST_DAY,
                codes=("TERM_TOO_LONG", "TERM_OVER"),
            ),
            _MEETING,
        ),
        occasion=TERM,
    ),
    REPRESENTATION,
    SUBSTITUTION,
    DEPARTURE,
    CITATION,
    CommandForm(
        slug="dissoudre",
        title="Dissoudre le pôle",
        lead="Le pôle cesse d'exister le jour de l'acte ; son histoire reste, son nom redevient libre.",
        rule="PS-NB",
        document=commands.DISSOLVE_POLE,
        own=(Field("reason", "Raison", "text", required=True),),
        irreversible=True,
        occasion=THE_POLE,
    ),
)
"""Forms by the end of their address, in the order in which the page of a pôle offers them."""
