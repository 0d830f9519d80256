"""`/projets/{key}/conjoint`: the Instances that judge a project side by side, and its contents compared."""

from asyncio import gather
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.forms.offers import Offers
from efe_infra.console.project.content import Compared, compared
from efe_infra.console.project.generated import (
    CONTENT,
    JOINT,
    CarriedFunding,
    JointProjectContent,
    JointProjectDossier,
    JointProjectHearing,
    JointVerdict,
    Support,
)
from efe_infra.console.project.verdict_forms import INSTANCE_COMMANDS
from efe_infra.console.project.verdicts import conditions, instance_offers
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.computing import in_turn
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import live_updates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


class Column(NamedTuple):
    """Column of one Instance; `former_verdicts` are those on earlier contents and the revised ones."""

    line: JointProjectHearing
    former_verdicts: list[JointVerdict]
    supports: list[Support]
    fundings: list[CarriedFunding]
    commands: list[CommandForm]


class Side(NamedTuple):
    """Comparison of two contents; `before` is None while there is only one."""

    before: JointProjectContent | None
    after: JointProjectContent
    facts: Sequence[Compared]


@pages.get("/projets/{key:uuid}/conjoint")
async def joint(visit: Visit, key: UUID) -> Response:
    """Shows the board; `contenu` and `avec` are the numbers of the two contents to compare."""
    response = await visit.ask(JOINT, id=global_id("Project", str(key)))
    project = require(response.project)
    board = project.dossier
    offers = Offers.of(project.available_commands)
    columns = [column(offers, board, each) for each in in_order(board)] if board else []
    return visit.page(
        "project/board.html",
        response,
        updates=live_updates(response.viewer, [each.line.bassin for each in columns]),
        key=key,
        conditions=conditions,
        columns=columns,
        side=await side(visit, board.contents) if board else None,
    )


def in_order(board: JointProjectDossier) -> list[JointProjectHearing]:
    """Sorts the Instances that are still concerned first."""
    return sorted(board.board, key=lambda each: (each.until is not None, each.since, each.bassin))


def column(offers: Offers, board: JointProjectDossier, line: JointProjectHearing) -> Column:
    supports = [each for each in board.supports if each.bassin == line.bassin]
    now = board.contents[-1].number if board.contents else 0
    return Column(
        line,
        [
            each
            for each in board.verdicts
            if each.bassin == line.bassin and (each.number != now or each.until is not None)
        ],
        supports,
        [each for each in board.fundings if each.bassin == line.bassin],
        [] if line.until else instance_offers(offers, line.bassin, supports).open_forms(INSTANCE_COMMANDS.values()),
    )


async def side(visit: PageRequest, contents: Sequence[JointProjectContent]) -> Side | None:
    if not contents:
        return None
    by_rank: dict[str, Any] = {str(each.number): each for each in contents}
    after: JointProjectContent = by_rank.get(visit.query("avec") or "", contents[-1])
    others = [each for each in contents if each.number < after.number] or list(contents)
    before: JointProjectContent = by_rank.get(visit.query("contenu") or "", others[-1])
    one, other = await gather(*(visit.ask(CONTENT, content=each.id) for each in (before, after)))
    if one.content is None or other.content is None:
        return None
    facts = await in_turn(visit, partial(compared, one.content, other.content))
    return Side(None if before == after else before, after, facts)
