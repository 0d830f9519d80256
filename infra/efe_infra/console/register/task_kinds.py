"""Label, rule and form of each kind of task."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class StepLabel(NamedTuple):
    """Words and form of a kind of task while one command does it; `command` is as in `TaskLabel`."""

    words: str
    command: str = ""


class TaskLabel(NamedTuple):
    """Kind of task; `command` is the end of the form's address, after that of the object, if there is a form.

    It contains the Instance, the pôle, the decision, the member or the objection where the form concerns one. With a
    slash in front it is the whole address.
    """

    words: str
    rule: str
    command: str = ""


BY_COMMAND: Final = "by command"
"""Mark of a kind whose form depends on the mutation that does the task."""
KINDS: Final[Mapping[str, TaskLabel]] = {
    "ANSWER_OVERDUE": TaskLabel("Relancer : la réponse à l'avis transmis est attendue", "PS-AVIS", "repondre"),
    "CONFIRM_RECORDED_WORD": TaskLabel(
        "Confirmer ou changer la parole consignée au nom du membre", "PS-CONSENSUS", "position"
    ),
    "COMPOSITION_BROKEN": TaskLabel("Désigner un membre pour le collège qui n'en a plus", "PS-COMPO", "designer"),
    "CONDITION_TO_MEET": TaskLabel(
        "Consigner qu'une condition de l'accord est remplie", "PS-ACCORD", "condition/{bassin}"
    ),
    "CONTENT_TO_CARRY": TaskLabel("Décider de porter le contenu amendé du projet", "PS-CONSENSUS"),
    "DATA_TO_REMIND": TaskLabel("Rappeler : des données demandées ne sont pas reçues", "M2", "rappeler"),
    "DECISION_CONTESTED": TaskLabel("Entendre le membre qui conteste la décision, ou la remplacer", "PS-CONSENSUS"),
    "DECISION_TO_COMMUNICATE": TaskLabel("Communiquer à l'Instance la décision adoptée", "PS-COM", "communiquer"),
    "DECISION_TO_RECEIVE": TaskLabel("Recevoir la décision communiquée à l'Instance", "PS-COM", "recevoir"),
    "FACT_IN_QUESTION": TaskLabel(
        "Revoir un fait mis en question : le maintenir ou le rectifier",
        "REGISTRE",
        "/instances/{bassin}/corrections",
    ),
    "INVITATION_TO_ANSWER": TaskLabel("Répondre à l'invitation à porter un projet", "PS-CONJOINT"),
    "INVITATION_UNANSWERED": TaskLabel(
        "Suivre l'invitation : le pôle invité peut encore répondre", "PS-CONJOINT", "retirer"
    ),
    "LEAD_OFFERED": TaskLabel("Prendre le pilotage proposé, ou y renoncer", "PS-CONJOINT", "prendre-le-pilotage"),
    "LEAD_TO_CARRY": TaskLabel("Décider de porter le projet que votre pôle pilote", "PS-CONSENSUS"),
    "LEAD_SILENT": TaskLabel(
        "Piloter à la place du pôle pilote, qui ne répond pas à son propre amendement",
        "PS-CONJOINT",
        "prendre-le-pilotage",
    ),
    "CARRIER_UNANSWERED": TaskLabel("Relancer le pôle porteur qui n'a pas répondu au contenu amendé", "PS-CONJOINT"),
    "CARRIER_TERM_ENDS": TaskLabel(
        "Renouveler le pôle : son terme finit avant que le projet soit soumis", "PS-3ANS", BY_COMMAND
    ),
    "COMMUNES_OUTSIDE": TaskLabel(
        "Amender le projet : des communes sont hors des bassins de ses pôles", "PS-TERRITOIRE", "amender"
    ),
    "MEETING_TO_RECORD": TaskLabel(
        "Consigner que la réunion est tenue, reportée ou annulée", "PS-REUNION", "consigner"
    ),
    "MINUTES_TO_ADOPT": TaskLabel("Adopter le procès-verbal de la réunion", "PS-REUNION", "proces-verbal"),
    "OBJECTION_TO_ANSWER": TaskLabel("Répondre à l'objection", "PS-CONSENSUS", "repondre/{objection}"),
    "OPINION_TO_TRANSMIT": TaskLabel("Transmettre l'avis demandé", "PS-AVIS", "suite"),
    "POLE_MUST_MEET": TaskLabel(
        "Convoquer le pôle : ses modalités demandent une réunion",
        "PS-REUNION",
        "/instances/{bassin}/actes/convoquer?pole={key}",
    ),
    "POLE_RELEASED": TaskLabel("Prendre connaissance : le pôle pilote a libéré le pôle de ce projet", "PS-CONJOINT"),
    "POLE_TO_EVALUATE": TaskLabel("Évaluer le pôle avant la fin de son terme", "PS-EVAL", "evaluer"),
    "POLE_TO_RENEW": TaskLabel("Renouveler le pôle évalué, ou le laisser échoir", "PS-3ANS", "renouveler"),
    "POSITION_TO_TAKE": TaskLabel("Prendre position sur le texte proposé", "PS-CONSENSUS", "position"),
    "RECTIFICATION_TO_CONFIRM": TaskLabel(
        "Confirmer ou abandonner la correction qu'un autre compte propose",
        "REGISTRE",
        "/instances/{bassin}/corrections",
    ),
    "REPRESENTATIVE_REPLACED": TaskLabel("Prendre connaissance : vous ne représentez plus ce membre", "PS-DESIGN"),
    "ROLE_TAKEN": TaskLabel(
        "Vérifier le rôle qu'un compte s'est donné lui-même, ou le retirer", "REGISTRE", "/instances/{bassin}/acces"
    ),
    "SUPPORT_TO_RECONFIRM": TaskLabel(
        "Confirmer le soutien par un nouvel accord, ou y mettre fin", "PS-SOUTIEN", "fin-de-soutien/{bassin}"
    ),
    "WORD_WITHOUT_SEAT": TaskLabel(
        "Prendre position sur une décision adoptée, bien que vous ne représentiez plus le membre",
        "PS-CONSENSUS",
        "/a-faire/parole/{decision}/{member}",
    ),
    "POLE_TO_CONSTITUTE": TaskLabel("Compléter la composition du pôle, puis le constituer", "PS-COMPO", BY_COMMAND),
    "MODALITIES_TO_AGREE": TaskLabel("Convenir des modalités du pôle", "PS-REUNION", BY_COMMAND),
    "TERM_TO_EVALUATE": TaskLabel("Évaluer le terme du pôle, qui a pris fin", "PS-EVAL", "evaluer"),
    "OBJECTION_TO_MAINTAIN": TaskLabel(
        "Retirer ou maintenir l'objection, qui a sa réponse", "PS-CONSENSUS", "maintenir/{objection}"
    ),
    "DECISION_TO_CONCLUDE": TaskLabel(
        "Conclure : adopter la décision, la modifier ou la clore", "PS-CONSENSUS", BY_COMMAND
    ),
    "OPINION_TO_COMPLETE": TaskLabel("Achever et transmettre l'avis rédigé d'initiative", "PS-AVIS", "suite"),
    "PROJECT_TO_SUBMIT": TaskLabel("Soumettre le projet aux Instances concernées", "PS-ACCORD", "soumettre"),
    "PROJECT_TO_START": TaskLabel("Démarrer le projet", "PS-MISSION", "demarrer"),
    "ACTION_OVERDUE": TaskLabel("Dire où en est l'action, dont le dernier jour est passé", "PS-PLAN", "rapporter"),
    "PLAN_PART_TO_WRITE": TaskLabel(
        "Écrire la part du pôle dans le plan de travail", "PS-PLAN", "/projets/{key}/plan"
    ),
    "PLAN_OVER_BUDGET": TaskLabel(
        "Amender le budget, ou revoir le plan : ses parts le dépassent", "PS-PLAN", "amender"
    ),
    "ACTION_DROPPED": TaskLabel("Prendre connaissance : un pôle a abandonné une action du projet", "PS-PLAN"),
    "JOINT_MEETING_TO_CONVENE": TaskLabel(
        "Convoquer votre réunion pour la réunion conjointe du projet",
        "PS-RENCONTRE",
        "/projets/{key}/reunions/{joint}/prendre-part/{owner}",
    ),
    "JOINT_MEETING_MOVED": TaskLabel(
        "Reporter votre réunion : la réunion conjointe a changé de jour", "PS-RENCONTRE", "reporter"
    ),
    "VERDICT_TO_GIVE": TaskLabel("Donner le verdict de l'Instance", "PS-ACCORD", "verdict/{bassin}"),
}
COMMAND_FORMS: Final[Mapping[str, str]] = {
    "adoptDecision": "adopter",
    "agreeModalities": "modalites",
    "closeWithoutConsensus": "clore",
    "constitutePole": "constituer",
    "designateMember": "composer",
    "evaluatePole": "evaluer",
    "proposeDecision": "/poles/{key}/decisions/actes/proposer?sujet=modalities-{key}",
    "renewPole": "renouveler",
}
"""Addresses of forms by mutation, for kinds of tasks that more than one command does."""
PROPOSING: Final = StepLabel("Proposer à vos membres de porter ce contenu", "proposer")
STEPS: Final[Mapping[tuple[str, str | None], StepLabel]] = {
    ("INVITATION_TO_ANSWER", "proposeDecision"): PROPOSING,
    ("INVITATION_TO_ANSWER", "joinProject"): StepLabel(KINDS["INVITATION_TO_ANSWER"].words, "accepter"),
    ("CONTENT_TO_CARRY", "proposeDecision"): PROPOSING,
    ("CONTENT_TO_CARRY", "joinProject"): StepLabel(KINDS["CONTENT_TO_CARRY"].words, "porter"),
    ("LEAD_TO_CARRY", "proposeDecision"): PROPOSING,
    ("LEAD_TO_CARRY", "joinProject"): StepLabel(KINDS["LEAD_TO_CARRY"].words, "porter"),
    ("JOINT_MEETING_MOVED", "cancelMeeting"): StepLabel(
        "Annuler votre réunion : la réunion conjointe est annulée", "annuler"
    ),
    ("CARRIER_UNANSWERED", "leaveProject"): StepLabel(
        "Attendre le pôle porteur qui n'a pas répondu, ou continuer sans lui", "liberer"
    ),
}
"""Labels of kinds of tasks whose next act depends on what is recorded, by kind and mutation."""
FOR_COORDINATORS: Final = frozenset({"CARRIER_TERM_ENDS"})
"""Kinds of tasks that members see too, and whose act is one of coordinators."""
WITH_REASONS: Final = frozenset({"POLE_TO_CONSTITUTE"})
"""Kinds of tasks whose reason says more than their words: the colleges that a pôle lacks."""


def label_of(kind: str, command: str | None) -> TaskLabel:
    """Returns the label of a task, by the mutation that does it."""
    label, step = KINDS[kind], STEPS.get((kind, command))
    return label._replace(words=step.words, command=step.command) if step else label
