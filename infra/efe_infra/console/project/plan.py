"""`/projets/{key}/plan`: the work plan of a project, and the forms of a pôle for its part and its actions."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from starlette.responses import Response

from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.project.generated import (
    PLAN,
    PLAN_FORM,
    PlanFormPlanPart,
    PlanFormPoleOfPole,
    PlanFormProjectContent,
)
from efe_infra.console.project.plan_forms import (
    BUDGET_KINDS,
    REPORTED_STATE,
    STATES,
    funding_option,
    initial_values,
    part_words,
    plan_form,
    plan_options,
    typed_rows,
)
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_A_MEMBER, acts_in, live_updates
from efe_infra.console.web.refusals import NotTheirs, require

pages = page_router(multilingual=True)


@pages.get("/projets/{key:uuid}/plan")
async def plan(visit: Visit, key: UUID) -> Response:
    answer = await visit.ask(PLAN, id=global_id("Project", str(key)))
    project = require(answer.project)
    dossier = require(project.dossier)
    viewer = visit.viewer_now(answer.viewer)
    parts = {each.pole.id: each for each in dossier.plan.parts if each.pole}
    current_poles = [each.pole for each in dossier.carriers if each.pole and each.until is None]
    own_poles = [each for each in current_poles if acts_in(viewer, each.id, each.bassin)]
    is_open = dossier.state in {"EMERGED", "STARTED"}
    return visit.page(
        "project/plan.html",
        answer,
        updates=live_updates(answer.viewer, project.bassins),
        key=key,
        parts=dossier.plan.parts,
        own_poles=[each.id for each in own_poles] if is_open else [],
        without_part=[each for each in own_poles if each.id not in parts] if is_open else [],
        kinds=BUDGET_KINDS,
        states=STATES,
        new_command=lambda: str(uuid4()),
    )


@form_at(pages, "/projets/{key:uuid}/plan/{pole:uuid}/{number:int}/{part:int}")
async def plan_part(
    visit: PageRequest, key: UUID, pole: UUID, number: int, part: int, form: Mapping[str, str]
) -> CommandPage:
    """Builds the form; `number` is the content and `part` the rank of the part that were read, 0 without a part.

    If another account wrote the part meanwhile, the form is sent to the address that replaces that.
    """
    answer = await visit.ask(PLAN_FORM, id=global_id("Project", str(key)), pole=global_id("Pole", str(pole)))
    project, own_pole = require(answer.project), require(answer.pole)
    dossier = require(project.dossier)
    if not acts_in(answer.viewer, own_pole.id, own_pole.bassin):
        raise NotTheirs(NOR_A_MEMBER)
    content = require(next((each for each in dossier.contents if each.number == number), None))
    current = next((each for each in dossier.plan.parts if each.pole and each.pole.id == own_pole.id), None)
    is_moved = current is not None and current.part != part
    place = f"/projets/{key}/plan/{pole}/{dossier.contents[-1].number}/{current.part if current else 0}"
    is_stale = is_moved or number != dossier.contents[-1].number
    rows = typed_rows(form, current)
    fundings = [funding_option(each) for each in dossier.fundings if each.pole and each.pole.id == own_pole.id]
    return CommandPage(
        visit=visit,
        command=plan_form(content, rows, replaced=part > 0 or is_moved),
        frame=answer,
        subject_link=(tr("Plan de travail"), f"/projets/{key}/plan"),
        fixed={"projectId": project.id, "poleId": own_pole.id, "number": number, "replaces": part or None},
        options=plan_options(
            content, rows, operators=operator_options(own_pole, require(dossier.content)), fundings=fundings
        ),
        bassin=own_pole.bassin,
        subject=project.id,
        initial=initial_values(current) if current else {},
        links=[(tr("Repartir de la part et du contenu actuels"), place)] if is_stale else (),
        quote=replaced_words(current) if is_moved and current else "",
        action=visit.link(place) if is_moved and number == dossier.contents[-1].number else "",
    )


def operator_options(pole: PlanFormPoleOfPole, content: PlanFormProjectContent) -> list[Option]:
    """Returns the members of the pôle, then the partners of the current content."""
    members = [each.operator for each in pole.dossier.memberships] if pole.dossier else []
    partners = [operator for college in content.partners for operator in college.operators]
    names = {each.id: each.name for each in (*members, *partners) if each}
    return [Option(key, name) for key, name in names.items()]


def replaced_words(part: PlanFormPlanPart) -> str:
    head = tr("La part n° %(part)s a été consignée entre-temps pour ce pôle :", part=part.part)
    return tr_join("\n", (head, *part_words(part)))


@form_at(pages, "/projets/{key:uuid}/plan/{pole:uuid}/etat")
async def reported_state(visit: PageRequest, key: UUID, pole: UUID) -> CommandPage:
    """Builds the form of a state; the page of the plan sends it by one button."""
    answer = await visit.ask(PLAN_FORM, id=global_id("Project", str(key)), pole=global_id("Pole", str(pole)))
    project, own_pole = require(answer.project), require(answer.pole)
    if not acts_in(answer.viewer, own_pole.id, own_pole.bassin):
        raise NotTheirs(NOR_A_MEMBER)
    return CommandPage(
        visit=visit,
        command=REPORTED_STATE,
        frame=answer,
        subject_link=(tr("Plan de travail"), f"/projets/{key}/plan"),
        fixed={"projectId": project.id, "poleId": own_pole.id},
        options={"state": [Option(value, each.words) for value, each in STATES.items()]},
        bassin=own_pole.bassin,
        subject=project.id,
    )
