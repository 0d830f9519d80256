"""Board of a project: the Instances that judge it, side by side, and what each of them said, carries and gives."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from efe_infra.console.forms.offers import ActGroup, CommandLink, Offers
from efe_infra.console.language.translatable import tr
from efe_infra.console.project.generated import (
    BOARD,
    BoardProjectDossier,
    BoardProjectHearing,
    BoardVerdict,
    CarriedFunding,
    Support,
)
from efe_infra.console.project.lanes import Lanes, lanes_of
from efe_infra.console.project.verdict_forms import INSTANCE_COMMANDS
from efe_infra.console.project.verdicts import instance_offers
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS, SLUGS
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router

pages = page_router(multilingual=True)


class Column(NamedTuple):
    """Column of one Instance; `former_verdicts` are those on earlier contents and the revised ones."""

    line: BoardProjectHearing
    former_verdicts: list[BoardVerdict]
    supports: list[Support]
    fundings: list[CarriedFunding]
    acts: ActGroup


class Board(NamedTuple):
    dossier: BoardProjectDossier
    columns: list[Column]
    lanes: Lanes | None


@pages.get("/projets/{key:uuid}/conjoint")
async def joint(visit: Visit, key: UUID) -> Response:
    """Leads to the page of the project, which has the board."""
    return RedirectResponse(visit.link(f"/projets/{key}") + "#verdicts", 303)


async def read_board(visit: PageRequest, key: UUID) -> BoardProjectDossier | None:
    """Reads the board of a project; `None` for viewers who may not see it. Visitors never do."""
    if visit.session is None:
        return None
    response = await visit.ask(BOARD, id=global_id("Project", str(key)))
    return response.project.dossier if response.project else None


def board_of(key: UUID, dossier: BoardProjectDossier, offers: Offers, fundings: Sequence[CarriedFunding]) -> Board:
    columns = [column(f"/projets/{key}", offers, dossier, each, fundings) for each in in_order(dossier)]
    return Board(dossier, columns, lanes_of((each.line, each.former_verdicts) for each in columns))


def in_order(board: BoardProjectDossier) -> list[BoardProjectHearing]:
    """Sorts the Instances that are still concerned first."""
    return sorted(board.board, key=lambda each: (each.until is not None, each.since, each.bassin))


def column(
    path: str,
    offers: Offers,
    board: BoardProjectDossier,
    line: BoardProjectHearing,
    fundings: Sequence[CarriedFunding],
) -> Column:
    supports = [each for each in board.supports if each.bassin == line.bassin]
    now = board.content.number if board.content else 0
    return Column(
        line,
        [
            each
            for each in board.verdicts
            if each.bassin == line.bassin and (each.number != now or each.until is not None)
        ],
        supports,
        [each for each in fundings if each.bassin == line.bassin],
        acts_of(path, offers, line, supports),
    )


def acts_of(path: str, offers: Offers, line: BoardProjectHearing, supports: Sequence[Support]) -> ActGroup:
    """Returns the acts of the Instance that the viewer may do; none once it is no longer concerned."""
    own = instance_offers(offers, line.bassin, supports)
    forms = [] if line.until else own.open_forms(INSTANCE_COMMANDS.values())
    links = [CommandLink(each, f"{path}/actes/{each.slug}/{SLUGS[line.bassin]}") for each in forms]
    return ActGroup(tr("Instance bassin %(name)s", name=BASSINS[line.bassin]), links, [])
