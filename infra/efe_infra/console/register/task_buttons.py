"""Words on the button of a task: the verb of its act, by the mutation that does it or by the kind of task."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.register.task_kinds import STEPS

_DECIDE: Final = "Voir et décider"
BUTTONS: Final[Mapping[str, str]] = {
    "ACTION_OVERDUE": "Rapporter l'avancement",
    "ANSWER_OVERDUE": "Consigner la réponse",
    "CARRIER_UNANSWERED": "Continuer sans ce pôle",
    "COMMUNES_OUTSIDE": "Amender le projet",
    "COMPOSITION_BROKEN": "Désigner un membre",
    "CONDITION_TO_MEET": "Consigner la condition remplie",
    "CONFIRM_RECORDED_WORD": "Prendre position",
    "CONTENT_TO_CARRY": "Porter le contenu",
    "DATA_TO_REMIND": "Rappeler le fournisseur",
    "DECISION_TO_COMMUNICATE": "Communiquer la décision",
    "DECISION_TO_RECEIVE": "Recevoir la décision",
    "FACT_IN_QUESTION": _DECIDE,
    "INVITATION_TO_ANSWER": "Accepter l'invitation",
    "INVITATION_UNANSWERED": "Retirer l'invitation",
    "JOINT_MEETING_MOVED": "Reporter votre réunion",
    "JOINT_MEETING_TO_CONVENE": "Convoquer votre réunion",
    "LEAD_OFFERED": "Prendre le pilotage",
    "LEAD_SILENT": "Prendre le pilotage",
    "LEAD_TO_CARRY": "Porter ce projet",
    "MEETING_TO_RECORD": "Consigner la réunion",
    "MINUTES_TO_ADOPT": "Adopter le procès-verbal",
    "OBJECTION_TO_ANSWER": "Répondre à l'objection",
    "OBJECTION_TO_MAINTAIN": "Retirer ou maintenir l'objection",
    "OPINION_TO_COMPLETE": "Poursuivre l'avis",
    "OPINION_TO_TRANSMIT": "Poursuivre l'avis",
    "PLAN_OVER_BUDGET": "Amender le projet",
    "PLAN_PART_TO_WRITE": "Écrire la part du pôle",
    "POLE_MUST_MEET": "Convoquer le pôle",
    "POLE_TO_EVALUATE": "Évaluer le pôle",
    "POLE_TO_RENEW": "Renouveler le pôle",
    "POSITION_TO_TAKE": "Prendre position",
    "PROJECT_TO_START": "Démarrer le projet",
    "PROJECT_TO_SUBMIT": "Soumettre le projet",
    "RECTIFICATION_TO_CONFIRM": _DECIDE,
    "ROLE_TAKEN": _DECIDE,
    "SUPPORT_TO_RECONFIRM": "Mettre fin au soutien",
    "TERM_TO_EVALUATE": "Évaluer le pôle",
    "VERDICT_TO_GIVE": "Rendre le verdict",
    "WORD_WITHOUT_SEAT": "Prendre position",
}
COMMAND_BUTTONS: Final[Mapping[str, str]] = {
    "adoptDecision": "Adopter la décision",
    "agreeModalities": "Convenir des modalités",
    "cancelMeeting": "Annuler votre réunion",
    "closeWithoutConsensus": "Clore la décision",
    "constitutePole": "Constituer le pôle",
    "designateMember": "Composer le pôle",
    "evaluatePole": "Évaluer le pôle",
    "proposeDecision": "Proposer la décision",
    "renewPole": "Renouveler le pôle",
}
"""Words by mutation, for kinds of tasks that more than one command does."""


def button_of(kind: str, command: str | None) -> str:
    """Returns the words on the button of a task that has a form."""
    by_command = kind not in BUTTONS or (kind, command) in STEPS
    return (COMMAND_BUTTONS.get(command or "") if by_command else None) or BUTTONS[kind]
