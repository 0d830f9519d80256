"""Enumerations of tasks: what is to be done, and the owner."""

from typing import Final

from efe_graphql.contract.enums import publish
from efe_projections.tasks.kinds import OwnerKind, TaskKind

publish(
    TaskKind,
    "Ce qui attend : un membre d'un pôle d'abord, puis le coordinateur d'une Instance.",
    {
        TaskKind.POSITION_TO_TAKE: "Un membre représenté n'a pas pris position sur le texte proposé (PS-CONSENSUS).",
        TaskKind.OBJECTION_TO_ANSWER: "Une objection est soulevée dans un de ses pôles, et personne n'y a répondu.",
        TaskKind.DECISION_TO_COMMUNICATE: "Une décision de son pôle est adoptée et n'est pas communiquée (PS-COM).",
        TaskKind.OPINION_TO_TRANSMIT: "Un avis lui est demandé et n'est pas transmis (PS-AVIS, M4).",
        TaskKind.ANSWER_OVERDUE: "La réponse à un avis transmis est attendue depuis une échéance passée.",
        TaskKind.MEETING_TO_RECORD: "Le jour d'une réunion est passé : elle n'est ni tenue, ni reportée, ni annulée.",
        TaskKind.MINUTES_TO_ADOPT: "Une réunion s'est tenue et son procès-verbal n'est pas adopté.",
        TaskKind.POLE_TO_EVALUATE: "Le terme d'un pôle prend fin dans les trois mois, sans évaluation (PS-EVAL).",
        TaskKind.POLE_TO_RENEW: "Le terme d'un pôle évalué prend fin dans les trois mois (PS-3ANS).",
        TaskKind.DECISION_TO_RECEIVE: "Une décision est communiquée à l'Instance et n'est pas reçue (PS-COM).",
        TaskKind.VERDICT_TO_GIVE: "Un projet est soumis à l'Instance, qui ne s'est pas prononcée (PS-ACCORD).",
        TaskKind.DATA_TO_REMIND: "Des données sont demandées, et un rappel est à faire (M2).",
        TaskKind.INVITATION_TO_ANSWER: "Un de ses pôles, ou de ceux de son Instance, est invité à porter un projet et"
        " peut encore répondre.",
        TaskKind.INVITATION_UNANSWERED: "Un pôle que le sien a invité à porter un projet peut encore répondre.",
        TaskKind.CONTENT_TO_CARRY: "Un projet que porte un de ses pôles est amendé ; le pôle n'a pas décidé de porter"
        " le nouveau contenu (PS-CONSENSUS).",
        TaskKind.CONFIRM_RECORDED_WORD: "La parole d'un membre représenté a été consignée en son nom, ou son siège a"
        " été retiré avant l'adoption ; il peut la confirmer ou la changer (PS-CONSENSUS).",
        TaskKind.DECISION_CONTESTED: "Un membre conteste une décision adoptée du pôle ; elle ne fonde aucun nouvel"
        " acte du pôle (PS-CONSENSUS).",
        TaskKind.LEAD_OFFERED: "Le pilotage d'un projet est proposé à un de ses pôles (PS-CONJOINT).",
        TaskKind.CONDITION_TO_MEET: "Une condition de l'accord de l'Instance n'est pas remplie (PS-ACCORD).",
        TaskKind.SUPPORT_TO_RECONFIRM: "Un soutien de l'Instance est à confirmer ou à terminer (PS-SOUTIEN).",
        TaskKind.RECTIFICATION_TO_CONFIRM: "Une rectification ou un retrait est proposé par un autre compte, et qui"
        " demande peut le confirmer (REGISTRE).",
        TaskKind.FACT_IN_QUESTION: "Un autre compte a mis un fait en question, et qui demande peut le revoir"
        " (REGISTRE).",
        TaskKind.ROLE_TAKEN: "Un compte s'est donné lui-même un rôle dans l'Instance, depuis moins de trente jours"
        " (REGISTRE).",
        TaskKind.COMPOSITION_BROKEN: "Un départ a laissé un collège du pôle sans membre qui compte (PS-COMPO).",
        TaskKind.POLE_MUST_MEET: "Le pôle se réunit à nouveau dans les trente jours, ou aurait dû, selon ses"
        " modalités ; aucune réunion n'est convoquée (PS-REUNION).",
        TaskKind.POLE_RELEASED: "Le pôle pilote d'un projet conjoint a libéré le pôle, depuis moins de trente jours"
        " (PS-CONJOINT).",
        TaskKind.REPRESENTATIVE_REPLACED: "Qui demande ne représente plus un membre depuis moins de trente jours ;"
        " le document de l'opérateur est joint (PS-DESIGN).",
        TaskKind.WORD_WITHOUT_SEAT: "Qui demande ne représente plus un membre, et peut encore parler pour lui sur une"
        " décision adoptée (PS-CONSENSUS).",
        TaskKind.POLE_TO_CONSTITUTE: "Un pôle est créé et n'est pas constitué (PS-COMPO).",
        TaskKind.MODALITIES_TO_AGREE: "Un pôle constitué n'a pas convenu de ses modalités : l'Instance en propose,"
        " puis le pôle décide (PS-REUNION).",
        TaskKind.TERM_TO_EVALUATE: "Le terme d'un pôle a pris fin depuis moins d'un an, sans évaluation (PS-EVAL).",
        TaskKind.OBJECTION_TO_MAINTAIN: "L'objection d'un membre représenté a sa réponse : il la retire ou la"
        " maintient (PS-CONSENSUS).",
        TaskKind.DECISION_TO_CONCLUDE: "Sur une décision de son pôle, on n'attend plus aucun membre : elle est à"
        " adopter, à modifier ou à clore (PS-CONSENSUS).",
        TaskKind.OPINION_TO_COMPLETE: "Un avis rédigé d'initiative n'est pas transmis (PS-AVIS).",
        TaskKind.PROJECT_TO_SUBMIT: "Le contenu d'un projet conjoint que pilote son pôle n'est pas soumis à chaque"
        " Instance concernée (PS-ACCORD).",
        TaskKind.PROJECT_TO_START: "Les Instances se sont prononcées sur un projet que pilote son pôle, et il n'a pas"
        " démarré (PS-MISSION).",
        TaskKind.ACTION_OVERDUE: "Le dernier jour d'une action que son pôle a prévue est passé, et elle n'est ni"
        " réalisée ni abandonnée (PS-PLAN).",
        TaskKind.PLAN_OVER_BUDGET: "Les parts du plan d'un projet que pilote son pôle dépassent le budget jugé"
        " (PS-PLAN).",
        TaskKind.PLAN_PART_TO_WRITE: "Un projet que porte un de ses pôles a démarré ; le pôle n'a pas de part dans le"
        " plan de travail (PS-PLAN).",
        TaskKind.ACTION_DROPPED: "Un pôle a abandonné une action d'un projet qui concerne l'Instance, depuis moins de"
        " trente jours (PS-PLAN).",
        TaskKind.LEAD_TO_CARRY: "Un projet que pilote son pôle n'est pas porté par ce pôle lui-même (PS-CONSENSUS).",
        TaskKind.CARRIER_UNANSWERED: "Un pôle porteur d'un projet que pilote son pôle n'a pas répondu au contenu"
        " amendé ; après soixante jours, le projet peut continuer sans lui (PS-CONJOINT).",
        TaskKind.LEAD_SILENT: "Le pôle pilote d'un projet que porte son pôle n'a pas répondu à son propre amendement"
        " depuis soixante jours : un pôle porteur peut piloter à sa place (PS-CONJOINT).",
        TaskKind.COMMUNES_OUTSIDE: "Le contenu d'un projet que pilote son pôle cite des communes d'un bassin sans"
        " pôle porteur, et aucune invitation n'est ouverte (PS-TERRITOIRE).",
        TaskKind.CARRIER_TERM_ENDS: "Le terme d'un de ses pôles prend fin dans les trois mois, ou a pris fin, et un"
        " projet conjoint qu'il porte n'est pas soumis (PS-3ANS).",
        TaskKind.JOINT_MEETING_TO_CONVENE: "Une réunion conjointe à venir d'un projet de son pôle est appelée, et le"
        " pôle n'a pas convoqué la sienne (PS-RENCONTRE).",
        TaskKind.JOINT_MEETING_MOVED: "Une réunion conjointe pour laquelle son pôle a convoqué la sienne est déplacée"
        " à un autre jour, ou annulée (PS-RENCONTRE).",
    },
)
publish(
    OwnerKind,
    "À qui une tâche revient.",
    {
        OwnerKind.MEMBER: "Un membre d'un pôle, par la personne qui le représente.",
        OwnerKind.POLE: "Un pôle : chaque personne qui y représente un membre.",
        OwnerKind.INSTANCE: "Une Instance : ses coordinateurs.",
        OwnerKind.ADMINISTRATION: "La plateforme : ses administrateurs.",
    },
)
OF_MEMBERS: Final = frozenset(
    {
        TaskKind.POSITION_TO_TAKE,
        TaskKind.CONFIRM_RECORDED_WORD,
        TaskKind.REPRESENTATIVE_REPLACED,
        TaskKind.WORD_WITHOUT_SEAT,
        TaskKind.OBJECTION_TO_MAINTAIN,
    }
)
"""Kinds of tasks about one member of a pôle."""


OF_JOINT_MEETINGS: Final = frozenset({TaskKind.JOINT_MEETING_TO_CONVENE, TaskKind.JOINT_MEETING_MOVED})
"""Kinds of tasks about a joint meeting of a project."""


OF_OBJECTIONS: Final = frozenset({TaskKind.OBJECTION_TO_ANSWER, TaskKind.OBJECTION_TO_MAINTAIN})
