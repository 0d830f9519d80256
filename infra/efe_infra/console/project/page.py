"""`/projets/{key}`: one project: its public page, and the commands that the viewer may send."""

from asyncio import gather
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

from starlette.responses import Response

from efe_infra.console.forms.offers import NOW, Offers, links_to
from efe_infra.console.language.translatable import tr
from efe_infra.console.project.board import board_of, read_board
from efe_infra.console.project.forms import PROJECT_COMMANDS, SUBMISSION
from efe_infra.console.project.generated import PROJECT, ProjectProject
from efe_infra.console.project.life import life_of
from efe_infra.console.project.verdicts import conditions
from efe_infra.console.register.generated import NextStep
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import in_order
from efe_infra.console.web.generated import Standing
from efe_infra.console.web.next_step import StepLine, step_line
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates, trail_bassin
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/projets/{key:uuid}")
async def project(visit: Visit, key: UUID) -> Response:
    response, verdicts = await gather(
        visit.ask(PROJECT, id=global_id("Project", str(key))),
        read_board(visit, key),
    )
    project = require(response.project)
    offers = Offers.of(project.available_commands)
    viewer = visit.viewer_now(response.viewer)
    dossier = project.dossier
    expected = dossier.owed if dossier else ()
    board = board_of(key, verdicts, offers, dossier.fundings) if dossier and verdicts else None
    lines = [each.line for each in board.columns] if board else []
    here = f"/projets/{key}"
    menu = offers.menu(links_to(here, PROJECT_COMMANDS))
    submits = viewer is not None and any(each.possible == NOW for each in offers.of_form(SUBMISSION).rows)
    step = step_line(project.next_step, viewer, project.id, offers.refused)
    if step and submits and step.form == f"{here}/actes/{SUBMISSION.slug}":
        step = step._replace(form=f"{here}#{SUBMISSION.slug}")
    return visit.page(
        "project/page.html",
        response,
        step=step,
        bassin=trail_bassin(response.viewer, project.bassins),
        submission_id=str(uuid4()) if submits else "",
        owed=[expected_line(each, viewer, project.id, offers.refused) for each in expected],
        updates=live_updates(response.viewer, [each.bassin for each in lines] or project.bassins),
        structured=structured_data(project),
        acts=[*menu.groups, *(each.acts for each in board.columns if each.acts.links)] if board else menu.groups,
        board=board,
        course=life_of(project, dossier, lines) if dossier else [],
        conditions=conditions,
        steps=in_order((project.emerged_on, tr("A émergé"))),
    )


def expected_line(
    task: NextStep, viewer: Standing | None, page_object: str, refused: Collection[str]
) -> StepLine | None:
    """Returns the line of a task; partners of several bassins may have the same name."""
    line = step_line(task, viewer, page_object, refused)
    if line is None or line.owner is None:
        return line
    return line._replace(owner=f"{line.owner} ({BASSINS[task.bassin]})")


def structured_data(project: ProjectProject) -> Mapping[str, Any] | None:
    if project.illustrative:
        return None
    places = [{"@type": "AdministrativeArea", "name": BASSINS[each]} for each in project.bassins]
    return {"@type": "Project", "name": project.title, "foundingDate": project.emerged_on, "areaServed": places}
