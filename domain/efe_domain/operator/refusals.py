"""Why a command of the register of operators is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyRegistered(DomainError):
    """A registration number is registered once (REGISTRE)."""

    rule = Rule.REGISTRE


class SameParticulars(DomainError):
    """A name, a kind or a number that an operator has already is not given to it again (REGISTRE)."""

    rule = Rule.REGISTRE


class SiteAlreadyOpen(DomainError):
    """A site is opened once (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class SiteIsClosed(DomainError):
    """A closed site is not closed again (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class AlreadyCompetent(DomainError):
    """A competence is recognised once, until it is withdrawn (PS-COMPETENT)."""

    rule = Rule.PS_COMPETENT


class CompetenceNotHeld(DomainError):
    """Only a recognised competence is withdrawn (PS-COMPETENT)."""

    rule = Rule.PS_COMPETENT


class NotYourBassin(DomainError):
    """An Instance keeps sites, competences and ressorts for its own bassin alone (REGISTRE-BASSIN)."""

    rule = Rule.REGISTRE_BASSIN


class NoRessort(DomainError):
    """An intercommunale or a social partner may be local by its ressort, no other operator (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class RessortAlreadyRecorded(DomainError):
    """A ressort over a bassin is recorded once, until it ends (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class RessortNotRecorded(DomainError):
    """Only a ressort that is recorded ends (PS-LOCAL)."""

    rule = Rule.PS_LOCAL
