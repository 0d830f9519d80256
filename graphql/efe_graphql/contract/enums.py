"""Enumerations of the contract, with a French description of each value."""

from enum import Enum, StrEnum
from typing import Any

import strawberry

from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.objections import ObjectionState
from efe_domain.law.rules import Reading
from efe_domain.meeting.events import AssemblyKind
from efe_domain.operator.events import OperatorKind
from efe_domain.project.content import ActionNature, Aspect, Public
from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase, VerdictKind
from efe_domain.project.invitation import InvitationState
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.axis import AxisKind, CodeSystem
from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.ids import NumberScheme
from efe_projections.decision.rows import DecisionState
from efe_projections.pole.reads import PoleState
from efe_projections.project.rows import ProjectState


class InterbassinZone(StrEnum):
    """The zone of article 18."""

    ENTRE_SAMBRE_ET_MEUSE = "entre-sambre-et-meuse"


class Fate(StrEnum):
    """Change of an object between two positions."""

    CREATED = "created"
    CHANGED = "changed"
    ENDED = "ended"


class Mission(StrEnum):
    """The missions under which an Instance sets a body up."""

    M6 = "M6"
    M7 = "M7"


def publish(enum: type[Enum], description: str, values: dict[Any, str]) -> None:
    """Publishes an enumeration of the domain in the contract, with French descriptions."""
    definition: Any = strawberry.enum(enum, description=description)
    for value in definition.__strawberry_definition__.values:
        value.description = values[enum[value.name]]


