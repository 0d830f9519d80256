"""Why a command on a decision is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyProposed(DomainError):
    """A decision is proposed once; after that it is amended (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class DecisionIsClosed(DomainError):
    """What was adopted, or left without consensus, is no longer discussed (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotOnTheRoster(DomainError):
    """Those consulted are the members of the day on which the wording was proposed (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class WordingChanged(DomainError):
    """A position is on the wording that holds now, not on one that its author read before (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class SameWording(DomainError):
    """An amendment changes something (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class SamePosition(DomainError):
    """A position that changes nothing is not taken again (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class OwnWordStands(DomainError):
    """What a member said itself is replaced by itself, or by a document that it signed (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionIsWithdrawn(DomainError):
    """A withdrawn objection is over; a new one is raised with a new position (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionAlreadyAnswered(DomainError):
    """It is for the author of an answered objection to withdraw or to maintain it (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionNotAnswered(DomainError):
    """An objection is maintained against an answer (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class ObjectionStands(DomainError):
    """Nothing is adopted while an objection stands, be its author still a member or not (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotEveryoneConsulted(DomainError):
    """Every member is consulted: it took a position, or let pass the deadline with the quorum met (PS-CONSENSUS).

    Who left the pôle is not awaited.
    """

    rule = Rule.PS_CONSENSUS


class CollegeNotHeard(DomainError):
    """The three colleges are heard: each by a member at least that took a position (PS-CONSENSUS).

    It is one of the roster, and counts on the day of the adoption: a member still, local and competent.
    """

    rule = Rule.PS_CONSENSUS


class NobodyAgrees(DomainError):
    """Somebody agrees, with or without reservations; in each college where the modalities say so (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotCarried(DomainError):
    """A project, an opinion or modalities rest on a decision adopted for exactly that content (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class NotAdopted(DomainError):
    """Only what was adopted is communicated (PS-COM)."""

    rule = Rule.PS_COM


class AlreadyCommunicated(DomainError):
    """A decision is communicated once (PS-COM)."""

    rule = Rule.PS_COM


class NotCommunicated(DomainError):
    """The Instance receives what was communicated to it (PS-COM)."""

    rule = Rule.PS_COM


class AlreadyReceived(DomainError):
    """A decision is received once (PS-COM)."""

    rule = Rule.PS_COM
