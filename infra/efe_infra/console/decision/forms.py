"""Forms for a decision. Members of the pôle send them, or coordinators on their behalf."""

from dataclasses import replace
from typing import Final

from efe_infra.console.document.annex_forms import DECISION_DOCUMENT, DECISION_ERRATUM
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, Option, by_slug
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.forms import MEETINGS
from efe_infra.console.register.labels import LABELS

POSITIONS_TAKEN: Final = "Les positions"
WORDING: Final = "Le texte"
INSTANCE: Final = "L'Instance"
"""Titles under which the page of a decision groups its forms."""

POSITION: Final = CommandForm(
    slug="position",
    title="Prendre position",
    lead="Chaque membre du pôle se prononce sur le texte. Une objection dit pourquoi ; le pôle y répond."
    " Après l'adoption, elle rend la décision contestée.",
    rule="PS-CONSENSUS",
    document=commands.TAKE_POSITION,
    own=(
        Field("operatorId", "Au nom de", "one_of", required=True, codes=("NOT_ON_THE_ROSTER",)),
        Field("stance", "Prise de position", "one_of", required=True, codes=("SAME_POSITION",)),
        Field("words", "Motif", "text", "Attendu pour une réserve ou une objection : il est montré tel quel."),
    ),
    occasion=POSITIONS_TAKEN,
)
BASIS: Final = (
    Field(
        "basisMeetingId",
        "Réunion du pôle où le membre l'a dit",
        "pick",
        "Tenue le jour de l'acte, le membre y étant présent ou représenté.",
        codes=("NO_BASIS",),
    ),
    Field(
        "sha256",
        "Ou un document",
        "document",
        "Signé par le membre, ou la note datée d'un entretien.",
    ),
)
"""Fields for a coordinator, who records what a member said."""
POSITIONS: Final = CommandForm(
    slug="positions",
    title="Consigner plusieurs positions",
    lead="Ce que des membres ont dit en une même réunion, ou dans un même document : tout est consigné, ou rien. Ce"
    " qu'un membre a dit avec son compte reste.",
    rule="PS-CONSENSUS",
    document=commands.TAKE_POSITIONS,
    own=BASIS,
    button="Consigner ces positions",
    listed="take_position",
    occasion=POSITIONS_TAKEN,
)
"""Form without its rows, which `decision/positions.py` adds."""
ADOPTION: Final = CommandForm(
    slug="adopter",
    title="Constater le consensus et adopter",
    lead="Chacun consulté, les trois collèges entendus, un accord au moins et aucune objection qui tienne.",
    rule="PS-CONSENSUS",
    document=commands.ADOPT_DECISION,
    own=(
        Field(
            "meetingId",
            "Réunion du pôle où il adopte",
            "pick",
            "Une décision adoptée un jour passé cite la réunion que le pôle a tenue ce jour-là.",
            codes=("ADOPTED_WITHOUT_MEETING", "MEETING_NOT_HELD"),
        ),
    ),
    button="Adopter le texte",
    irreversible=True,
    occasion=WORDING,
)
JOINING: Final = Field(
    "joins",
    tr("Porter aussitôt le projet, par cet acte même"),
    "flag",
    tr("Si la décision est adoptée, le pôle rejoint le projet, ou en porte le contenu amendé, sans autre acte."),
    codes=("NOT_INVITED", "NOT_CARRIED", "ALREADY_CARRYING", "PROJECT_IS_OVER"),
)
"""Field of the adoption of a decision to carry a project."""
COMMUNICATES: Final = Field("communicates", tr("La communiquer aussitôt à l'Instance"), "flag")
RECEIVES: Final = Field(
    "receives",
    tr("La recevoir aussitôt, pour l'Instance"),
    "flag",
    tr("Si l'Instance constate dès maintenant qu'elle a reçu ce que le pôle lui communique."),
)
"""Fields of an adoption that other acts follow."""
ADOPTS: Final = Field(
    "adopts",
    tr("Adopter aussitôt le texte, et le communiquer à l'Instance"),
    "flag",
    tr("Si le consensus est là ; sinon les positions restent consignées, et le texte reste en discussion."),
    codes=("OBJECTION_STANDS", "NOBODY_AGREES", "COLLEGE_NOT_HEARD", "ADOPTED_WITHOUT_MEETING"),
)
"""Field of several positions that the adoption may follow, as `JOINING` and `RECEIVES` follow that."""
_WORDING: Final = (
    Field("title", "Titre", required=True),
    Field("text", "Texte proposé", "text", required=True, codes=("SAME_WORDING",)),
    Field(
        "deadline",
        "Dernier jour pour prendre position",
        "day",
        "Il compte s'il est consigné sept jours au moins à l'avance. Sans lui : chacun est attendu.",
    ),
)
PROPOSAL: Final = CommandForm(
    slug="proposer",
    title="Proposer une décision",
    lead="Le texte est proposé aux membres que le pôle a ce jour-là ; chacun prend position.",
    rule="PS-CONSENSUS",
    document=commands.PROPOSE_DECISION,
    own=(
        Field("about", "Ce que le pôle décide", "one_of", required=True, codes=("NOT_INVITED", "CONTENT_NOT_SHOWN")),
        *_WORDING,
        Field(
            "replacesId",
            "Décision qu'elle remplace",
            "pick",
            "Une décision adoptée du pôle, contestée par exemple. Une fois remplacée, elle ne fonde plus aucun acte.",
            codes=("NOT_REPLACEABLE",),
        ),
    ),
    button="Proposer ce texte",
    occasion=MEETINGS,
)
AMENDMENT: Final = CommandForm(
    slug="amender",
    title="Amender le texte",
    lead="Un autre texte prend la place de celui-ci : les positions des membres de ce jour sont à reprendre.",
    rule="PS-CONSENSUS",
    document=commands.AMEND_DECISION,
    own=_WORDING,
    button="Proposer le texte amendé",
    occasion=WORDING,
)
CLOSURE: Final = CommandForm(
    slug="clore",
    title="Laisser sans consensus",
    lead="Le pôle en reste là : rien n'est adopté, et ce qui a été dit reste.",
    rule="PS-CONSENSUS",
    document=commands.CLOSE_WITHOUT_CONSENSUS,
    own=(Field("reason", "Raison", "text", required=True, codes=("CONSULTATION_UNDER_WAY", "NOT_THE_PROPOSER")),),
    irreversible=True,
    occasion=WORDING,
)
COMMUNICATION: Final = CommandForm(
    slug="communiquer",
    title="Communiquer à l'Instance",
    lead="Ce que le pôle a adopté est communiqué à l'Instance ; tous le voient dès lors.",
    rule="PS-COM",
    document=commands.COMMUNICATE_DECISION,
    button="Communiquer la décision",
    occasion=INSTANCE,
)
RECEIPT: Final = CommandForm(
    slug="recevoir",
    title="Recevoir la décision",
    lead="L'Instance constate qu'elle a reçu ce que le pôle lui a communiqué.",
    rule="PS-COM",
    document=commands.RECEIVE_DECISION,
    occasion=INSTANCE,
)
OBJECTION_CODES: Final = (
    "OBJECTION_IS_WITHDRAWN",
    "OBJECTION_ALREADY_ANSWERED",
    "OBJECTION_NOT_ANSWERED",
    "OWN_WORD_STANDS",
)
ANSWERING: Final = CommandForm(
    slug="repondre",
    title="Répondre à l'objection",
    lead="Le pôle répond au motif de l'objection ; son auteur la retire ou la maintient.",
    rule="PS-CONSENSUS",
    document=commands.ANSWER_OBJECTION,
    own=(Field("answer", "Réponse du pôle", "text", required=True, codes=OBJECTION_CODES),),
    button="Répondre",
)
MAINTENANCE: Final = CommandForm(
    slug="maintenir",
    title="Maintenir l'objection",
    lead="L'auteur de l'objection dit pourquoi la réponse du pôle ne la lève pas.",
    rule="PS-CONSENSUS",
    document=commands.MAINTAIN_OBJECTION,
    own=(Field("reason", "Pourquoi", "text", required=True, codes=OBJECTION_CODES),),
)
RETRACTION: Final = CommandForm(
    slug="retirer",
    title="Retirer l'objection",
    lead="L'auteur de l'objection la retire et dit pourquoi ; elle n'empêche plus l'adoption.",
    rule="PS-CONSENSUS",
    document=commands.WITHDRAW_OBJECTION,
    own=(Field("reason", "Pourquoi", "text", required=True, codes=OBJECTION_CODES),),
)
RECORDED: Final = {
    POSITION.slug: replace(
        POSITION,
        title="Consigner une position",
        lead="Ce qu'un membre a dit en réunion, ou dans un document. Ce qu'il a dit avec son compte reste.",
        own=(*POSITION.own, *BASIS),
    ),
    RETRACTION.slug: replace(
        RETRACTION,
        lead="L'auteur de l'objection l'a retirée en réunion, ou dans un document ; elle n'empêche plus l'adoption.",
        own=(*RETRACTION.own, *BASIS),
    ),
}
"""Forms by which a coordinator records what a member said."""
DEADLINE: Final = CommandForm(
    slug="delai",
    title="Annoncer un délai",
    lead="Les membres prennent position jusqu'à ce jour. Un délai se recule et ne s'avance pas.",
    rule="PS-CONSENSUS",
    document=commands.SET_DECISION_DEADLINE,
    own=(
        Field(
            "deadline",
            "Dernier jour pour prendre position",
            "day",
            "Dans sept jours au plus tôt.",
            required=True,
            codes=("DEADLINE_MOVES_EARLIER", "DEADLINE_TOO_SHORT"),
        ),
    ),
    button="Annoncer le délai",
    occasion=WORDING,
)
STANCES: Final = tuple(Option(value, tr(each.words)) for value, each in LABELS["Stance"].items())
DECISION_COMMANDS: Final = by_slug(
    POSITION,
    POSITIONS,
    ADOPTION,
    DEADLINE,
    AMENDMENT,
    CLOSURE,
    COMMUNICATION,
    RECEIPT,
    DECISION_DOCUMENT,
    DECISION_ERRATUM,
)
OBJECTION_COMMANDS: Final = by_slug(ANSWERING, MAINTENANCE, RETRACTION)
