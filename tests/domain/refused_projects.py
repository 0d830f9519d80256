"""A case for each refusal of a command on a project or in the zone: a past, and the command that it refuses."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.project import refusals as at
from efe_domain.project.content import ActionProgress
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError
from efe_domain.shared.ids import ZONE
from efe_domain.zone import zone
from efe_domain.zone.zone import Zone, ZoneNotRepresented
from tests.domain.given import TODAY, TOMORROW, WOOD, some_id
from tests.domain.joint_meetings import a_called_project, attend, call, cancel
from tests.domain.plans import FIRST, LATER, STRANGER, a_joint_project, a_planned_project, action, write
from tests.domain.projects import (
    AGREED,
    APPLICATION,
    CONTENT,
    HUY,
    LIEGE,
    NAMUR,
    ON_CONDITION,
    PROJECT,
    REFUSED,
    SOUTH,
    SUPPORT,
    a_carried_project,
    a_pole_of,
    a_project,
    a_represented_zone,
    a_submitted_project,
    acting_in,
    adopted,
    amend,
    an_agreed_project,
    application,
    carry,
    invited,
    judge,
    submit,
    support,
)

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)
PERSON = some_id("person of namur")


def emerging(**change: Any) -> Callable[[Project], None]:
    return lambda project: project.emerge(AT_LIEGE, replace(CONTENT, **change), on=TODAY)


def new() -> Project:
    return Project(PROJECT)


def after(past: Callable[[], Any], *commands: Callable[[Any], object]) -> Callable[[], Any]:
    def played() -> Any:
        aggregate = past()
        for command in commands:
            command(aggregate)
        return aggregate

    return played


def an_invitation() -> Invitation:
    invitation = invited(a_project(), AT_NAMUR)
    assert invitation
    return invitation


def start(project: Project) -> None:
    project.start(on=TODAY)


def report(project: Project) -> None:
    project.report_progress(AT_LIEGE.id, "L'atelier est ouvert.", on=TODAY)


def abandon(project: Project) -> None:
    project.abandon("Faute de moyens.", on=TODAY)


def revise(project: Project, verdict: Verdict) -> None:
    project.revise_verdict(LIEGE, verdict, "Vérifié.", project.content_hash, on=TODAY)


def expect(project: Project) -> None:
    project.expect_verdict(LIEGE, TOMORROW, on=TODAY)


def meet(project: Project) -> None:
    project.meet_condition(LIEGE, 2, "Bilan reçu.", on=TODAY)


def grant(project: Project) -> None:
    project.grant_support(support())


def end(project: Project) -> None:
    project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)


def apply(project: Project) -> None:
    project.apply_for_funding(application(AT_LIEGE.id))


def decide(project: Project) -> None:
    project.record_funding_outcome(APPLICATION, None, "", on=TODAY)


CASES: dict[type[DomainError], tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]] = {
    at.NoAction: (new, emerging(actions=())),
    at.NoAspect: (new, emerging(aspects=())),
    at.NoPublic: (new, emerging(publics=())),
    at.OutsideTheZone: (new, emerging(zone=True)),
    at.OutsideTheAxis: (a_project, lambda it: carry(it, a_pole_of(NAMUR, WOOD))),
    at.OutsideTheTerritory: (lambda: carry(a_project(content=acting_in(LIEGE, HUY)), AT_LIEGE), submit),
    ZoneNotRepresented: (lambda: Zone(ZONE), lambda it: it.check_represented(TODAY)),
    at.AlreadyEmerged: (a_project, emerging()),
    at.ProjectIsOver: (after(a_project, abandon), abandon),
    at.AlreadyStarted: (after(a_carried_project, start), start),
    at.AlreadyReported: (after(a_carried_project, start, report), report),
    at.NotStarted: (a_carried_project, lambda it: it.complete("Fin.", on=TODAY)),
    at.SameContent: (a_project, lambda it: it.amend(it.content, "Rien.", on=TODAY)),
    at.AlreadyCarrying: (a_carried_project, lambda it: carry(it, AT_LIEGE)),
    at.NotCarrying: (a_carried_project, lambda it: it.leave(AT_NAMUR.id, "Fin.", on=TODAY)),
    at.NotInvited: (
        lambda: a_project(content=acting_in(LIEGE, NAMUR)),
        lambda it: it.join(
            AT_NAMUR, adopted(AT_NAMUR, PROJECT, it.content_hash), None, past_events=1, past_root="", on=TODAY
        ),
    ),
    at.AlreadyInvited: (an_invitation, lambda it: a_project().invite(AT_NAMUR, it, answer_by=TOMORROW, on=TODAY)),
    at.InvitationIsClosed: (
        after(an_invitation, lambda it: it.withdraw("Erreur.", on=TODAY)),
        lambda it: it.decline("Non.", on=TODAY),
    ),
    at.ContentNotShown: (a_project, lambda it: it.check_shown(AT_LIEGE, None, "0" * 64, TODAY)),
    at.NotSubmittedToAll: (lambda: a_carried_project(LIEGE, NAMUR), start),
    at.AlreadyLeading: (a_carried_project, lambda it: it.offer_lead(AT_LIEGE.id, on=TODAY)),
    at.LeadNotOffered: (
        lambda: a_carried_project(LIEGE, NAMUR),
        lambda it: it.take_lead(AT_NAMUR, adopted(AT_NAMUR, PROJECT, it.content_hash, name="lead"), on=TODAY),
    ),
    at.NotLeading: (
        lambda: a_carried_project(LIEGE, NAMUR),
        lambda it: it.check_decides(DecisionKind.ABANDONMENT, AT_NAMUR, it.content_hash),
    ),
    at.NotReleasable: (
        lambda: amend(a_carried_project(LIEGE, NAMUR)),
        lambda it: it.leave(AT_NAMUR.id, "Sans réponse.", released=True, on=TODAY),
    ),
    at.NotDecided: (
        a_carried_project,
        lambda it: it.abandon("Fin.", decision=adopted(AT_LIEGE, it.id, it.content_hash), on=TODAY),
    ),
    at.LastCarrier: (a_carried_project, lambda it: it.leave(AT_LIEGE.id, "Fin.", on=TODAY)),
    at.ContentNotCarried: (a_project, submit),
    at.AlreadySubmitted: (a_submitted_project, submit),
    at.NotConcerned: (a_submitted_project, lambda it: judge(it, [(NAMUR, AGREED)])),
    at.NotSubmitted: (a_carried_project, lambda it: judge(it, [(LIEGE, AGREED)])),
    at.ContentChanged: (
        after(a_submitted_project, amend),
        lambda it: it.give_verdict(LIEGE, AGREED, "0" * 64, on=TODAY),
    ),
    at.VerdictAlreadyGiven: (an_agreed_project, lambda it: judge(it, [(LIEGE, REFUSED)])),
    at.NoVerdictYet: (a_submitted_project, lambda it: revise(it, AGREED)),
    at.SameVerdict: (an_agreed_project, lambda it: revise(it, AGREED)),
    at.SameExpectation: (after(a_submitted_project, expect), expect),
    at.ConditionAlreadyMet: (
        after(lambda: judge(a_submitted_project(), [(LIEGE, ON_CONDITION)]), meet),
        meet,
    ),
    at.NotAgreed: (a_submitted_project, grant),
    at.SupportHeld: (
        after(an_agreed_project, grant),
        lambda it: it.grant_support(support(support=some_id("again"))),
    ),
    at.SupportIsEnded: (after(an_agreed_project, grant, end), end),
    at.SupportStands: (
        after(lambda: an_agreed_project(LIEGE, NAMUR), grant),
        lambda it: it.leave(AT_LIEGE.id, "Fin.", on=TODAY),
    ),
    at.AlreadyAppliedFor: (
        after(a_carried_project, apply),
        lambda it: it.apply_for_funding(application(AT_LIEGE.id, application=some_id("again"))),
    ),
    at.MoreThanAsked: (
        after(a_carried_project, apply),
        lambda it: it.record_funding_outcome(APPLICATION, 999_999_999, "", on=TODAY),
    ),
    at.PlanMoved: (a_planned_project, write),
    at.SamePlanPart: (after(a_joint_project, write), lambda it: write(it, replaces=1, reason="Rien de neuf.")),
    at.NotResponsible: (a_joint_project, lambda it: write(it, action(operators=(STRANGER,)))),
    at.OutsideTheContent: (a_joint_project, lambda it: write(it, action(ends=LATER.replace(year=2030)))),
    at.JointMeetingMoved: (a_called_project, lambda it: call(it, replaces=None)),
    at.SameJointMeeting: (a_called_project, lambda it: call(it, day=TOMORROW, replaces=1)),
    at.JointMeetingCancelled: (after(a_called_project, cancel), lambda it: cancel(it, replaces=2)),
    at.JointMeetingHeld: (after(a_called_project, attend), cancel),
    at.NotPlanned: (
        a_planned_project,
        lambda it: it.report_progress(AT_NAMUR.id, "", action=FIRST, state=ActionProgress.DONE, on=TODAY),
    ),
    at.FundingOutcomeKnown: (after(a_carried_project, apply, decide), decide),
    zone.NotOfTheZone: (lambda: Zone(ZONE), lambda it: it.designate(LIEGE, PERSON, on=TODAY)),
    zone.AlreadyInTheZone: (a_represented_zone, lambda it: it.designate(NAMUR, PERSON, on=TODAY)),
    zone.NotInTheZone: (lambda: Zone(ZONE), lambda it: it.end(SOUTH, PERSON, on=TODAY)),
}
