"""`/a-faire`: open tasks of the signed-in person, in all their Instances and pôles, by deadline."""

from collections.abc import Collection
from functools import partial
from typing import Final

from starlette.responses import Response

from efe_infra.console.draft.keeping import address_of, own_drafts
from efe_infra.console.home.addresses_to_give import addresses_to_give
from efe_infra.console.home.done_this_week import done_this_week
from efe_infra.console.home.generated import OWED_BY_OTHERS, TASKS, TasksTask
from efe_infra.console.home.task_groups import task_groups
from efe_infra.console.language.formats import today
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.task_buttons import button_of
from efe_infra.console.register.task_forms import form_of
from efe_infra.console.register.task_kinds import WITH_REASONS, label_of
from efe_infra.console.web.acting_roles import COORDINATOR
from efe_infra.console.web.due_days import due_days
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.navigation import TASKS as PATH
from efe_infra.console.web.next_step import StepLine, step_line
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates, readable_instances

MAX_OWED_LINES: Final = 10
pages = page_router(multilingual=True)


@pages.get(PATH)
async def tasks(visit: SignedInVisit) -> Response:
    """Shows a page of tasks; `apres` is its cursor."""
    response = await visit.ask(TASKS, after=visit.query("apres"))
    viewer = response.viewer
    updates = live_updates(viewer, readable_instances(viewer) if viewer else ())._replace(time_of=None)
    return visit.page(
        "home/tasks.html",
        response,
        updates=updates,
        tasks=viewer and viewer.tasks,
        contests=[each for each in viewer.late_words if each.contests] if viewer else [],
        on=visit.moment.law_day or today(),
        label_of=label_of,
        with_reasons=WITH_REASONS,
        form_of=partial(form_in, [each for each in SLUGS if coordinates(viewer, each)]),
        due_days=due_days,
        groups=task_groups(viewer.tasks.nodes if viewer else (), visit.moment.law_day or today()),
        others=await owed_by_others(visit, viewer),
        addresses=await addresses_to_give(visit, viewer),
        done=await done_this_week(visit, viewer.account.id) if viewer else None,
        button_of=button_of,
        setup=None if visit.moment.is_past else response.setup,
        last_visit=visit.last_visit,
        trails=readable_instances(viewer) if viewer else (),
        drafts=() if visit.moment.is_past else await own_drafts(visit),
        address_of=address_of,
    )


def form_in(coordinated: Collection[str], task: TasksTask) -> str | None:
    """Returns the path of the form that does a task of the list; None if there is no form."""
    return form_of(coordinated, task, key_of(task.late_word.decision_id) if task.late_word else "")


async def owed_by_others(visit: SignedInVisit, viewer: Standing | None) -> list[StepLine]:
    """Returns what others owe on the projects of the Instance that the viewer coordinates; none in the past."""
    role = visit.role
    if viewer is None or visit.moment.is_past or role is None or role.kind != COORDINATOR:
        return []
    response = await visit.ask(OWED_BY_OTHERS, bassin=role.bassin)
    owed = [each for project in response.projects.nodes if project.dossier for each in project.dossier.owed]
    lines = [line for each in owed if (line := step_line(each, viewer, "")) and line.is_others]
    return sorted(lines, key=lambda each: (each.due is None, each.due))[:MAX_OWED_LINES]
