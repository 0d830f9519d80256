"""The enumerations of the contract, and what each value says in French."""

from enum import Enum, StrEnum
from typing import Any

import strawberry

from efe_domain.access import Role
from efe_domain.axis import AxisKind, CodeSystem
from efe_domain.bassins import NAMES, Bassin
from efe_domain.law import Reading
from efe_domain.operator_events import College, NumberScheme, OperatorKind
from efe_projections.reads.poles import PoleState


class Mission(StrEnum):
    """The missions under which an Instance sets a body up."""

    M6 = "M6"
    M7 = "M7"


def publish(enum: type[Enum], description: str, values: dict[Any, str]) -> None:
    """Make an enumeration of the domain one of the contract."""
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
    Role,
    "Ce qu'un compte peut faire ou voir.",
    {
        Role.COORDINATOR: "Accomplit les actes d'une Instance et voit ses dossiers.",
        Role.AUDITOR: "Voit les dossiers et la piste d'audit.",
        Role.READER: "Voit les dossiers.",
        Role.ADMINISTRATOR: "Établit les Instances et donne accès, sans accomplir d'acte d'une Instance.",
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
