"""SQL sources of the tasks on projects, invitations and analyses."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.project.invitation import InvitationState
from efe_projections.analysis.rows import UNRECEIVED, AnalysisRow
from efe_projections.engine.query import alive, visible
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
    EVALUATED,
    INVITING,
    JOINT,
    JUDGED_ON,
    LATE_CARRIERS,
    LED,
    OPEN_CONDITIONS,
    OUTDATED,
    OUTSIDE,
    RELEASED_FROM,
    RUNNING,
    SUPPORTING,
    UNMET,
    UNSUBMITTED,
    carrying_act,
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


_STALE: Final = f"{CARRIER}.until is null and {CARRIER}.content_hash <> going.content_hash"
_LEAD_STALE: Final = f"""exists (
    select from read.{CARRIER} as led where led.project = going.project and led.pole = going.lead
    and led.until is null and led.content_hash <> going.content_hash
    and {alive("led")} and {visible(ProjectCarrierRow.TABLE, "led")}
)"""
"""Conditions of a carrier without an answer to the amended content, and of a lead without one."""


def _of_lead(rule: Rule, where: str, command: str, since: str, beside: str = "") -> TaskSource:
    """Returns the source of tasks of the pôle that leads a project."""
    return TaskSource(
        rule=rule,
        row=ProjectDossierRow,
        subject="project",
        beside=pole_of(f"{DOSSIER}.lead", "lead_pole") + beside,
        where=f"{where} and not {OUTDATED}",
        mine=f"{DOSSIER}.lead = {OF_POLES}",
        acted_for=f"lead_pole.bassin = {COORDINATED}",
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
        command=carrying_act("invitation.pole", "invitation.bassin", "invitation.project", "invitation.content_hash"),
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
        where=_STALE,
        mine=f"{CARRIER}.pole = {OF_POLES}",
        acted_for=f"{CARRIER}.bassin = {COORDINATED}",
        since="content.since",
        due=f"{RELEASED_FROM} - 1",
        key=f"{CARRIER}.project",
        part=f"{CARRIER}.pole::text",
        owner=BY_POLE,
        owner_key=f"{CARRIER}.pole",
        command=carrying_act(f"{CARRIER}.pole", f"{CARRIER}.bassin", f"{CARRIER}.project", "going.content_hash"),
        on={"pole": f"{CARRIER}.pole"},
    ),
    TaskKind.LEAD_TO_CARRY: _of_lead(
        Rule.PS_CONSENSUS,
        where=f"{DOSSIER}.{RUNNING} and not {LED}",
        since="content.since",
        beside=content_of(DOSSIER),
        command=carrying_act(f"{DOSSIER}.lead", "lead_pole.bassin", f"{DOSSIER}.project", f"{DOSSIER}.content_hash"),
    ),
    TaskKind.CARRIER_UNANSWERED: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=ProjectDossierRow,
        subject="project",
        beside=content_of(DOSSIER) + pole_of(f"{DOSSIER}.lead", "lead_pole") + LATE_CARRIERS,
        where=f"{DOSSIER}.{RUNNING} and late.pole <> {DOSSIER}.lead",
        mine=f"{DOSSIER}.lead = {OF_POLES}",
        acted_for=f"lead_pole.bassin = {COORDINATED}",
        since="content.since",
        due=f"{RELEASED_FROM} - 1",
        key=f"{DOSSIER}.project",
        bassin="lead_pole.bassin",
        part="late.pole::text",
        owner=BY_POLE,
        owner_key=f"{DOSSIER}.lead",
        command=f"case when %(day)s::date >= {RELEASED_FROM} then 'leave_project' end",
    ),
    TaskKind.LEAD_SILENT: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=ProjectCarrierRow,
        subject="project",
        beside=going_on(CARRIER) + content_of("going"),
        where=f"{CARRIER}.until is null and {CARRIER}.content_hash = going.content_hash"
        f" and {CARRIER}.pole <> going.lead and {_LEAD_STALE} and %(day)s::date >= {RELEASED_FROM}",
        mine=f"{CARRIER}.pole = {OF_POLES}",
        acted_for=f"{CARRIER}.bassin = {COORDINATED}",
        since=RELEASED_FROM,
        key=f"{CARRIER}.project",
        part=f"{CARRIER}.pole::text",
        owner=BY_POLE,
        owner_key=f"{CARRIER}.pole",
        command="'take_lead'",
        on={"pole": f"{CARRIER}.pole"},
    ),
    TaskKind.COMMUNES_OUTSIDE: _of_lead(
        Rule.PS_TERRITOIRE,
        where=f"{DOSSIER}.{RUNNING} and {LED} and not {INVITING} and {OUTSIDE}",
        since="content.since",
        beside=content_of(DOSSIER),
        command="'amend_project'",
    ),
    TaskKind.CARRIER_TERM_ENDS: TaskSource(
        rule=Rule.PS_3ANS,
        row=ProjectCarrierRow,
        subject="pole",
        beside=going_on(CARRIER) + pole_of(f"{CARRIER}.pole", "carrying"),
        where=f"{CARRIER}.until is null and {UNSUBMITTED} and carrying.dissolved_on is null"
        " and carrying.term_ends <= %(soon)s::date",
        mine=f"{CARRIER}.pole = {OF_POLES}",
        acted_for=f"{CARRIER}.bassin = {COORDINATED}",
        since="carrying.term_starts",
        due="carrying.term_ends",
        key=f"{CARRIER}.pole",
        part=f"{CARRIER}.project::text",
        owner=BY_POLE,
        owner_key=f"{CARRIER}.pole",
        command=f"case when {EVALUATED} then 'renew_pole' else 'evaluate_pole' end",
        on={"project": f"{CARRIER}.project"},
        step=StepAudience.NONE,
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
        where=f"{DOSSIER}.{RUNNING} and {JOINT} and {heard('heard.submitted_on is null')}"
        f" and {LED} and not {INVITING} and not {OUTSIDE}",
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
