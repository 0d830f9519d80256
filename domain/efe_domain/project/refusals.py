"""Why a command on a project is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class NoAction(DomainError):
    """A project develops an action that is additional, innovative or emergent (PS-ADD)."""

    rule = Rule.PS_ADD


class NoAspect(DomainError):
    """A project develops one or more aspects, of the list of the text or others (PS-ASPECT)."""

    rule = Rule.PS_ASPECT


class NoPublic(DomainError):
    """A project is for one or more of the publics that the text names (PS-PUBLIC)."""

    rule = Rule.PS_PUBLIC


class OutsideTheAxis(DomainError):
    """The project lies within the axis of every pôle that carries it (PS-FILIERE)."""

    rule = Rule.PS_FILIERE


class OutsideTheTerritory(DomainError):
    """A submitted project acts in every bassin concerned, and in no other (PS-TERRITOIRE)."""

    rule = Rule.PS_TERRITOIRE


class OutsideTheZone(DomainError):
    """A project of the zone acts in its communes only, by pôles of its two Instances (PS-ESM)."""

    rule = Rule.PS_ESM


class AlreadyEmerged(DomainError):
    """A project emerges once (PS-MISSION)."""

    rule = Rule.PS_MISSION


class ProjectIsOver(DomainError):
    """A project that is completed or abandoned goes no further (PS-MISSION)."""

    rule = Rule.PS_MISSION


class AlreadyStarted(DomainError):
    """A project starts once (PS-MISSION)."""

    rule = Rule.PS_MISSION


class NotStarted(DomainError):
    """Only a project that has started makes progress and is completed (PS-MISSION)."""

    rule = Rule.PS_MISSION


class AlreadyReported(DomainError):
    """The same report of a pôle is recorded once a day (PS-MISSION)."""

    rule = Rule.PS_MISSION


class SameContent(DomainError):
    """An amendment changes something: verdicts are not re-opened for nothing (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class AlreadyCarrying(DomainError):
    """A pôle carries a content by one decision (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class NotCarrying(DomainError):
    """Only a carrying pôle leaves a project, reports on it or seeks its funding (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class NotInvited(DomainError):
    """A pôle joins a project that another leads by an invitation that shows it the content (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class AlreadyInvited(DomainError):
    """A pôle is asked once to carry a content, until it answers or its time is over (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class InvitationIsClosed(DomainError):
    """What was accepted, declined, withdrawn or has lapsed is neither declined nor withdrawn (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class ContentNotShown(DomainError):
    """The members of a pôle can read the content of the project that they decide to carry (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class AlreadyLeading(DomainError):
    """The lead is offered to another carrying pôle, once (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class LeadNotOffered(DomainError):
    """A pôle takes the lead that was offered to it (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class LastCarrier(DomainError):
    """A project has a carrying pôle as long as it lives: the last one abandons it (PS-MISSION)."""

    rule = Rule.PS_MISSION


class ContentNotCarried(DomainError):
    """What is submitted or started was adopted, as it stands, by every carrying pôle (PS-CONSENSUS)."""

    rule = Rule.PS_CONSENSUS


class AlreadySubmitted(DomainError):
    """A content is submitted once to each Instance concerned (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class NotConcerned(DomainError):
    """A project is put to each Instance concerned and to no other (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class NotSubmitted(DomainError):
    """An Instance gives its verdict on what was put to it (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class NotSubmittedToAll(DomainError):
    """A joint project is put to each Instance concerned before it starts, or grows once started (PS-CONJOINT)."""

    rule = Rule.PS_CONJOINT


class ContentChanged(DomainError):
    """A verdict holds for the content that was judged, never for another (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class VerdictAlreadyGiven(DomainError):
    """An Instance gives one verdict on a content; an amendment re-opens it (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class NoVerdictYet(DomainError):
    """An Instance revises a verdict that it gave on this content (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class SameVerdict(DomainError):
    """A revision changes something of the verdict (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class SameExpectation(DomainError):
    """The day by which an Instance expects to judge is said once, until it is another (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class ConditionAlreadyMet(DomainError):
    """A condition of an agreement is met once (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class NotAgreed(DomainError):
    """Only an Instance that agreed to the content as it stands supports the project (PS-ACCORD)."""

    rule = Rule.PS_ACCORD


class SupportHeld(DomainError):
    """An Instance gives each kind of support once in a phase, until it ends (PS-SOUTIEN)."""

    rule = Rule.PS_SOUTIEN


class SupportIsEnded(DomainError):
    """Support that ended does not end again (PS-SOUTIEN)."""

    rule = Rule.PS_SOUTIEN


class SupportStands(DomainError):
    """An Instance ends its support before its last pôle leaves the project (PS-SOUTIEN)."""

    rule = Rule.PS_SOUTIEN


class AlreadyAppliedFor(DomainError):
    """A carrying pôle awaits one outcome of a procedure at a time (PS-FIN)."""

    rule = Rule.PS_FIN


class MoreThanAsked(DomainError):
    """More money than was asked for is recorded with the reason (PS-CREDITS)."""

    rule = Rule.PS_CREDITS


class FundingOutcomeKnown(DomainError):
    """An application has one outcome, decided elsewhere and recorded here (PS-CREDITS)."""

    rule = Rule.PS_CREDITS
