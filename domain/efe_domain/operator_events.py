"""What happens in the register of operators."""

import re
from datetime import date
from enum import StrEnum
from uuid import UUID

from efe_domain import texts
from efe_domain.axis import Axis
from efe_domain.bassins import Bassin
from efe_domain.errors import Invalid
from efe_domain.event import Event
from efe_domain.law import Rule


class College(StrEnum):
    """The three colleges of a pôle (PS-COMPO).

    A: entreprises locales, intercommunales de développement économique, partenaires sociaux locaux.
    B: opérateurs de l'emploi, de la formation professionnelle, de l'insertion.
    C: opérateurs d'enseignement qualifiant, secondaire (CEFA compris) et de promotion sociale.
    """

    A = "A"
    B = "B"
    C = "C"


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


class NumberScheme(StrEnum):
    """Where the registration number comes from: FASE for schools, BCE for enterprises, or the register itself."""

    FASE = "fase"
    BCE = "bce"
    REGISTER = "registre"

    def clean(self, number: str) -> str:
        """One writing for one number: FASE without leading zeros, BCE as ten digits. Raises `Invalid`."""
        number = texts.name(number, "number")
        if self is NumberScheme.REGISTER:
            return number
        found = re.fullmatch(_NUMBERS[self], re.sub(r"[\s.-]", "", number.upper()))
        if not found:
            raise Invalid("number", "Ce n'est pas un numéro {scheme} : {number}.", scheme=self.upper(), number=number)
        return found[1].zfill(10) if self is NumberScheme.BCE else found[1]


_NUMBERS = {NumberScheme.FASE: "0*([1-9][0-9]{0,5})", NumberScheme.BCE: "(?:BE)?([01]?[0-9]{9})"}


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
