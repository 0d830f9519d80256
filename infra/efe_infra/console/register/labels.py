"""Labels of the contract's enumerations on pages, and the tones of their tags.

A value without a label would appear under its name in the contract; a test finds missing labels.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.console.register.ids import at_present, key_of

BASSINS: Final[Mapping[str, str]] = {each.name: NAMES[each] for each in Bassin}
SLUGS: Final[Mapping[str, str]] = {each.name: each.value for each in Bassin}
BY_NAME: Final = tuple(sorted(BASSINS, key=BASSINS.__getitem__))


class Label(NamedTuple):
    """Label of a value. `tone` is a class of the style sheet: good, bad, wait or none."""

    words: str
    tone: str = ""


LABELS: Final[Mapping[str, Mapping[str, Label]]] = {
    "PoleState": {
        "ACTIVE": Label("En activité", "good"),
        "DISSOLVED": Label("Dissous"),
        "EXPIRED": Label("Terme échu", "bad"),
        "IN_PREPARATION": Label("En préparation", "wait"),
    },
    "JointOutcome": {
        "AGREED_BY_ALL": Label("Accord de toutes les Instances", "good"),
        "AGREED_IN_PART": Label("Accord partiel", "wait"),
        "PENDING": Label("En attente de verdicts", "wait"),
        "REFUSED_BY_ALL": Label("Refus de toutes les Instances", "bad"),
    },
    "Reading": {
        "TEXT": Label("Le texte le dit"),
        "INTERPRETATION": Label("Lecture du texte"),
        "DECLARED": Label("Déclarée, sans être imposée"),
    },
    "DecisionState": {
        "ADOPTED": Label("Adoptée", "good"),
        "CLOSED": Label("Sans consensus", "bad"),
        "COMMUNICATED": Label("Communiquée", "good"),
        "OPEN": Label("En discussion", "wait"),
        "RECEIVED": Label("Reçue", "good"),
    },
    "DecisionKind": {
        "ABANDONMENT": Label("Projet à abandonner"),
        "AMENDMENT": Label("Projet à amender"),
        "COMPLETION": Label("Projet à achever"),
        "DECISION": Label("Décision"),
        "DEPARTURE": Label("Projet à quitter"),
        "FUNDING": Label("Financement à demander"),
        "MODALITIES": Label("Modalités de réunion et de décision"),
        "OPINION": Label("Avis à rendre"),
        "ORIENTATION": Label("Orientation"),
        "PROJECT": Label("Projet à porter"),
    },
    "Stance": {
        "AGREE": Label("D'accord"),
        "RESERVE": Label("D'accord avec réserve"),
        "ABSTAIN": Label("S'abstient"),
        "OBJECT": Label("Objection"),
    },
    "ObjectionState": {
        "ANSWERED": Label("Répondue", "wait"),
        "MAINTAINED": Label("Maintenue", "bad"),
        "RAISED": Label("Soulevée", "bad"),
        "WITHDRAWN": Label("Retirée", "good"),
    },
    "VerdictKind": {
        "AGREED": Label("Accord", "good"),
        "CONDITIONS": Label("Accord sous conditions", "good"),
        "REFUSED": Label("Refus", "bad"),
    },
    "ProjectState": {
        "ABANDONED": Label("Abandonné", "bad"),
        "COMPLETED": Label("Achevé", "good"),
        "EMERGED": Label("Émergé, pas démarré", "wait"),
        "STARTED": Label("Démarré", "good"),
    },
    "InvitationState": {
        "ACCEPTED": Label("Acceptée", "good"),
        "DECLINED": Label("Déclinée", "bad"),
        "OPEN": Label("Attend une réponse", "wait"),
        "WITHDRAWN": Label("Retirée"),
    },
    "SupportKind": {
        "HUMAN": Label("Soutien humain"),
        "MATERIAL": Label("Soutien matériel"),
    },
    "SupportPhase": {
        "ACCOMPAGNEMENT": Label("Accompagnement"),
        "ANALYSE": Label("Analyse"),
        "EMERGENCE": Label("Émergence"),
    },
    "FundingAuthority": {
        "COCOF": Label("Commission communautaire française"),
        "COMMUNAUTE_FRANCAISE": Label("Communauté française"),
        "GOUVERNEMENT_WALLON": Label("Gouvernement wallon"),
    },
    "ActionNature": {
        "ADDITIONAL": Label("Additionnelle"),
        "EMERGENT": Label("Émergente"),
        "INNOVATIVE": Label("Innovante"),
    },
    "Aspect": {
        "AWARENESS": Label("Information et sensibilisation au secteur, à la filière ou au métier"),
        "COMPANIES": Label("Relations entre entreprises et opérateurs d'enseignement et de formation"),
        "CURRICULA": Label("Curricula harmonisés, qui valorisent tous les acquis"),
        "DROPOUT": Label("Lutte contre l'abandon scolaire et la non-qualification"),
        "EQUIPMENT": Label("Mise en commun d'infrastructures ou d'équipements"),
        "LANGUAGES": Label("Apprentissage des langues dans le qualifiant"),
        "PLACEMENTS": Label("Gestion commune des places de stage ou d'alternance"),
        "TEACHER_TRAINING": Label("Formation continue des enseignants et des formateurs"),
    },
    "Public": {
        "IFAPME": Label("Apprenants de l'IFAPME"),
        "JOB_SEEKERS": Label("Demandeurs d'emploi inscrits, sans restriction"),
        "PROMOTION_SOCIALE": Label("Étudiants de l'enseignement de promotion sociale"),
        "SECONDARY": Label("Élèves des 2e, 3e et 4e degrés technique et professionnel, alternance et spécialisé"),
    },
    "Fate": {
        "CHANGED": Label("A changé"),
        "CREATED": Label("Nouveau", "good"),
        "ENDED": Label("A pris fin", "bad"),
    },
    "OpinionKind": {
        "AVIS": Label("Avis"),
        "AVIS_OPPORTUNITE": Label("Avis d'opportunité"),
        "INFORMATION": Label("Information"),
        "ORIENTATION": Label("Orientation"),
    },
    "OpinionState": {
        "ACKNOWLEDGED": Label("Reçu", "good"),
        "ADOPTED": Label("Adopté, à transmettre", "wait"),
        "ANSWERED": Label("Répondu", "good"),
        "DRAFTED": Label("Rédigé, à adopter", "wait"),
        "EFFECT_OBSERVED": Label("Effet observé", "good"),
        "REQUESTED": Label("Demandé, à rédiger", "wait"),
        "TRANSMITTED": Label("Transmis", "good"),
    },
    "OpinionTargetKind": {
        "COMPETITIVENESS_POLE": Label("D'un pôle de compétitivité"),
        "FUNDING_MECHANISM": Label("D'un autre dispositif de financement"),
    },
    "CriterionTopic": {
        "ACCESSIBILITY": Label("Accessibilité"),
        "CENTRES": Label("Centres existants"),
        "OPERATORS": Label("Opérateurs"),
        "OTHER": Label("Autre"),
        "SCHOOLS": Label("Écoles"),
        "SECTOR_EMPLOYMENT": Label("Emploi du secteur"),
    },
    "NumberScheme": {
        "BCE": Label("Numéro d'entreprise (BCE)"),
        "FASE": Label("Numéro FASE d'un établissement scolaire"),
        "REGISTER": Label("Numéro propre au registre"),
    },
    "OperatorKind": {
        "CEFA": Label("CEFA"),
        "EMPLOI": Label("Opérateur d'emploi"),
        "ENSEIGNEMENT_SECONDAIRE": Label("Enseignement secondaire qualifiant"),
        "ENTREPRISE": Label("Entreprise"),
        "FORMATION": Label("Opérateur de formation"),
        "INSERTION": Label("Opérateur d'insertion"),
        "INTERCOMMUNALE": Label("Intercommunale de développement économique"),
        "PARTENAIRE_SOCIAL": Label("Partenaire social"),
        "PROMOTION_SOCIALE": Label("Enseignement de promotion sociale"),
    },
    "FollowUpKind": {
        "ACKNOWLEDGED": Label("Reçu"),
        "ANSWERED": Label("Répondu"),
        "EFFECT_OBSERVED": Label("Effet observé"),
    },
    "AssemblyKind": {
        "BODY": Label("Réunion d'un organe"),
        "POLE": Label("Réunion d'un pôle"),
        "ZONE": Label("Réunion de la zone interbassin"),
    },
    "Role": {
        "ADMINISTRATOR": Label("Administrateur"),
        "AUDITOR": Label("Auditeur"),
        "COORDINATOR": Label("Coordinateur"),
        "READER": Label("Lecteur"),
    },
    "Standing": {
        "ADMINISTRATOR": Label("Administrateur"),
        "AUDITOR": Label("Auditeur"),
        "COORDINATOR": Label("Coordinateur"),
        "READER": Label("Lecteur"),
        "REPRESENTATIVE": Label("Représente un membre"),
        "SITTING": Label("Siège dans un organe"),
    },
    "PowerScope": {
        "ALL": Label("Toutes les Instances"),
        "INSTANCE": Label("L'Instance"),
        "POLE": Label("Un pôle"),
    },
    "Mission": {
        "M6": Label("Mission M6"),
        "M7": Label("Mission M7"),
    },
    "CorrectionKind": {
        "CONFIRMED": Label("Confirmé tel quel", "good"),
        "DROPPED": Label("Rectification abandonnée"),
        "PROPOSED": Label("Rectification proposée", "wait"),
        "QUESTIONED": Label("Mis en question", "wait"),
        "RECTIFIED": Label("Rectifié", "good"),
        "WITHDRAWAL_DROPPED": Label("Retrait abandonné"),
        "WITHDRAWAL_PROPOSED": Label("Retrait proposé", "wait"),
        "WITHDRAWN": Label("Retiré"),
    },
    "ForgettingReason": {
        "NO_LONGER_NEEDED": Label("Ses données ne servent plus"),
        "REGISTERED_BY_MISTAKE": Label("Elle a été inscrite par erreur"),
        "REQUESTED": Label("Elle l'a demandé"),
    },
    "CodeSystem": {
        "COMMISSION_PARITAIRE": Label("Commission paritaire"),
        "NACE_BEL": Label("NACE-BEL (activités)"),
        "OBG": Label("Option de base groupée"),
        "REM": Label("Répertoire des métiers du Forem"),
        "SFMQ": Label("SFMQ (métiers et qualifications)"),
    },
    "AnalysisSubject": {
        "EMPLOYMENT_NEEDS": Label("Les besoins de l'emploi"),
        "EXISTING_SUPPLY": Label("L'offre existante"),
        "AVAILABLE_RESOURCES": Label("Les moyens disponibles"),
    },
    "AnalysisSource": {
        "ADMINISTRATION": Label("Une administration"),
        "OPERATOR": Label("Un opérateur"),
        "EXPERT": Label("Un expert"),
    },
    "AxisKind": {
        "FILIERE": Label("Filière"),
        "METIER": Label("Métier"),
        "SECTEUR": Label("Secteur"),
    },
}


def label(value: str, enumeration: str) -> str:
    return label_of(value, enumeration).words


def tone(value: str, enumeration: str) -> str:
    return label_of(value, enumeration).tone


def label_of(value: str, enumeration: str) -> Label:
    return LABELS[enumeration].get(value) or Label(value)


def bassin_of(slug: str | None) -> str | None:
    """Returns the contract's name of a bassin in an address; None for any other text."""
    return next((name for name, each in SLUGS.items() if each == slug), None)


def value_of(slug: str | None, enumeration: str) -> str | None:
    """Returns the contract's name of a value in an address, such as `in-preparation`; None for any other text."""
    name = (slug or "").upper().replace("-", "_")
    return name if name in LABELS[enumeration] else None


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "libelle": label,
    "ton": tone,
    "bassin": BASSINS.__getitem__,
    "slug": SLUGS.__getitem__,
    "cle": key_of,
    "present": at_present,
}
