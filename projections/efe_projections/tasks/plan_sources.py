"""SQL sources of the tasks on the work plan of a project."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_domain.project.content import ActionProgress
from efe_projections.engine.query import alive, current, row_valid_at, visible
from efe_projections.project.contents import ProgressReportRow, ProjectCarrierRow, ProjectContentRow
from efe_projections.project.hearings import HearingRow
from efe_projections.project.plan import CurrentPlanRow, PlanPartRow
from efe_projections.project.rows import ProjectConcernRow, ProjectDossierRow, ProjectState
from efe_projections.tasks.kinds import (
    BY_POLE,
    COORDINATED,
    OF_POLES,
    StepAudience,
    TaskKind,
    TaskSource,
    looked_up,
    recorded_on,
)
from efe_projections.tasks.project_joins import CARRIER, DOSSIER, RUNNING, content_of, going_on, pole_of

_PLAN: Final = CurrentPlanRow.TABLE.name


def _part_of(table: str) -> str:
    """Joins the part in force of a pôle."""
    return looked_up(PlanPartRow, "part", f"{table}.project", f"{table}.pole", f"{table}.part")


_ACTIONS: Final = f"""
    {looked_up(ProjectContentRow, "planned_content", f"{_PLAN}.project", "part.number")}
    cross join lateral jsonb_array_elements(part.actions) with ordinality as planned (action, nth)
"""
_LAST_DAY: Final = "(planned.action ->> 'ends')::date"
_IN_CONTENT: Final = """content.content -> 'actions' @> jsonb_build_array(
    planned_content.content -> 'actions' -> ((planned.action ->> 'rank')::int - 1)
)"""
_ENDED: Final = f"""exists (
    select from jsonb_array_elements({_PLAN}.states) as reported
    where reported @> (part.action_names -> (planned.nth - 1)::int)
    and reported ->> 'state' in ('{ActionProgress.DONE}', '{ActionProgress.DROPPED}')
)"""
_SUM: Final = f"""(
    select sum((line ->> 'amount_cents')::numeric) from read.{_PLAN} as held {_part_of("held")}
    cross join lateral jsonb_array_elements(part.budget_lines) as line
    where held.project = {DOSSIER}.project and {alive("held")} and {visible(CurrentPlanRow.TABLE, "held")}
)"""  # noqa: S608
_WRITTEN: Final = f"""exists (
    select from read.{_PLAN} as held where held.project = {CARRIER}.project and held.pole = {CARRIER}.pole
    and held.part is not null and {alive("held")} and {visible(CurrentPlanRow.TABLE, "held")}
)"""
_DROPPED: Final = f"""
    join read.{ProgressReportRow.TABLE.name} as report on report.project = hearing.project
    and report.state = '{ActionProgress.DROPPED}' and {recorded_on("report")} > %(news_since)s::date
    and {alive("report")} and {visible(ProgressReportRow.TABLE, "report")}
    join read.{_PLAN} as held on held.project = report.project and held.pole = report.pole and held.part is not null
    and held.states @> jsonb_build_array(report.action || jsonb_build_object('state', report.state))
    and {alive("held")} and {visible(CurrentPlanRow.TABLE, "held")}
"""

_OWN_PLANS: Final = f"""(
    select {_PLAN}.* from (
        select own.project, own.pole from read.{ProjectConcernRow.TABLE.name} as own
        where (own.pole = {OF_POLES} or own.bassin = {COORDINATED}) and {current("own")}
        and {visible(ProjectConcernRow.TABLE, "own")}
    ) as own cross join lateral {row_valid_at(CurrentPlanRow.TABLE, ("own.project", "own.pole"), _PLAN)}
) as {_PLAN}"""  # noqa: S608
"""Plans of the pôles of the viewer, each looked up by the concern of its project."""

PLAN_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.ACTION_OVERDUE: TaskSource(
        rule=Rule.PS_PLAN,
        row=CurrentPlanRow,
        subject="project",
        beside=_part_of(_PLAN) + going_on(_PLAN) + content_of("going") + _ACTIONS,
        where=f"{_LAST_DAY} < %(day)s::date and {_IN_CONTENT} and not {_ENDED}",
        mine=f"{_PLAN}.pole = {OF_POLES} or {_PLAN}.bassin = {COORDINATED}",
        own_rows=_OWN_PLANS,
        since=_LAST_DAY,
        due=_LAST_DAY,
        key=f"{_PLAN}.project",
        part=f"{_PLAN}.pole::text || ' ' || (planned.action ->> 'rank')",
        owner=BY_POLE,
        owner_key=f"{_PLAN}.pole",
        command="'report_progress'",
        on={"pole": f"{_PLAN}.pole"},
    ),
    TaskKind.PLAN_PART_TO_WRITE: TaskSource(
        rule=Rule.PS_PLAN,
        row=ProjectCarrierRow,
        subject="project",
        beside=going_on(CARRIER),
        where=f"{CARRIER}.until is null and going.state = '{ProjectState.STARTED}' and not {_WRITTEN}",
        mine=f"{CARRIER}.pole = {OF_POLES}",
        since=f"greatest(going.started_on, {CARRIER}.since)",
        key=f"{CARRIER}.project",
        part=f"{CARRIER}.pole::text",
        owner=BY_POLE,
        owner_key=f"{CARRIER}.pole",
        command="'write_plan_part'",
    ),
    TaskKind.PLAN_OVER_BUDGET: TaskSource(
        rule=Rule.PS_PLAN,
        row=ProjectDossierRow,
        subject="project",
        beside=pole_of(f"{DOSSIER}.lead", "lead_pole") + content_of(DOSSIER),
        where=f"{DOSSIER}.{RUNNING} and {_SUM} > (content.content ->> 'budget_cents')::numeric",
        mine=f"{DOSSIER}.lead = {OF_POLES}",
        since="content.since",
        key=f"{DOSSIER}.project",
        bassin="lead_pole.bassin",
        owner=BY_POLE,
        owner_key=f"{DOSSIER}.lead",
        command="'amend_project'",
    ),
    TaskKind.ACTION_DROPPED: TaskSource(
        rule=Rule.PS_PLAN,
        row=HearingRow,
        subject="project",
        beside=_DROPPED,
        where="hearing.until is null",
        mine=f"hearing.bassin = {COORDINATED}",
        since="report.reported_on",
        key="hearing.project",
        bassin="hearing.bassin",
        part="hearing.bassin || ' ' || report.version::text",
        command="null",
        step=StepAudience.NONE,
    ),
}
