"""Candidates among the commands on a project or on an invitation to carry it."""

from itertools import islice
from typing import Final
from uuid import UUID

from efe_domain.guards.candidates import Candidates, Party, Scope, candidates, decision_of, of_instance, of_pole
from efe_domain.guards.missing_input import missing, missing_id
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import current_context
from efe_domain.shared.ids import unused_id

MAX_MEETINGS: Final = 5
"""Joint meetings ahead whose commands are examined."""


def on_project(project: Project, scope: Scope) -> Candidates:
    inputs, today = {"project_id": project.id}, current_context().today
    yield from candidates(
        """
        submit_project start_project amend_project complete_project abandon_project offer_lead
        note_project_erratum
        """,
        of_pole(project.lead),
        **inputs,
    )
    invited = missing_id(id=unused_id("pole"), axis=missing(key=project.content.axis))
    yield from candidates("invite_pole", of_pole(project.lead), pole_id=invited, **inputs)
    for pole in dict.fromkeys((project.lead, *project.carriers)):
        yield from candidates(
            "report_progress write_plan_part apply_for_funding leave_project", of_pole(pole), pole_id=pole, **inputs
        )
        resolved = {"pole_id": pole, "decision_id": decision_of(pole)}
        if not (project.ended_on or project.carriers.carries(pole, project.content_hash)):
            yield from candidates("join_project", of_pole(pole), **resolved, **inputs)
        if project.carriers.is_offered_lead(pole) or project.is_lead_silent(pole, today):
            yield from candidates("take_lead", of_pole(pole), **resolved, **inputs)
    for pole in dict.fromkeys((project.lead, *project.carriers)):
        yield from _of_meetings(project, pole)
    for pole in project.carriers:
        part = Party("ProjectCarrier", (project.id, pole, project.carriers.of(pole).since))
        yield from candidates("leave_project", part, pole_id=pole, released=True, **inputs)
    for application in project.applications:
        yield from candidates(
            "record_funding_outcome", Party("Funding", (application,)), application_id=application, **inputs
        )
    for bassin in scope.coordinated_among(project.concerned):
        yield from _by_instance(project, bassin)


def _of_meetings(project: Project, pole: UUID) -> Candidates:
    """Yields the commands of a pôle on the joint meetings of a project."""
    own, today = of_pole(pole), current_context().today
    inputs = {"project_id": project.id, "pole_id": pole}
    yield from candidates("call_joint_meeting", own, day=today, **inputs)
    for called in islice(project.meetings.ahead(today), MAX_MEETINGS):
        part = Party("JointMeeting", (project.id, called.meeting))
        known = {"meeting": called.meeting, "replaces": missing(), **inputs}
        yield from candidates("call_joint_meeting cancel_joint_meeting", part, **known)


def _by_instance(project: Project, bassin: Bassin) -> Candidates:
    """Yields the commands of an Instance on a project."""
    own, inputs = of_instance(bassin), {"project_id": project.id, "bassin": bassin}
    yield from candidates("give_verdict revise_verdict", own, content_hash=project.content_hash, **inputs)
    yield from candidates("expect_verdict grant_support", own, **inputs)
    yield from candidates("attach_to_project", own, project_id=project.id)
    if condition := project.verdicts.open_condition(bassin):
        yield from candidates("meet_condition", own, condition=condition, **inputs)
    for support in project.supports.of(bassin):
        yield from candidates("end_support", Party("Support", (support,)), support_id=support, **inputs)


def on_invitation(invitation: Invitation, _: Scope) -> Candidates:
    yield from candidates(
        "join_project",
        of_pole(invitation.pole),
        project_id=invitation.project,
        pole_id=invitation.pole,
        decision_id=decision_of(invitation.pole),
    )
    yield from candidates("decline_invitation", of_pole(invitation.pole), invitation_id=invitation.id)
    yield from candidates("withdraw_invitation", of_pole(invitation.inviter), invitation_id=invitation.id)
