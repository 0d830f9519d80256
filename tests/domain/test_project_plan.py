"""The work plan beside the judged content: each pôle writes its own part, and it binds no one (PS-PLAN)."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import ProgressReported
from efe_domain.project.plan_events import FinancingLine, PlanPartWritten
from efe_domain.project.refusals import (
    ContentChanged,
    NotCarrying,
    NotPlanned,
    NotResponsible,
    NotStarted,
    OutsideTheContent,
    PlanMoved,
    SamePlanPart,
)
from efe_domain.shared.errors import Invalid, Refusal
from tests.domain.given import TODAY, TOMORROW, some_id
from tests.domain.plans import (
    ACTIONS,
    AT_LIEGE,
    AT_NAMUR,
    DATED,
    FIRST,
    LATER,
    PARTNER,
    STRANGER,
    a_joint_project,
    a_planned_project,
    action,
    line,
    part,
    write,
)
from tests.domain.projects import NAMUR, application, carry


def test_a_part_that_was_not_read_is_not_replaced() -> None:
    project = a_planned_project()
    with pytest.raises(PlanMoved):
        write(project)
    write(project, replaces=1, reason="Une seule action.")
    with pytest.raises(PlanMoved):
        write(project, action(2), replaces=1, reason="Trop tard.")
    with pytest.raises(SamePlanPart):
        write(project, replaces=2, reason="Rien de neuf.")

    found = project.plan.part_of(AT_LIEGE.id)

    assert found is not None
    assert (found.part, found.replaces, found.action_names) == (2, 1, (FIRST,))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (part(pole=some_id("no carrier")), NotCarrying),
        (part(number=2), ContentChanged),
        (part(action(operators=(STRANGER,))), NotResponsible),
        (part(action(ends=date(TODAY.year + 1, 1, 1))), OutsideTheContent),
        (part(budget_lines=(line(year=TODAY.year + 1),)), OutsideTheContent),
        (part(action(3)), Invalid),
        (part(action(), action()), Invalid),
        (part(action(ends=TODAY, starts=LATER)), Invalid),
        (part(action(operators=())), Invalid),
        (part(action(expected_result="x" * 501)), Invalid),
        (part(budget_lines=(line(),) * 60), Invalid),
        (part(budget_lines=(line(what=""),)), Invalid),
        (part(budget_lines=(line(amount_cents=0),)), Invalid),
        (part(financing=(FinancingLine(application=some_id("of another"), amount_cents=1),)), Invalid),
    ],
)
def test_a_part_keeps_to_the_content_and_to_its_pole(said: PlanPartWritten, refusal: type[Refusal]) -> None:
    project = a_joint_project()
    version = project.version

    with pytest.raises(refusal):
        project.write_plan_part(said, members=AT_LIEGE.members_on(TODAY))

    assert project.version == version


def test_a_sum_above_the_judged_budget_is_never_refused() -> None:
    project = a_joint_project()
    project.apply_for_funding(application(AT_LIEGE.id))
    own = application(AT_LIEGE.id).application

    write(
        project, budget_lines=(line(amount_cents=10**9),), financing=(FinancingLine(application=own, amount_cents=1),)
    )

    assert project.plan.part_of(AT_LIEGE.id)


def test_a_plan_and_a_report_move_no_day() -> None:
    project = a_planned_project()
    write(project, on=TOMORROW, replaces=1, reason="Demain.")
    project.report_progress(AT_LIEGE.id, "Demain.", on=TOMORROW)

    project.amend(replace(DATED, title="Un autre titre"), "Plus tôt.", on=TODAY)
    project.leave(AT_NAMUR.id, "Plus tôt.", on=TODAY)

    assert project.ended_on is None


def test_an_action_keeps_its_name_while_nature_and_description_are_equal() -> None:
    project = a_planned_project()
    project.report_progress(AT_LIEGE.id, "", action=FIRST, state=ActionProgress.RUNNING, on=TODAY)
    project.amend(replace(DATED, actions=(ACTIONS[1], ACTIONS[0])), "Un autre ordre.", on=TODAY)

    write(project, action(1), action(2), number=2, replaces=1, reason="Le même ordre.")
    project.report_progress(AT_LIEGE.id, "", action=ActionName(number=2, rank=2), state=ActionProgress.DONE, on=TODAY)

    found, report = project.plan.part_of(AT_LIEGE.id), project.pending_events[-1]
    assert found is not None
    assert found.action_names == (ActionName(number=1, rank=2), FIRST)
    assert isinstance(report, ProgressReported)
    assert (report.action, report.state) == (FIRST, ActionProgress.DONE)


def test_a_pole_reports_on_an_action_that_it_planned_once_the_project_started() -> None:
    project = a_joint_project()
    write(project)
    done: dict[str, Any] = {"action": FIRST, "state": ActionProgress.DONE}
    with pytest.raises(NotStarted):
        project.report_progress(AT_LIEGE.id, "", **done, on=TODAY)
    project = a_planned_project()

    with pytest.raises(NotPlanned):
        project.report_progress(AT_NAMUR.id, "", **done, on=TODAY)
    with pytest.raises(NotPlanned):
        project.report_progress(
            AT_LIEGE.id, "", action=ActionName(number=1, rank=3), state=ActionProgress.DONE, on=TODAY
        )
    incomplete: list[dict[str, Any]] = [{"state": ActionProgress.DONE}, {"action": FIRST}, {}]
    for report in incomplete:
        with pytest.raises(Invalid):
            project.report_progress(AT_LIEGE.id, "", **report, on=TODAY)


def test_a_departure_ends_the_part_and_the_pole_begins_anew() -> None:
    project = a_planned_project()
    project.write_plan_part(
        part(action(1, operators=(PARTNER,)), pole=AT_NAMUR.id, bassin=NAMUR), members=AT_NAMUR.members_on(TODAY)
    )
    project.leave(AT_NAMUR.id, "Autre priorité.", on=TODAY)
    assert project.plan.part_of(AT_NAMUR.id) is None

    carry(project, AT_NAMUR)
    project.write_plan_part(
        part(action(1, operators=(PARTNER,)), pole=AT_NAMUR.id, bassin=NAMUR), members=AT_NAMUR.members_on(TODAY)
    )

    found = project.plan.part_of(AT_NAMUR.id)
    assert found is not None
    assert (found.part, found.replaces) == (2, None)
