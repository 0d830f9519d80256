"""A work plan and the reports on it stand in the way of no correction and of no act on an earlier day (PS-PLAN)."""

from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import ProjectStarted
from efe_domain.project.plan_events import PlanPartWritten
from efe_domain.shared.record_events import Patch
from tests.domain.given import TODAY, YESTERDAY
from tests.infra.commands.project_stage import stream_of
from tests.infra.commands.stage import COORDINATOR, Stage, by

FIRST = ActionName(number=1, rank=1)


def version_of(stage: Stage, event: type[object]) -> int:
    events = stage.platform.events.get(stage.projects.started)
    return next(each.originator_version for each in events if isinstance(each, event))


def test_a_plan_moves_no_day_and_blocks_no_correction(stage: Stage) -> None:
    platform, project, pole = stage.platform, stage.projects.started, stage.constituted
    with by(COORDINATOR):
        platform.report_progress(project, pole, "Ouvert.", on=YESTERDAY)
        platform.report_progress(project, pole, "", action=FIRST, state=ActionProgress.DONE, on=YESTERDAY)

        patch = Patch(version=version_of(stage, ProjectStarted), fields={"effective_on": str(TODAY)})
        platform.rectify("project", project, (patch,), "Erreur matérielle.")

    found = stream_of(platform, project)
    assert found.started_on == TODAY
    assert found.plan.part_of(pole)
    assert not found.questions


def test_a_report_and_a_part_of_today_leave_an_end_of_yesterday_possible(stage: Stage) -> None:
    platform, project, pole = stage.platform, stage.projects.started, stage.constituted
    with by(COORDINATOR):
        platform.report_progress(project, pole, "Ouvert.", on=TODAY)

        platform.complete_project(project, "Réussi.", on=YESTERDAY)

    assert stream_of(platform, project).ended_on == YESTERDAY


def test_a_part_has_no_line_among_corrections(stage: Stage) -> None:
    with by(COORDINATOR):
        version = version_of(stage, PlanPartWritten)
        patch = Patch(version=version, fields={"reason": "Autre."})
        try:
            stage.platform.rectify("project", stage.projects.started, (patch,), "Erreur matérielle.")
        except Exception as refusal:  # noqa: BLE001 - its name is the assertion
            found = type(refusal).__name__

    assert found == "NotRectifiable"
