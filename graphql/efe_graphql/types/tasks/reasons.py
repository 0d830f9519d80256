"""Reason of each kind of task, in one sentence."""

from collections.abc import Mapping
from typing import Final

from efe_domain.shared.messages import Message
from efe_projections.tasks.kinds import TaskKind

REASONS: Final[Mapping[TaskKind, Message]] = {
    TaskKind.POSITION_TO_TAKE: Message("Le membre n'a pas pris position sur le texte proposé."),
    TaskKind.OBJECTION_TO_ANSWER: Message("Une objection est soulevée, et personne n'y a répondu."),
    TaskKind.OBJECTION_TO_MAINTAIN: Message("L'objection a sa réponse : son auteur la retire ou la maintient."),
    TaskKind.DECISION_TO_CONCLUDE: Message(
        "On n'attend plus aucun membre : la décision est à adopter, à modifier ou à clore."
    ),
    TaskKind.DECISION_TO_COMMUNICATE: Message("La décision est adoptée, et n'est pas communiquée à l'Instance."),
    TaskKind.DECISION_TO_RECEIVE: Message("La décision est communiquée, et l'Instance ne l'a pas reçue."),
    TaskKind.CONFIRM_RECORDED_WORD: Message(
        "La parole du membre est consignée en son nom : il peut la confirmer ou la changer."
    ),
    TaskKind.DECISION_CONTESTED: Message("Un membre conteste la décision : elle ne fonde aucun nouvel acte du pôle."),
    TaskKind.POLE_TO_CONSTITUTE: Message("Les trois collèges sont présents, et le pôle n'est pas constitué."),
    TaskKind.MODALITIES_TO_AGREE: Message(
        "Le pôle n'a pas convenu de ses modalités : l'Instance en propose, puis le pôle décide."
    ),
    TaskKind.POLE_TO_EVALUATE: Message("Le terme prend fin bientôt, et n'est pas évalué."),
    TaskKind.TERM_TO_EVALUATE: Message("Le terme a pris fin sans évaluation."),
    TaskKind.POLE_TO_RENEW: Message("Le terme est évalué, et prend fin bientôt."),
    TaskKind.MEETING_TO_RECORD: Message(
        "Le jour de la réunion est passé : elle n'est ni tenue, ni reportée, ni annulée."
    ),
    TaskKind.MINUTES_TO_ADOPT: Message("La réunion s'est tenue, et son procès-verbal n'est pas adopté."),
    TaskKind.OPINION_TO_TRANSMIT: Message("L'avis est demandé, et n'est pas transmis."),
    TaskKind.OPINION_TO_COMPLETE: Message("L'avis rédigé d'initiative n'est pas transmis."),
    TaskKind.ANSWER_OVERDUE: Message("La réponse à l'avis est attendue depuis une échéance passée."),
    TaskKind.INVITATION_TO_ANSWER: Message("Le pôle est invité à porter le projet, et peut encore répondre."),
    TaskKind.INVITATION_UNANSWERED: Message("Le pôle invité n'a pas répondu."),
    TaskKind.CONTENT_TO_CARRY: Message(
        "Le projet est amendé, et le pôle n'a pas décidé de porter le nouveau contenu."
    ),
    TaskKind.LEAD_OFFERED: Message("Le pilotage du projet est proposé au pôle."),
    TaskKind.PROJECT_TO_SUBMIT: Message("Le contenu du projet n'est pas soumis à chaque Instance concernée."),
    TaskKind.PROJECT_TO_START: Message("Les Instances concernées se sont prononcées, et le projet n'a pas démarré."),
    TaskKind.VERDICT_TO_GIVE: Message("Le projet est soumis à l'Instance, qui ne s'est pas prononcée."),
    TaskKind.CONDITION_TO_MEET: Message("Une condition de l'accord n'est pas remplie."),
    TaskKind.SUPPORT_TO_RECONFIRM: Message(
        "L'accord sur lequel repose un soutien n'est plus : le soutien est à confirmer ou à terminer."
    ),
    TaskKind.ACTION_OVERDUE: Message("Le dernier jour d'une action prévue est passé, et elle n'est pas réalisée."),
    TaskKind.PLAN_OVER_BUDGET: Message(
        "Les parts du plan dépassent ensemble le budget jugé : un amendement le revoit."
    ),
    TaskKind.ACTION_DROPPED: Message("Un pôle a abandonné une action du plan de travail."),
    TaskKind.PLAN_PART_TO_WRITE: Message("Le projet a démarré, et le pôle n'a pas écrit sa part du plan de travail."),
    TaskKind.LEAD_TO_CARRY: Message("Le pôle pilote n'a pas décidé de porter son projet."),
    TaskKind.CARRIER_UNANSWERED: Message(
        "Un pôle porteur n'a pas répondu au contenu amendé ; après soixante jours, le projet peut continuer sans lui."
    ),
    TaskKind.LEAD_SILENT: Message(
        "Le pôle pilote n'a pas répondu à son propre amendement depuis soixante jours : un pôle porteur peut piloter"
        " à sa place."
    ),
    TaskKind.COMMUNES_OUTSIDE: Message(
        "Le contenu cite des communes d'un bassin sans pôle porteur : il est à amender, ou un pôle de ce bassin est à"
        " inviter."
    ),
    TaskKind.CARRIER_TERM_ENDS: Message(
        "Le terme d'un pôle porteur prend fin avant que le projet soit soumis : hors de son terme, un pôle ne soumet"
        " rien."
    ),
    TaskKind.JOINT_MEETING_TO_CONVENE: Message(
        "Une réunion conjointe du projet est appelée, et le pôle n'a pas convoqué la sienne."
    ),
    TaskKind.JOINT_MEETING_MOVED: Message(
        "La réunion conjointe est déplacée ou annulée, et celle du pôle garde son jour."
    ),
    TaskKind.DATA_TO_REMIND: Message("Des données sont demandées, et un rappel est à faire."),
    TaskKind.RECTIFICATION_TO_CONFIRM: Message("Une correction est proposée, et attend un second compte."),
    TaskKind.FACT_IN_QUESTION: Message("Un fait est mis en question : il est à maintenir ou à rectifier."),
    TaskKind.ROLE_TAKEN: Message("Un compte s'est donné lui-même un rôle dans l'Instance."),
    TaskKind.COMPOSITION_BROKEN: Message("Un départ a laissé un collège sans membre qui compte."),
    TaskKind.POLE_MUST_MEET: Message("Les modalités du pôle demandent une réunion, et aucune n'est convoquée."),
    TaskKind.POLE_RELEASED: Message("Le pôle pilote a libéré le pôle de ce projet."),
    TaskKind.REPRESENTATIVE_REPLACED: Message("Une autre personne représente le membre."),
    TaskKind.WORD_WITHOUT_SEAT: Message("La personne ne représente plus le membre, et peut encore parler pour lui."),
}
REASONS_BY_COMMAND: Final[Mapping[str, Message]] = {
    "propose_decision": Message("Les membres du pôle n'ont pas encore été saisis de ce contenu."),
}
"""Reasons of a step by which a pôle carries a content, by command: another one than that of the kind of task."""
OF_CARRYING: Final = frozenset({TaskKind.INVITATION_TO_ANSWER, TaskKind.CONTENT_TO_CARRY, TaskKind.LEAD_TO_CARRY})