publish(Bassin, "Les dix bassins EFE.", {bassin: f"{name}." for bassin, name in NAMES.items()})
publish(
    AxisKind,
    "Ce autour de quoi un pôle est constitué (PS-AXE).",
    {
        AxisKind.SECTEUR: "Un secteur d'activité.",
        AxisKind.FILIERE: "Une filière professionnelle.",
        AxisKind.METIER: "Un métier.",
    },
)
publish(
    CodeSystem,
    "Les nomenclatures qui documentent un axe.",
    {
        CodeSystem.NACE_BEL: "Nomenclature d'activités NACE-BEL.",
        CodeSystem.COMMISSION_PARITAIRE: "Commission paritaire.",
        CodeSystem.SFMQ: "Service francophone des métiers et des qualifications.",
        CodeSystem.REM: "Répertoire des métiers du Forem.",
        CodeSystem.OBG: "Option de base groupée de l'enseignement.",
    },
)
publish(
    College,
    "Les trois collèges d'un pôle (PS-COMPO).",
    {
        College.A: "Entreprises locales, intercommunales de développement économique, partenaires sociaux locaux.",
        College.B: "Opérateurs de l'emploi, de la formation professionnelle, de l'insertion.",
        College.C: "Opérateurs d'enseignement qualifiant, secondaire ou de promotion sociale.",
    },
)
publish(
    OperatorKind,
    "La sorte d'un opérateur, dont son collège suit.",
    {
        OperatorKind.ENTREPRISE: "Entreprise.",
        OperatorKind.INTERCOMMUNALE: "Intercommunale de développement économique.",
        OperatorKind.PARTENAIRE_SOCIAL: "Partenaire social.",
        OperatorKind.EMPLOI: "Opérateur de l'emploi.",
        OperatorKind.FORMATION: "Opérateur de formation professionnelle.",
        OperatorKind.INSERTION: "Opérateur d'insertion.",
        OperatorKind.ENSEIGNEMENT_SECONDAIRE: "Établissement d'enseignement secondaire qualifiant.",
        OperatorKind.CEFA: "Centre d'éducation et de formation en alternance.",
        OperatorKind.PROMOTION_SOCIALE: "Établissement de promotion sociale.",
    },
)
publish(
    NumberScheme,
    "D'où vient le numéro d'un opérateur.",
    {
        NumberScheme.FASE: "Numéro FASE d'un établissement scolaire.",
        NumberScheme.BCE: "Numéro d'entreprise de la Banque-Carrefour.",
        NumberScheme.REGISTER: "Numéro propre au registre.",
    },
)
publish(
    Reading,
    "Comment une règle se lit.",
    {
        Reading.TEXT: "Le texte la dit.",
        Reading.INTERPRETATION: "Le texte est lu ainsi, et la raison en est donnée.",
        Reading.DECLARED: "Déclarée et montrée, sans être imposée.",
    },
)
publish(
    PoleState,
    "L'état d'un pôle un jour donné.",
    {
        PoleState.IN_PREPARATION: "Créé, pas encore constitué.",
        PoleState.ACTIVE: "Dans un terme en cours.",
        PoleState.EXPIRED: "Terme échu, sans renouvellement.",
        PoleState.DISSOLVED: "Dissous.",
    },
)
publish(
    Mission,
    "La mission dont un organe relève.",
    {Mission.M6: "Les chambres de l'Instance bassin.", Mission.M7: "Toute autre chambre, pour une nouvelle mission."},
)
publish(
    DecisionKind,
    "Ce qu'un pôle décide.",
    {
        DecisionKind.DECISION: "Une décision.",
        DecisionKind.ORIENTATION: "Une orientation.",
        DecisionKind.PROJECT: "Porter un projet.",
        DecisionKind.OPINION: "Rendre un avis.",
        DecisionKind.MODALITIES: "Marquer l'accord du pôle sur ses modalités (PS-REUNION).",
        DecisionKind.AMENDMENT: "Amender le projet que le pôle pilote (PS-ACCORD).",
        DecisionKind.DEPARTURE: "Quitter un projet que le pôle porte (PS-CONJOINT).",
        DecisionKind.ABANDONMENT: "Abandonner le projet que le pôle pilote.",
        DecisionKind.COMPLETION: "Achever le projet que le pôle pilote.",
        DecisionKind.FUNDING: "Demander un financement pour un projet que le pôle porte (PS-FIN).",
    },
)
publish(
    Stance,
    "Ce qu'un membre dit d'un texte.",
    {
        Stance.AGREE: "Il est d'accord.",
        Stance.RESERVE: "Il est d'accord avec une réserve.",
        Stance.ABSTAIN: "Il s'abstient : il laisse faire, et il est entendu.",
        Stance.OBJECT: "Il objecte : rien n'est adopté tant que l'objection n'est pas retirée.",
    },
)
publish(
    InvitationState,
    "Ce qu'une invitation à porter un projet est devenue (PS-CONJOINT).",
    {
        InvitationState.OPEN: "En attente d'une réponse ; échue après son dernier jour.",
        InvitationState.ACCEPTED: "Acceptée : le pôle a rejoint le projet.",
        InvitationState.DECLINED: "Déclinée par le pôle invité.",
        InvitationState.WITHDRAWN: "Retirée par le pôle qui invitait.",
    },
)
publish(
    DecisionState,
    "Où en est une décision.",
    {
        DecisionState.OPEN: "En discussion.",
        DecisionState.ADOPTED: "Adoptée, pas encore communiquée.",
        DecisionState.COMMUNICATED: "Communiquée à l'Instance, pas encore reçue.",
        DecisionState.RECEIVED: "Reçue par l'Instance.",
        DecisionState.CLOSED: "Laissée sans consensus.",
    },
)
publish(
    ObjectionState,
    "Où en est une objection.",
    {
        ObjectionState.RAISED: "Soulevée, sans réponse.",
        ObjectionState.ANSWERED: "Le pôle a répondu, son auteur n'a pas encore parlé.",
        ObjectionState.MAINTAINED: "Maintenue par son auteur après la réponse.",
        ObjectionState.WITHDRAWN: "Retirée par son auteur.",
    },
)
publish(
    AssemblyKind,
    "Qui se réunit.",
    {
        AssemblyKind.BODY: "Un organe d'une Instance.",
        AssemblyKind.POLE: "Un pôle.",
        AssemblyKind.ZONE: "La zone interbassin.",
    },
)
publish(
    InterbassinZone,
    "Les zones où des Instances collaborent (article 18).",
    {InterbassinZone.ENTRE_SAMBRE_ET_MEUSE: "Entre-Sambre-et-Meuse : Namur et Hainaut Sud."},
)
publish(
    ActionNature,
    "Ce qu'une action ajoute à l'existant (PS-ADD).",
    {
        ActionNature.ADDITIONAL: "Additionnelle.",
        ActionNature.INNOVATIVE: "Innovante.",
        ActionNature.EMERGENT: "Émergente.",
    },
)
publish(
    Aspect,
    "Les aspects d'un projet que le texte nomme ; sa liste est ouverte (PS-ASPECT).",
    {
        Aspect.CURRICULA: "Curricula harmonisés, qui valorisent tous les acquis.",
        Aspect.PLACEMENTS: "Gestion commune des places de stage ou d'alternance.",
        Aspect.EQUIPMENT: "Mise en commun d'infrastructures ou d'équipements.",
        Aspect.AWARENESS: "Information et sensibilisation au secteur, à la filière ou au métier.",
        Aspect.LANGUAGES: "Apprentissage des langues dans le qualifiant.",
        Aspect.DROPOUT: "Lutte contre l'abandon scolaire et la non-qualification.",
        Aspect.TEACHER_TRAINING: "Formation continue des enseignants et des formateurs.",
        Aspect.COMPANIES: "Relations entre entreprises et opérateurs d'enseignement et de formation.",
    },
)
publish(
    Public,
    "Les publics d'un projet (PS-PUBLIC).",
    {
        Public.SECONDARY: "Élèves des 2e, 3e et 4e degrés technique et professionnel, alternance et spécialisé.",
        Public.PROMOTION_SOCIALE: "Étudiants de l'enseignement de promotion sociale.",
        Public.IFAPME: "Apprenants de l'IFAPME.",
        Public.JOB_SEEKERS: "Demandeurs d'emploi inscrits, sans restriction.",
    },
)
publish(
    ProjectState,
    "Où en est un projet.",
    {
        ProjectState.EMERGED: "Émergé, pas encore démarré.",
        ProjectState.STARTED: "Démarré.",
        ProjectState.COMPLETED: "Achevé.",
        ProjectState.ABANDONED: "Abandonné.",
    },
)
publish(
    VerdictKind,
    "Ce qu'une Instance dit d'un projet soumis à son accord (PS-ACCORD).",
    {
        VerdictKind.AGREED: "Accord.",
        VerdictKind.CONDITIONS: "Accord sous conditions.",
        VerdictKind.REFUSED: "Refus.",
    },
)
publish(
    JointOutcome,
    "Ce que donnent ensemble les verdicts des Instances concernées : chacune est entendue (PS-CONJOINT).",
    {
        JointOutcome.PENDING: "Une Instance au moins ne s'est pas encore prononcée.",
        JointOutcome.AGREED_BY_ALL: "Accord de toutes.",
        JointOutcome.AGREED_IN_PART: "Accord des unes, refus des autres.",
        JointOutcome.REFUSED_BY_ALL: "Refus de toutes.",
    },
)
publish(
    SupportKind,
    "La sorte d'un soutien (PS-SOUTIEN).",
    {SupportKind.MATERIAL: "Matériel.", SupportKind.HUMAN: "Humain."},
)
publish(
    SupportPhase,
    "À quoi un soutien sert (PS-PHASES).",
    {
        SupportPhase.ANALYSE: "Analyser le projet.",
        SupportPhase.EMERGENCE: "Le faire émerger.",
        SupportPhase.ACCOMPAGNEMENT: "Accompagner son développement.",
    },
)
publish(
    FundingAuthority,
    "L'exécutif dont une procédure de sélection dépend (PS-FIN).",
    {
        FundingAuthority.GOUVERNEMENT_WALLON: "Le Gouvernement wallon.",
        FundingAuthority.COMMUNAUTE_FRANCAISE: "Le Gouvernement de la Communauté française.",
        FundingAuthority.COCOF: "Le Collège de la Commission communautaire française.",
    },
)
publish(
    Fate,
    "Ce qu'un objet est devenu d'un moment à l'autre.",
    {
        Fate.CREATED: "Il n'existait pas au premier moment, ou n'y est pas visible.",
        Fate.CHANGED: "Il a changé.",
        Fate.ENDED: "Il n'existe plus au second moment, ou n'y est pas visible.",
    },
)
