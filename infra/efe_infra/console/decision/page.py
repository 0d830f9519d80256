"""`/decisions/{key}`: one decision, the positions of the members, and what is missing for its adoption."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.decision.forms import POSITION, PROPOSAL
from efe_infra.console.decision.generated import DECISION, DecisionDecision, DecisionViewer
from efe_infra.console.decision.permissions import (
    COMMANDS_BY_STATE,
    LATE_OBJECTION_COMMANDS,
    OBJECTION_COMMANDS_BY_STATE,
    may_send,
    represented_seats,
)
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.outcomes import missing
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.links import Step, in_order
from efe_infra.console.web.next_step import step_line
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import coordinates, live_updates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/decisions/{key:uuid}")
async def decision(visit: Visit, key: UUID) -> Response:
    found = await visit.ask(DECISION, id=global_id("Decision", str(key)))
    shown = require(found.decision)
    viewer = visit.viewer_now(found.viewer)
    return visit.page(
        "decision/page.html",
        found,
        step=step_line(shown.next_step, viewer, shown.id),
        updates=live_updates(found.viewer, [shown.bassin]),
        commands=[each for each in COMMANDS_BY_STATE.get(shown.state, ()) if may_decide(viewer, shown, each)],
        objection_commands=dict(objection_commands(viewer, shown)),
        may_propose=may_decide(viewer, shown, PROPOSAL),
        coordinator=viewer is not None and coordinates(viewer, shown.bassin),
        missing=list(missing(shown.dossier.consultation)) if shown.dossier else [],
        steps=steps(shown),
    )


def may_decide(
    viewer: DecisionViewer | None, decision: DecisionDecision, command: CommandForm, author: str = ""
) -> bool:
    if command is POSITION and decision.adopted_on:
        return viewer is not None and bool(decision.dossier and decision.dossier.you_may_speak_for)
    seats = represented_seats(viewer, decision.bassin, decision.dossier.roster if decision.dossier else ())
    pole = decision.pole.id if decision.pole else None
    is_proposer = decision.dossier is not None and decision.dossier.you_proposed
    return may_send(command, viewer, decision.bassin, pole, list(seats), author, is_proposer=is_proposer)


def objection_commands(
    viewer: DecisionViewer | None, decision: DecisionDecision
) -> Iterator[tuple[int, list[CommandForm]]]:
    """Yields the number of each objection with the commands that the viewer may send about it."""
    by_state: Mapping[str, Sequence[CommandForm]] = OBJECTION_COMMANDS_BY_STATE if decision.state == "OPEN" else {}
    if decision.contested_on and not (viewer and coordinates(viewer, decision.bassin)):
        by_state = LATE_OBJECTION_COMMANDS
    for each in decision.dossier.objections if decision.dossier else ():
        author = each.operator.id if each.operator else ""
        commands = by_state.get(each.state, ())
        yield each.number, [command for command in commands if may_decide(viewer, decision, command, author)]


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
