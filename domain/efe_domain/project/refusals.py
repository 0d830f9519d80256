"""Refusals of commands on projects, each named after its rule."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class NoAction(DomainError, rule=Rule.PS_ADD):
    """A project develops an action that is additional, innovative or emergent (PS-ADD)."""


class NoAspect(DomainError, rule=Rule.PS_ASPECT):
    """A project develops one or more aspects, of the list of the text or others (PS-ASPECT)."""


class NoPublic(DomainError, rule=Rule.PS_PUBLIC):
    """A project is for one or more of the publics that the text names (PS-PUBLIC)."""


class OutsideTheAxis(DomainError, rule=Rule.PS_FILIERE):
    """The project lies within the axis of every pôle that carries it (PS-FILIERE)."""


class OutsideTheTerritory(DomainError, rule=Rule.PS_TERRITOIRE):
    """A submitted project acts in every bassin concerned, and in no other (PS-TERRITOIRE)."""


class OutsideTheZone(DomainError, rule=Rule.PS_ESM):
    """A project of the zone acts in its communes only, by pôles of its two Instances (PS-ESM)."""


class AlreadyEmerged(DomainError, rule=Rule.PS_MISSION):
    """A project emerges once (PS-MISSION)."""


class ProjectIsOver(DomainError, rule=Rule.PS_MISSION):
    """A project that is completed or abandoned goes no further (PS-MISSION)."""


class AlreadyStarted(DomainError, rule=Rule.PS_MISSION):
    """A project starts once (PS-MISSION)."""


class NotStarted(DomainError, rule=Rule.PS_MISSION):
    """Only a project that has started makes progress and is completed (PS-MISSION)."""


class AlreadyReported(DomainError, rule=Rule.PS_MISSION):
    """The same report of a pôle is recorded once a day (PS-MISSION)."""


class SameContent(DomainError, rule=Rule.PS_ACCORD):
    """An amendment changes something: verdicts are not re-opened for nothing (PS-ACCORD)."""


class AlreadyCarrying(DomainError, rule=Rule.PS_CONJOINT):
    """A pôle carries a content by one decision (PS-CONJOINT)."""


class NotCarrying(DomainError, rule=Rule.PS_CONJOINT):
    """Only a carrying pôle leaves a project, reports on it or seeks its funding (PS-CONJOINT)."""


class NotInvited(DomainError, rule=Rule.PS_CONJOINT):
    """A pôle joins a project that another leads by an invitation that shows it the content (PS-CONJOINT)."""


class AlreadyInvited(DomainError, rule=Rule.PS_CONJOINT):
    """A pôle has one open invitation to carry a content at a time (PS-CONJOINT)."""


class InvitationIsClosed(DomainError, rule=Rule.PS_CONJOINT):
    """An invitation that was accepted, declined, withdrawn or has lapsed is neither declined nor withdrawn
    (PS-CONJOINT).
    """


class ContentNotShown(DomainError, rule=Rule.PS_CONSENSUS):
    """The members of a pôle can read the content of the project that they decide to carry (PS-CONSENSUS)."""


class AlreadyLeading(DomainError, rule=Rule.PS_CONJOINT):
    """The lead is offered to another carrying pôle, once (PS-CONJOINT)."""


class LeadNotOffered(DomainError, rule=Rule.PS_CONJOINT):
    """A pôle takes the lead that was offered to it, or that of a pôle that left its own amendment without an answer
    (PS-CONJOINT).
    """


class NotLeading(DomainError, rule=Rule.PS_CONJOINT):
    """Only the pôle that leads decides to amend a project, to abandon or to complete it (PS-CONJOINT)."""


class NotReleasable(DomainError, rule=Rule.PS_CONJOINT):
    """The lead releases a pôle that left an amended content without an answer for sixty days (PS-CONJOINT)."""


class DecisionNeeded(DomainError, rule=Rule.PS_CONSENSUS):
    """A pôle amends a submitted project, leaves or abandons one by a decision that it adopted (PS-CONSENSUS)."""


class NotDecided(DomainError, rule=Rule.PS_CONSENSUS):
    """A decision serves one act, that for which the pôle adopted it, on that project (PS-CONSENSUS)."""


class PlanMoved(DomainError, rule=Rule.PS_PLAN):
    """A pôle replaces the part of the plan that it read, and no other that was written since (PS-PLAN)."""


class SamePlanPart(DomainError, rule=Rule.PS_PLAN):
    """Another part of the plan changes a line of it (PS-PLAN)."""


class NotResponsible(DomainError, rule=Rule.PS_PLAN):
    """Members of the pôle, or partners of the project, are in charge of a planned action (PS-PLAN)."""


class OutsideTheContent(DomainError, rule=Rule.PS_PLAN):
    """The days and years of a plan lie within those of the content that is judged (PS-PLAN)."""


class NotPlanned(DomainError, rule=Rule.PS_PLAN):
    """A pôle reports the state of an action that its own part of the plan has (PS-PLAN)."""


class LastCarrier(DomainError, rule=Rule.PS_MISSION):
    """A project has a carrying pôle as long as it lives: the last one abandons it (PS-MISSION)."""


class ContentNotCarried(DomainError, rule=Rule.PS_CONSENSUS):
    """A content is submitted or started once every carrying pôle has adopted it unchanged (PS-CONSENSUS)."""


class AlreadySubmitted(DomainError, rule=Rule.PS_ACCORD):
    """A content is submitted once to each Instance concerned (PS-ACCORD)."""


class NotConcerned(DomainError, rule=Rule.PS_CONJOINT):
    """A project is put to each Instance concerned and to no other (PS-CONJOINT)."""


class NotSubmitted(DomainError, rule=Rule.PS_ACCORD):
    """An Instance gives its verdict on what was put to it (PS-ACCORD)."""


class NotSubmittedToAll(DomainError, rule=Rule.PS_CONJOINT):
    """A joint project is put to each Instance concerned before it starts, or grows once started (PS-CONJOINT)."""


class ContentChanged(DomainError, rule=Rule.PS_ACCORD):
    """A verdict holds for the content that was judged, never for another (PS-ACCORD)."""


class VerdictAlreadyGiven(DomainError, rule=Rule.PS_ACCORD):
    """An Instance gives one verdict on a content; an amendment re-opens it (PS-ACCORD)."""


class NoVerdictYet(DomainError, rule=Rule.PS_ACCORD):
    """An Instance revises a verdict that it gave on this content (PS-ACCORD)."""


class SameVerdict(DomainError, rule=Rule.PS_ACCORD):
    """A revision changes something of the verdict (PS-ACCORD)."""


class SameExpectation(DomainError, rule=Rule.PS_ACCORD):
    """An Instance announces the day of its judgement once, and again only if the day changes (PS-ACCORD)."""


class ConditionAlreadyMet(DomainError, rule=Rule.PS_ACCORD):
    """A condition of an agreement is met once (PS-ACCORD)."""


class NotAgreed(DomainError, rule=Rule.PS_ACCORD):
    """Only an Instance that agreed to the content as it stands supports the project (PS-ACCORD)."""


class SupportHeld(DomainError, rule=Rule.PS_SOUTIEN):
    """An Instance gives each kind of support once in a phase, until it ends (PS-SOUTIEN)."""


class SupportIsEnded(DomainError, rule=Rule.PS_SOUTIEN):
    """Support that ended does not end again (PS-SOUTIEN)."""


class SupportStands(DomainError, rule=Rule.PS_SOUTIEN):
    """An Instance ends its support before its last pôle leaves the project (PS-SOUTIEN)."""


class AlreadyAppliedFor(DomainError, rule=Rule.PS_FIN):
    """A carrying pôle awaits one outcome of a procedure at a time (PS-FIN)."""


class MoreThanAsked(DomainError, rule=Rule.PS_CREDITS):
    """More money than was asked for is recorded with the reason (PS-CREDITS)."""


class FundingOutcomeKnown(DomainError, rule=Rule.PS_CREDITS):
    """An application has one outcome, decided elsewhere and recorded here (PS-CREDITS)."""


class JointMeetingMoved(DomainError, rule=Rule.PS_RENCONTRE):
    """A pôle moves or cancels the joint meeting that it read, and no other that was called since (PS-RENCONTRE)."""


class SameJointMeeting(DomainError, rule=Rule.PS_RENCONTRE):
    """Another call of a joint meeting changes something (PS-RENCONTRE)."""


class JointMeetingCancelled(DomainError, rule=Rule.PS_RENCONTRE):
    """A joint meeting that was cancelled is not called again, and no pôle convenes its own for it (PS-RENCONTRE)."""


class JointMeetingHeld(DomainError, rule=Rule.PS_RENCONTRE):
    """A joint meeting at which a pôle took part is neither moved nor cancelled (PS-RENCONTRE)."""


class NotTheJointDay(DomainError, rule=Rule.PS_RENCONTRE):
    """A pôle that takes part in a joint meeting convenes its own for the same day (PS-RENCONTRE)."""


class AlreadyTakingPart(DomainError, rule=Rule.PS_RENCONTRE):
    """A pôle takes part in a joint meeting by one meeting of its own (PS-RENCONTRE)."""
