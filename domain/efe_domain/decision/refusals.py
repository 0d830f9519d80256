"""Refusals of commands on a decision. Each docstring states the rule; the documentation of error codes quotes it."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyProposed(DomainError):
    """A decision can be proposed only once; amend it instead (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class DecisionIsClosed(DomainError):
    """The consultation ends when the decision is adopted or closed without consensus (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotOnTheRoster(DomainError):
    """Only members of the day on which the wording was proposed may take a position (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class WordingChanged(DomainError):
    """A position must name the current wording, not an earlier one (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class SameWording(DomainError):
    """An amendment must change the wording (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class SamePosition(DomainError):
    """A new position must differ from the previous one (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class OwnWordStands(DomainError):
    """Only a member, or a document that it signed, can replace its own statement (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionIsWithdrawn(DomainError):
    """A withdrawn objection is closed; a new position can raise a new objection (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionAlreadyAnswered(DomainError):
    """An objection is answered once; its author then withdraws or maintains it (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionNotAnswered(DomainError):
    """An objection can be maintained only after an answer (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionStands(DomainError):
    """An open objection prevents the adoption, even if its author has left the pôle (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotEveryoneConsulted(DomainError):
    """Every member must take a position, or the deadline must pass with the quorum met (PS-CONSENSUS).

    Operators that left the pôle are not awaited.
    """

    rule = Rule.PS_CONSENSUS


class CollegeNotHeard(DomainError):
    """At least one counted member of each of the three colleges must take a position (PS-CONSENSUS).

    An operator of the roster counts if it is still a member, local and competent on the day of the adoption.
    """

    rule = Rule.PS_CONSENSUS


class NobodyAgrees(DomainError):
    """One counted member must agree, or one in each college if the modalities require it (PS-CONSENSUS).

    An agreement with reservations is enough.
    """

    rule = Rule.PS_CONSENSUS


class NotCarried(DomainError):
    """A project, an opinion or modalities need a decision adopted for exactly that content (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotAdopted(DomainError):
    """Only an adopted decision can be communicated (PS-COM)."""

    rule = Rule.PS_COM


class AlreadyCommunicated(DomainError):
    """A decision can be communicated only once (PS-COM)."""

    rule = Rule.PS_COM


class NotCommunicated(DomainError):
    """The Instance can receive only a decision that the pôle communicated (PS-COM)."""

    rule = Rule.PS_COM


class AlreadyReceived(DomainError):
    """A decision can be received only once (PS-COM)."""

    rule = Rule.PS_COM
