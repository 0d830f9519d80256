"""SQL sources of the tasks on projects, invitations and analyses."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.project.invitation import InvitationState
from efe_projections.analysis.rows import UNRECEIVED, AnalysisRow
from efe_projections.project.contents import ProjectCarrierRow
from efe_projections.project.hearings import CONDITIONAL, NOT_AGREED, HearingRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.rows import ProjectDossierRow, ProjectState
from efe_projections.tasks.kinds import (
    BY_POLE,
    COORDINATED,
    OF_POLES,
    StepAudience,
    TaskKind,
    TaskSource,
    rows_of_instances,
)
from efe_projections.tasks.project_joins import (
    AGREED,
    CARRIER,
    DOSSIER,
    JOINT,
    JUDGED_ON,
    OPEN_CONDITIONS,
    OUTDATED,
    RUNNING,
    SUPPORTING,
    UNMET,
    content_of,
    going_on,
    heard,
    pole_of,
)

_HEARD: Final = "hearing.until is null"
_OF_INSTANCE: Final = f"hearing.bassin = {COORDINATED}"
_OPEN: Final = f"invitation.state = '{InvitationState.OPEN}' and invitation.answer_by >= %(day)s::date"
"""Condition of an invitation that may be answered; a lapsed one is no task."""
_NOT_REFUSED: Final = f"heard.verdict <> '{VerdictKind.REFUSED}'"


def _of_lead(rule: Rule, where: str, command: str, since: str, beside: str = "") -> TaskSource:
    """Returns the source of tasks of the pôle that leads a project."""
    return TaskSource(
        rule=rule,
        row=ProjectDossierRow,
        subject="project",
        beside=pole_of(f"{DOSSIER}.lead", "lead_pole") + beside,
        where=f"{where} and not {OUTDATED}",
        mine=f"{DOSSIER}.lead = {OF_POLES}",
        since=since,
        key=f"{DOSSIER}.project",
        bassin="lead_pole.bassin",
        owner=BY_POLE,
        owner_key=f"{DOSSIER}.lead",
        command=command,
    )


PROJECT_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.INVITATION_TO_ANSWER: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=InvitationRow,
        subject="invitation",
        where=_OPEN,
        mine=f"invitation.pole = {OF_POLES} or invitation.bassin = {COORDINATED}",
        since="invitation.sent_on",
        due="invitation.answer_by",
        owner=BY_POLE,
        owner_key="invitation.pole",
        command="'join_project'",
        on={"pole": "invitation.pole", "project": "invitation.project"},
    ),
    TaskKind.INVITATION_UNANSWERED: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=InvitationRow,
        subject="invitation",
        where=_OPEN,
        mine=f"invitation.inviter = {OF_POLES}",
        since="invitation.sent_on",
        due="invitation.answer_by",
        bassin="invitation.inviter_bassin",
        owner=BY_POLE,
        owner_key="invitation.inviter",
        command="'withdraw_invitation'",
        step=StepAudience.NONE,
    ),
    TaskKind.CONTENT_TO_CARRY: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=ProjectCarrierRow,
        subject="project",
        beside=going_on(CARRIER) + content_of("going"),
        where=f"{CARRIER}.until is null and {CARRIER}.content_hash <> going.content_hash",
        mine=f"{CARRIER}.pole = {OF_POLES}",
        since="content.since",
        key=f"{CARRIER}.project",
        part=f"{CARRIER}.pole::text",
        owner=BY_POLE,
        owner_key=f"{CARRIER}.pole",
        command="'join_project'",
        on={"pole": f"{CARRIER}.pole"},
    ),
    TaskKind.LEAD_OFFERED: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=ProjectDossierRow,
        subject="project",
        beside=pole_of(f"{DOSSIER}.lead_offered", "offered"),
        where=f"{DOSSIER}.{RUNNING}",
        mine=f"{DOSSIER}.lead_offered = {OF_POLES}",
        since=f"{DOSSIER}.lead_offered_on",
        key=f"{DOSSIER}.project",
        bassin="offered.bassin",
        part=f"{DOSSIER}.lead_offered::text",
        owner=BY_POLE,
        owner_key=f"{DOSSIER}.lead_offered",
        command="'take_lead'",
        on={"pole": f"{DOSSIER}.lead_offered"},
    ),
    TaskKind.PROJECT_TO_SUBMIT: _of_lead(
        Rule.PS_ACCORD,
        where=f"{DOSSIER}.{RUNNING} and {JOINT} and {heard('heard.submitted_on is null')}",
        since="content.since",
        beside=content_of(DOSSIER),
        command="'submit_project'",
    ),
    TaskKind.PROJECT_TO_START: _of_lead(
        Rule.PS_MISSION,
        where=f"{DOSSIER}.state = '{ProjectState.EMERGED}' and not {heard('heard.verdict is null')}"
        f" and {heard(_NOT_REFUSED)}",
        since=JUDGED_ON,
        command="'start_project'",
    ),
    TaskKind.VERDICT_TO_GIVE: TaskSource(
        rule=Rule.PS_ACCORD,
        row=HearingRow,
        subject="project",
        own_rows=rows_of_instances(HearingRow, NOT_AGREED),
        beside=going_on("hearing"),
        where=f"{_HEARD} and hearing.submitted_on is not null and hearing.verdict is null",
        mine=_OF_INSTANCE,
        since="hearing.submitted_on",
        due="hearing.expected_on",
        key="hearing.project",
        bassin="hearing.bassin",
        part="hearing.bassin",
        command="'give_verdict'",
    ),
    TaskKind.CONDITION_TO_MEET: TaskSource(
        rule=Rule.PS_ACCORD,
        row=HearingRow,
        subject="project",
        own_rows=rows_of_instances(HearingRow, CONDITIONAL),
        beside=going_on("hearing") + AGREED,
        where=f"{_HEARD} and hearing.verdict = '{VerdictKind.CONDITIONS}' and {UNMET}",
        mine=_OF_INSTANCE,
        since="hearing.verdict_on",
        due=f"(select min((each ->> 'due_on')::date) {OPEN_CONDITIONS})",
        key="hearing.project",
        bassin="hearing.bassin",
        part="hearing.bassin",
        command="'meet_condition'",
    ),
    TaskKind.SUPPORT_TO_RECONFIRM: TaskSource(
        rule=Rule.PS_SOUTIEN,
        row=HearingRow,
        subject="project",
        own_rows=rows_of_instances(HearingRow, NOT_AGREED),
        beside=going_on("hearing") + SUPPORTING,
        where=f"{_HEARD} and (hearing.verdict is null or hearing.verdict = '{VerdictKind.REFUSED}')",
        mine=_OF_INSTANCE,
        since="coalesce(hearing.verdict_on, hearing.reopened_on, support.since)",
        key="hearing.project",
        bassin="hearing.bassin",
        part="support.id::text",
        command="'end_support'",
    ),
    TaskKind.DATA_TO_REMIND: TaskSource(
        rule=Rule.M2,
        row=AnalysisRow,
        own_rows=rows_of_instances(AnalysisRow, UNRECEIVED),
        subject="analysis",
        where="analysis.received_on is null and coalesce(analysis.remind_on, analysis.due_on) <= %(day)s::date",
        mine=f"analysis.bassin = {COORDINATED}",
        since="analysis.requested_on",
        due="analysis.due_on",
        command="'record_reminder'",
    ),
}
