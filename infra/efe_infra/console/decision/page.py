"""`/decisions/{key}`: one decision, the positions of the members, and what is missing for its adoption."""

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.decision.forms import DECISION_COMMANDS, OBJECTION_COMMANDS, POSITIONS, PROPOSAL
from efe_infra.console.decision.generated import DECISION, DecisionDecision
from efe_infra.console.decision.inline_forms import InlineForms, inline_forms
from efe_infra.console.decision.life import conditions, course_of, rows_of, until_words
from efe_infra.console.forms.command_form import by_slug
from efe_infra.console.forms.offers import CommandLink, Offers, links_to
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.next_step import StepLine, step_line
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/decisions/{key:uuid}")
async def decision(visit: Visit, key: UUID) -> Response:
    response = await visit.ask(DECISION, id=global_id("Decision", str(key)))
    decision = require(response.decision)
    here = f"/decisions/{key}"
    viewer = visit.viewer_now(response.viewer)
    is_coordinator = viewer is not None and coordinates(viewer, decision.bassin)
    forms = [each for each in DECISION_COMMANDS.values() if is_coordinator or each is not POSITIONS]
    offers = Offers.of(decision.available_commands)
    inline = await inline_forms(visit, decision, offers, is_coordinator=is_coordinator)
    return visit.page(
        "decision/page.html",
        response,
        step=step_here(step_line(decision.next_step, viewer, decision.id, offers.refused), here, inline),
        updates=live_updates(response.viewer, [decision.bassin]),
        menu=offers.menu(links_to(here, by_slug(*forms))),
        course=course_of(decision),
        until=until_words(decision),
        rows=rows_of(decision),
        conditions=list(conditions(decision)),
        inline=inline,
        objection_links=objection_links(offers, decision),
        may_replace=bool(offers.of_form(PROPOSAL).possible.rows),
        coordinator=is_coordinator,
        steps=steps(decision),
    )


def objection_links(offers: Offers, decision: DecisionDecision) -> Mapping[int, list[CommandLink]]:
    """Returns the links to the forms on each objection, by its number."""
    here = f"/decisions/{key_of(decision.id)}"
    return {
        each.number: [
            CommandLink(form, f"{here}/actes/{form.slug}/{each.number}")
            for form in offers.for_party(each.id).open_forms(OBJECTION_COMMANDS.values())
        ]
        for each in (decision.dossier.objections if decision.dossier else ())
    }


def step_here(step: StepLine | None, here: str, inline: InlineForms) -> StepLine | None:
    """Returns the step with the form on this page, if it is there."""
    if step is None or step.form is None:
        return step
    anchors = {f"{here}/actes/adopter": inline.adoption, f"{here}/actes/position": inline.positions}
    form = anchors.get(step.form)
    return step._replace(form=f"{here}#{form.anchor}") if form else step


def steps(decision: DecisionDecision) -> list[Step]:
    return in_order(
        (decision.proposed_on, tr("Proposée")),
        (decision.deadline, tr("Dernier jour annoncé pour prendre position")),
        (decision.adopted_on, tr("Adoptée par consensus")),
        (decision.contested_on, tr("Contestée par un membre")),
        (decision.communicated_on, tr("Communiquée à l'Instance")),
        (decision.received_on, tr("Reçue par l'Instance")),
        (decision.closed_on, tr("Laissée sans consensus")),
    )
