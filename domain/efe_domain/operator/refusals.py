"""Refusals of commands on the register of operators, each named after its rule."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyRegistered(DomainError, rule=Rule.REGISTRE):
    """A registration number is registered once (REGISTRE)."""


class SameParticulars(DomainError, rule=Rule.REGISTRE):
    """A name, a kind or a number that an operator has already is not given to it again (REGISTRE)."""


class SiteAlreadyOpen(DomainError, rule=Rule.PS_LOCAL):
    """A site is opened once (PS-LOCAL)."""


class SiteIsClosed(DomainError, rule=Rule.PS_LOCAL):
    """A closed site is not closed again (PS-LOCAL)."""


class AlreadyCompetent(DomainError, rule=Rule.PS_COMPETENT):
    """A competence is recognised once, until it is withdrawn (PS-COMPETENT)."""


class CompetenceNotHeld(DomainError, rule=Rule.PS_COMPETENT):
    """Only a recognised competence is withdrawn (PS-COMPETENT)."""


class NotYourBassin(DomainError, rule=Rule.REGISTRE_BASSIN):
    """An Instance keeps sites, competences and ressorts for its own bassin alone (REGISTRE-BASSIN)."""


class NotYourOperator(DomainError, rule=Rule.REGISTRE_BASSIN):
    """Name, number and kind are changed by an Instance where the operator sits or is located (REGISTRE-BASSIN)."""


class NoRessort(DomainError, rule=Rule.PS_LOCAL):
    """An intercommunale or a social partner may be local by its ressort, no other operator (PS-LOCAL)."""


class RessortAlreadyRecorded(DomainError, rule=Rule.PS_LOCAL):
    """A ressort over a bassin is recorded once, until it ends (PS-LOCAL)."""


class RessortNotRecorded(DomainError, rule=Rule.PS_LOCAL):
    """Only a ressort that is recorded ends (PS-LOCAL)."""
