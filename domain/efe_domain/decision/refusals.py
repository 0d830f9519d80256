"""Refusals of commands on a decision. Each docstring states the rule; the documentation of error codes quotes it."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyProposed(DomainError, rule=Rule.PS_CONSENSUS):
    """A decision can be proposed only once; amend it instead (PS-CONSENSUS)."""


class DecisionIsClosed(DomainError, rule=Rule.PS_CONSENSUS):
    """The consultation ends when the decision is adopted or closed without consensus (PS-CONSENSUS)."""


class NotOnTheRoster(DomainError, rule=Rule.PS_CONSENSUS):
    """Only members of the day on which the wording was proposed may take a position (PS-CONSENSUS)."""


class WordingChanged(DomainError, rule=Rule.PS_CONSENSUS):
    """A position must name the current wording, not an earlier one (PS-CONSENSUS)."""


class SameWording(DomainError, rule=Rule.PS_CONSENSUS):
    """An amendment must change the wording (PS-CONSENSUS)."""


class SamePosition(DomainError, rule=Rule.PS_CONSENSUS):
    """A new position must differ from the previous one (PS-CONSENSUS)."""


class OwnWordStands(DomainError, rule=Rule.PS_CONSENSUS):
    """The own word of a member is changed only with an account that represents it (PS-CONSENSUS).

    The rule holds while the same person represents the member.
    """


class DeadlineMovesEarlier(DomainError, rule=Rule.PS_CONSENSUS):
    """An announced deadline can only be moved to a later day (PS-CONSENSUS)."""


class DeadlineTooShort(DomainError, rule=Rule.PS_CONSENSUS):
    """An announced deadline gives the members seven days at least (PS-CONSENSUS)."""


class NotTheProposer(DomainError, rule=Rule.PS_CONSENSUS):
    """Only its proposer or a coordinator amends or closes a decision, or sets its deadline (PS-CONSENSUS)."""


class ConsultationUnderWay(DomainError, rule=Rule.PS_CONSENSUS):
    """A decision is closed after every member spoke, or after a deadline that counts (PS-CONSENSUS)."""


class NoBasis(DomainError, rule=Rule.PS_CONSENSUS):
    """A word recorded for a member rests on a meeting of that day that lists it, or on a document (PS-CONSENSUS)."""


class ObjectionIsWithdrawn(DomainError, rule=Rule.PS_CONSENSUS):
    """A withdrawn objection is closed; a new position can raise a new objection (PS-CONSENSUS)."""


class ObjectionAlreadyAnswered(DomainError, rule=Rule.PS_CONSENSUS):
    """An objection is answered once; its author then withdraws or maintains it (PS-CONSENSUS)."""


class ObjectionNotAnswered(DomainError, rule=Rule.PS_CONSENSUS):
    """An objection can be maintained only after an answer (PS-CONSENSUS)."""


class ObjectionStands(DomainError, rule=Rule.PS_CONSENSUS):
    """An open objection prevents the adoption, even if its author has left the pôle (PS-CONSENSUS)."""


class NotEveryoneConsulted(DomainError, rule=Rule.PS_CONSENSUS):
    """Every member must take a position, or the deadline must pass with the quorum met (PS-CONSENSUS).

    Operators that left the pôle are not awaited.
    """


class CollegeNotHeard(DomainError, rule=Rule.PS_CONSENSUS):
    """At least one counted member of each of the three colleges must take a position (PS-CONSENSUS).

    An operator of the roster counts if it is still a member, local and competent on the day of the adoption.
    """


class NobodyAgrees(DomainError, rule=Rule.PS_CONSENSUS):
    """One counted member must agree, or one in each college if the modalities require it (PS-CONSENSUS).

    An agreement with reservations is enough.
    """


class AdoptedWithoutMeeting(DomainError, rule=Rule.PS_CONSENSUS):
    """A decision recorded as adopted on an earlier day cites the meeting of the pôle of that day (PS-CONSENSUS)."""


class NotCarried(DomainError, rule=Rule.PS_CONSENSUS):
    """A project, an opinion or modalities need a decision adopted for exactly that content (PS-CONSENSUS)."""


class Contested(DomainError, rule=Rule.PS_CONSENSUS):
    """No new act of the pôle rests on its decision while a late objection stands, or once replaced (PS-CONSENSUS)."""


class NotReplaceable(DomainError, rule=Rule.PS_CONSENSUS):
    """A decision replaces an adopted decision of the same pôle, which no other one replaced (PS-CONSENSUS)."""


class NotAdopted(DomainError, rule=Rule.PS_COM):
    """Only an adopted decision can be communicated (PS-COM)."""


class AlreadyCommunicated(DomainError, rule=Rule.PS_COM):
    """A decision can be communicated only once (PS-COM)."""


class NotCommunicated(DomainError, rule=Rule.PS_COM):
    """The Instance can receive only a decision that the pôle communicated (PS-COM)."""


class AlreadyReceived(DomainError, rule=Rule.PS_COM):
    """A decision can be received only once (PS-COM)."""
