"""`/a-faire`: open tasks of the signed-in person, in all their Instances and pôles, by deadline."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Final

from starlette.responses import Response

from efe_infra.console.draft.keeping import address_of, own_drafts
from efe_infra.console.home.generated import TASKS, TasksTask
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr_plural
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.task_forms import form_of
from efe_infra.console.register.task_kinds import WITH_REASONS, label_of
from efe_infra.console.web.navigation import TASKS as PATH
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates, readable_instances

SEE_FIRST: Final = frozenset({"FACT_IN_QUESTION", "RECTIFICATION_TO_CONFIRM", "ROLE_TAKEN"})
"""Kinds of tasks whose address is a page with several forms."""
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
        delay_of=delay_of,
        see_first=SEE_FIRST,
        setup=None if visit.moment.is_past else response.setup,
        last_visit=visit.last_visit,
        trails=readable_instances(viewer) if viewer else (),
        drafts=() if visit.moment.is_past else await own_drafts(visit),
        address_of=address_of,
    )


def form_in(coordinated: Collection[str], task: TasksTask) -> str | None:
    """Returns the path of the form that does a task of the list; None if there is no form."""
    return form_of(coordinated, task, key_of(task.late_word.decision_id) if task.late_word else "")


def delay_of(task: TasksTask, on: date) -> str | None:
    """Returns the delay of a task after its deadline, in words; None if it is in time."""
    if task.due is None or task.due >= on:
        return None
    return tr_plural("En retard de %(count)s jour", "En retard de %(count)s jours", (on - task.due).days)
