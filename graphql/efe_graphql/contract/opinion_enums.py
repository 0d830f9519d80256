"""Enumerations of analyses, themes and opinions, with a French description of each value."""

from efe_domain.analysis.events import AnalysisSource, AnalysisSubject
from efe_domain.opinion.content import (
    CriterionTopic,
    OpinionKind,
    OpinionSubjectKind,
    OpinionTargetKind,
    ProjectStage,
)
from efe_graphql.contract.enums import publish
from efe_projections.opinion.rows import FollowUpKind, OpinionState

publish(
    AnalysisSource,
    "De qui vient une analyse (M2-SUJETS).",
    {
        AnalysisSource.ADMINISTRATION: "Une administration.",
        AnalysisSource.OPERATOR: "Un opérateur d'enseignement, de formation, d'emploi ou d'insertion.",
        AnalysisSource.EXPERT: "Un expert scientifique ou méthodologique.",
    },
)
publish(
    AnalysisSubject,
    "Ce dont parle une analyse (M2-SUJETS).",
    {
        AnalysisSubject.EMPLOYMENT_NEEDS: "Les besoins d'emploi.",
        AnalysisSubject.EXISTING_SUPPLY: "L'offre d'enseignement qualifiant et de formation existante.",
        AnalysisSubject.AVAILABLE_RESOURCES: "Les ressources disponibles.",
    },
)
publish(
    OpinionKind,
    "Ce qui est rendu, et par qui.",
    {
        OpinionKind.AVIS_OPPORTUNITE: "L'avis d'opportunité d'un pôle (PS-AVIS).",
        OpinionKind.INFORMATION: "Une information de l'Instance aux opérateurs (M4).",
        OpinionKind.AVIS: "Un avis de l'Instance aux opérateurs (M4).",
        OpinionKind.ORIENTATION: "Une orientation de l'Instance aux opérateurs (M4).",
    },
)
publish(
    OpinionSubjectKind,
    "Sur quoi porte un avis.",
    {
        OpinionSubjectKind.PROJECT: "Un projet du registre.",
        OpinionSubjectKind.THEME: "Une thématique commune.",
        OpinionSubjectKind.FILE: "Un dossier extérieur au registre.",
    },
)
publish(
    OpinionTargetKind,
    "L'instance d'avis ou de décision à laquelle le projet est soumis (PS-AVIS-OBJET).",
    {
        OpinionTargetKind.COMPETITIVENESS_POLE: "Celle d'un pôle de compétitivité.",
        OpinionTargetKind.FUNDING_MECHANISM: "Celle d'un autre mécanisme de financement.",
    },
)
publish(
    CriterionTopic,
    "Ce qu'un avis examine ; les cinq premiers sont proposés par défaut.",
    {
        CriterionTopic.SECTOR_EMPLOYMENT: "L'emploi du secteur.",
        CriterionTopic.SCHOOLS: "Les écoles.",
        CriterionTopic.OPERATORS: "Les opérateurs.",
        CriterionTopic.CENTRES: "Les centres existants.",
        CriterionTopic.ACCESSIBILITY: "L'accessibilité.",
        CriterionTopic.OTHER: "Un autre critère, nommé par son libellé.",
    },
)
publish(
    ProjectStage,
    "Jusqu'où un projet était allé.",
    {
        ProjectStage.EMERGED: "Il avait émergé.",
        ProjectStage.SUBMITTED: "Il était soumis aux Instances concernées.",
        ProjectStage.STARTED: "Il avait démarré.",
        ProjectStage.OVER: "Il avait pris fin.",
    },
)
publish(
    OpinionState,
    "Jusqu'où un avis est allé.",
    {
        OpinionState.REQUESTED: "Demandé, pas encore rédigé.",
        OpinionState.DRAFTED: "Rédigé.",
        OpinionState.ADOPTED: "Adopté, pas encore transmis.",
        OpinionState.TRANSMITTED: "Transmis : il ne change plus.",
        OpinionState.ACKNOWLEDGED: "Un destinataire en a accusé réception.",
        OpinionState.ANSWERED: "Un destinataire y a répondu.",
        OpinionState.EFFECT_OBSERVED: "Un effet en a été observé.",
    },
)
publish(
    FollowUpKind,
    "Ce que l'on a appris d'un avis transmis.",
    {
        FollowUpKind.ACKNOWLEDGED: "Un accusé de réception.",
        FollowUpKind.ANSWERED: "Une réponse.",
        FollowUpKind.EFFECT_OBSERVED: "Un effet.",
    },
)
