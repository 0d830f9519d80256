"""What happens in the register of operators."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from efe_domain.shared.numbers import NumberScheme


class OperatorKind(StrEnum):
    """What an operator is; its college follows (PS-COMPO)."""

    ENTREPRISE = "entreprise"
    INTERCOMMUNALE = "intercommunale"
    PARTENAIRE_SOCIAL = "partenaire-social"
    EMPLOI = "emploi"
    FORMATION = "formation"
    INSERTION = "insertion"
    ENSEIGNEMENT_SECONDAIRE = "enseignement-secondaire"
    CEFA = "cefa"
    PROMOTION_SOCIALE = "promotion-sociale"

    @property
    def college(self) -> College:
        return _COLLEGES[self]


_COLLEGES = {
    OperatorKind.ENTREPRISE: College.A,
    OperatorKind.INTERCOMMUNALE: College.A,
    OperatorKind.PARTENAIRE_SOCIAL: College.A,
    OperatorKind.EMPLOI: College.B,
    OperatorKind.FORMATION: College.B,
    OperatorKind.INSERTION: College.B,
    OperatorKind.ENSEIGNEMENT_SECONDAIRE: College.C,
    OperatorKind.CEFA: College.C,
    OperatorKind.PROMOTION_SOCIALE: College.C,
}


class OperatorRegistered(Event):
    """An operator entered the register of the ten Instances; its kind tells its college."""

    TOPIC = "operator.registered.v1"
    RULE = Rule.PS_COMPO

    scheme: NumberScheme
    number: str
    name: str
    kind: OperatorKind
    effective_on: date


class SiteOpened(Event):
    """The operator has a site in a commune from that day; `bassin` is the one of the commune."""

    TOPIC = "operator.site-opened.v1"
    RULE = Rule.PS_LOCAL

    site: UUID
    commune: str
    bassin: Bassin
    effective_on: date


class SiteClosed(Event):
    """From that day the site is closed."""

    TOPIC = "operator.site-closed.v1"
    RULE = Rule.PS_LOCAL

    site: UUID
    effective_on: date


class CompetenceRecognised(Event):
    """The operator is held competent for an axis from that day."""

    TOPIC = "operator.competence-recognised.v1"
    RULE = Rule.PS_COMPETENT

    axis: Axis
    key: str
    effective_on: date


class CompetenceWithdrawn(Event):
    """From that day the operator is no longer held competent, as it was since `since`, for the axis."""

    TOPIC = "operator.competence-withdrawn.v1"
    RULE = Rule.PS_COMPETENT

    key: str
    since: date
    effective_on: date


type OperatorEvent = OperatorRegistered | SiteOpened | SiteClosed | CompetenceRecognised | CompetenceWithdrawn
