"""Work plans as tests begin with them: parts of a pôle of Liège in a joint project with Namur."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from efe_domain.project.content import ActionName, ActionNature, ProjectAction
from efe_domain.project.plan_events import BudgetKind, BudgetLine, FinancingLine, PlannedAction, PlanPartWritten
from efe_domain.project.project import Project
from tests.domain.given import TODAY, some_id
from tests.domain.projects import LIEGE, NAMUR, a_carried_project, a_pole_of, acting_in

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)
MEMBER, PARTNER, STRANGER = AT_LIEGE.members_on(TODAY)[0], some_id("partner"), some_id("stranger")
LATER = date(TODAY.year, 12, 1)
ACTIONS = (
    ProjectAction(ActionNature.ADDITIONAL, "Ouvrir un atelier commun."),
    ProjectAction(ActionNature.EMERGENT, "Former les formateurs."),
)
DATED = replace(
    acting_in(LIEGE, NAMUR),
    actions=ACTIONS,
    partners=(PARTNER,),
    starts=TODAY,
    ends=date(TODAY.year, 12, 31),
)
FIRST = ActionName(number=1, rank=1)


def action(rank: int = 1, **said: Any) -> PlannedAction:
    usual = {"operators": (MEMBER,), "starts": TODAY, "ends": LATER, "expected_result": "Un atelier ouvert."}
    return PlannedAction(rank=rank, **{**usual, **said})


def line(**said: Any) -> BudgetLine:
    return BudgetLine(
        **{"what": "Chaudières", "kind": BudgetKind.EQUIPMENT, "year": TODAY.year, "amount_cents": 100_000, **said}
    )


def part(*actions: PlannedAction, on: date = TODAY, **said: Any) -> PlanPartWritten:
    usual: dict[str, Any] = {
        "pole": AT_LIEGE.id,
        "bassin": LIEGE,
        "part": 0,
        "replaces": None,
        "number": 1,
        "actions": actions or (action(),),
        "action_names": (),
        "budget_lines": (line(),),
        "financing": (FinancingLine(amount_cents=100_000),),
        "reason": "",
        "effective_on": on,
    }
    return PlanPartWritten(**{**usual, **said})


def write(project: Project, *actions: PlannedAction, **said: Any) -> None:
    project.write_plan_part(part(*actions, **said), members=AT_LIEGE.members_on(TODAY))


def a_joint_project() -> Project:
    return a_carried_project(LIEGE, NAMUR, content=DATED)


def a_planned_project() -> Project:
    project = a_joint_project()
    project.submit([], None, on=TODAY)  # type: ignore[arg-type] # a project outside the zone looks at none
    project.start(on=TODAY)
    write(project, action(1), action(2, operators=(PARTNER,)))
    return project
