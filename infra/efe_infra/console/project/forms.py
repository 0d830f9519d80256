"""Forms for a project, sent by the pôles that carry it."""

from typing import Final

from efe_infra.console.document.annex_forms import PROJECT_DOCUMENT, PROJECT_ERRATUM
from efe_infra.console.forms import generated as commands
from efe_infra.console.forms.command_form import CommandForm, Field, by_slug
from efe_infra.console.forms.content_fields import content_fields

_WHY: Final = Field("reason", "Raison", "text", required=True)
BY_POLE: Final = Field("poleId", "Au nom du pôle", "one_of", required=True, codes=("NOT_CARRYING",))
DECISION: Final = Field(
    "decisionId",
    "Décision du pôle",
    "one_of",
    "Adoptée pour ce seul contenu. S'il n'y en a pas, elle est d'abord à proposer dans le pôle, puis à adopter.",
    required=True,
    codes=("NOT_CARRIED", "NOT_INVITED", "ALREADY_CARRYING", "LEAD_NOT_OFFERED"),
)
RESOLUTION: Final = Field(
    "decisionId",
    "Décision du pôle",
    "one_of",
    "Adoptée pour cet acte. S'il n'y en a pas, elle est d'abord à proposer dans le pôle, puis à adopter. Un pôle qui"
    " n'est plus dans son terme n'en cite pas : un autre compte confirme alors l'acte.",
    codes=("DECISION_NEEDED", "NOT_DECIDED"),
)
CITED: Final = Field(
    "decisionId",
    "Décision du pôle",
    "one_of",
    "Si le pôle en a adopté une pour cet acte. Sinon l'acte porte la mention « sans décision du pôle ».",
    codes=("NOT_DECIDED",),
)
EMERGENCE: Final = CommandForm(
    slug="faire-emerger",
    title="Faire émerger un projet",
    lead="Un projet émerge dans un pôle, qui le pilote. Rien n'est soumis : son contenu peut encore changer.",
    rule="PS-MISSION",
    document=commands.EMERGE_PROJECT,
    own=content_fields(),
    button="Faire émerger le projet",
)
AMENDMENT: Final = CommandForm(
    slug="amender",
    title="Amender le contenu",
    occasion="Le contenu",
    lead="Le contenu amendé prend la suite : chaque pôle le porte à nouveau par une décision, et chaque verdict est"
    " rouvert.",
    rule="PS-ACCORD",
    document=commands.AMEND_PROJECT,
    own=(*content_fields(), _WHY, RESOLUTION),
    irreversible=True,
)
CARRYING: Final = CommandForm(
    slug="porter",
    title="Porter le contenu actuel",
    occasion="Le contenu",
    lead="Un pôle porte le contenu du projet, tel qu'il est, par une décision adoptée pour lui seul.",
    rule="PS-CONSENSUS",
    document=commands.JOIN_PROJECT,
    own=(DECISION,),
    button="Porter ce contenu",
)
INVITATION: Final = CommandForm(
    slug="inviter",
    title="Inviter des pôles",
    occasion="Les pôles",
    lead="Chaque pôle invité voit le contenu actuel du projet et rien d'autre ; il répond jusqu'au jour dit. S'il"
    " rejoint le projet, lui et son Instance en lisent tout le passé.",
    rule="PS-CONJOINT",
    document=commands.INVITE_POLES,
    listed="invite_pole",
    own=(
        Field(
            "poleIds",
            "Pôles invités",
            "search_some",
            required=True,
            codes=("ALREADY_CARRYING", "ALREADY_INVITED", "OUTSIDE_THE_AXIS", "OUTSIDE_THE_ZONE", "TERM_OVER"),
        ),
        Field("answerBy", "Dernier jour pour répondre", "day", required=True),
    ),
    button="Envoyer le contenu à ces pôles",
)
OFFER: Final = CommandForm(
    slug="proposer-le-pilotage",
    title="Proposer le pilotage",
    occasion="Les pôles",
    lead="Le pôle pilote propose de passer la main à un autre pôle porteur, qui la prend par une décision.",
    rule="PS-CONJOINT",
    document=commands.OFFER_LEAD,
    own=(Field("poleId", "À quel pôle", "one_of", required=True, codes=("ALREADY_LEADING", "NOT_CARRYING")),),
)
TAKING: Final = CommandForm(
    slug="prendre-le-pilotage",
    title="Prendre le pilotage",
    occasion="Les pôles",
    lead="Le pôle à qui le pilotage est proposé le prend, par une décision adoptée depuis. Un pôle porteur le prend"
    " aussi, à la place d'un pôle pilote qui n'a pas répondu à son propre amendement depuis soixante jours.",
    rule="PS-CONSENSUS",
    document=commands.TAKE_LEAD,
    own=(DECISION,),
)
APPLICATION: Final = CommandForm(
    slug="demander-un-financement",
    title="Demander un financement",
    occasion="Le financement",
    lead="Un pôle porteur s'inscrit dans une procédure de sélection qui existe : la plateforme n'accorde rien.",
    rule="PS-FIN",
    document=commands.APPLY_FOR_FUNDING,
    own=(
        BY_POLE,
        Field("authority", "Exécutif dont la procédure dépend", "one_of", required=True),
        Field(
            "fundingCallId",
            "Appel à financement",
            "one_of",
            "Du registre des Instances : la demande en garde le nom et le dernier jour.",
            codes=("CALL_IS_WITHDRAWN",),
        ),
        Field(
            "procedure",
            "Procédure de sélection",
            hint="Laissée vide : le nom de l'appel choisi.",
            codes=("ALREADY_APPLIED_FOR",),
        ),
        Field("amount", "Montant demandé, en euros", "money", required=True),
        CITED,
    ),
    button="Consigner la demande",
)
FUNDING_OUTCOME: Final = CommandForm(
    slug="issue-du-financement",
    title="Consigner l'issue d'une demande",
    occasion="Le financement",
    lead="L'issue est décidée ailleurs ; elle est consignée ici.",
    rule="PS-CREDITS",
    document=commands.RECORD_FUNDING_OUTCOME,
    own=(
        Field("fundingId", "Demande", "one_of", required=True, codes=("FUNDING_OUTCOME_KNOWN",)),
        Field("granted", "Montant accordé, en euros", "money", "Laissé vide : la demande est refusée."),
        Field("comment", "Ce qui en est dit", "text", codes=("MORE_THAN_ASKED",)),
    ),
    button="Consigner l'issue",
)
REPORTING: Final = CommandForm(
    slug="rapporter",
    title="Rapporter l'avancement",
    occasion="La vie du projet",
    lead="Chaque pôle porteur dit où en est le projet démarré.",
    rule="PS-MISSION",
    document=commands.REPORT_PROGRESS,
    own=(BY_POLE, Field("report", "Rapport", "text", required=True, codes=("ALREADY_REPORTED",))),
    button="Consigner le rapport",
)
LEAVING: Final = CommandForm(
    slug="quitter",
    title="Quitter le projet",
    occasion="Les pôles",
    lead="Le pôle ne porte plus le projet ; si son Instance n'y a plus de pôle, son verdict ne compte plus.",
    rule="PS-CONJOINT",
    document=commands.LEAVE_PROJECT,
    own=(BY_POLE, _WHY, RESOLUTION),
    irreversible=True,
    party="Pole",
)
RELEASING: Final = CommandForm(
    slug="liberer",
    title="Libérer un pôle sans réponse",
    occasion="Les pôles",
    lead="Soixante jours après que l'amendement est consigné, le projet continue sans le pôle qui n'y a pas répondu."
    " Son Instance reste concernée jusque-là ; si elle ne l'est plus, ses soutiens prennent fin.",
    rule="PS-CONJOINT",
    document=commands.LEAVE_PROJECT,
    own=(
        Field("poleId", "Pôle à libérer", "one_of", required=True, codes=("NOT_CARRYING", "NOT_RELEASABLE")),
        _WHY,
    ),
    irreversible=True,
    party="ProjectCarrier",
)
SUBMISSION: Final = CommandForm(
    slug="soumettre",
    title="Soumettre aux Instances",
    occasion="Le contenu",
    lead="Le contenu actuel, que chaque pôle porte, est soumis à chaque Instance concernée ; tous en voient dès lors"
    " le titre et l'issue.",
    rule="PS-ACCORD",
    document=commands.SUBMIT_PROJECT,
    button="Soumettre le contenu",
)
STARTING: Final = CommandForm(
    slug="demarrer",
    title="Démarrer le projet",
    occasion="La vie du projet",
    lead="Un projet démarre quand chaque pôle porteur le porte tel qu'il est et, s'il est conjoint, soumis à chaque"
    " Instance.",
    rule="PS-MISSION",
    document=commands.START_PROJECT,
)
COMPLETION: Final = CommandForm(
    slug="achever",
    title="Achever le projet",
    occasion="La vie du projet",
    lead="Le projet est allé à son terme : son résultat est consigné, et il ne change plus.",
    rule="PS-MISSION",
    document=commands.COMPLETE_PROJECT,
    own=(Field("result", "Résultat", "text", required=True), CITED),
    irreversible=True,
)
ABANDONMENT: Final = CommandForm(
    slug="abandonner",
    title="Abandonner le projet",
    occasion="La vie du projet",
    lead="Le projet ne va pas plus loin ; son histoire reste.",
    rule="PS-MISSION",
    document=commands.ABANDON_PROJECT,
    own=(_WHY, RESOLUTION),
    irreversible=True,
)
PROJECT_COMMANDS: Final = by_slug(
    CARRYING,
    SUBMISSION,
    AMENDMENT,
    INVITATION,
    OFFER,
    TAKING,
    STARTING,
    REPORTING,
    APPLICATION,
    FUNDING_OUTCOME,
    RELEASING,
    LEAVING,
    COMPLETION,
    ABANDONMENT,
    PROJECT_DOCUMENT,
    PROJECT_ERRATUM,
)
"""Forms by the end of their address, in the order in which the page of a project offers them."""
