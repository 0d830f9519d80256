"""`/projets/{key}/conjoint`: the Instances that judge a project side by side, and its contents compared."""

from asyncio import gather
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.project import answers as projects
from efe_infra.console.project.answers import Dossier, Funding, Hearing, Pole, Support
from efe_infra.console.project.content import Compared, Content, compared
from efe_infra.console.project.permissions import of_instance
from efe_infra.console.register.answers import Answers
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.addresses import require
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, coordinates, followed

pages = page_router(multilingual=True)


class Given(Answers, frozen=True):
    bassin: str
    number: int
    kind: str
    given_on: date
    until: date | None


class Numbered(Answers, frozen=True):
    id: str
    number: int
    since: date
    reason: str | None


class Invitation(Answers, frozen=True):
    id: str
    number: int
    state: str
    sent_on: date
    answer_by: date
    pole: Pole | None


class Board(Dossier, frozen=True):
    illustrative: bool
    verdicts: tuple[Given, ...]
    contents: tuple[Numbered, ...]
    invitations: tuple[Invitation, ...]


class Project(projects.Project, frozen=True):
    dossier: Board | None


class JointPage(Frame, frozen=True):
    project: Project | None
    viewer: Standing | None = None


class ContentFound(Answers, frozen=True):
    content: Content | None


JOINT = Document("joint", JointPage)
CONTENT = Document("content", ContentFound)


class Column(NamedTuple):
    """Of one Instance, with its commands. `former` are verdicts on former contents, and those that were revised."""

    line: Hearing
    former: list[Given]
    supports: list[Support]
    fundings: list[Funding]
    commands: list[CommandForm]


class Side(NamedTuple):
    """Two contents; the first is None while there is one alone."""

    before: Numbered | None
    after: Numbered
    facts: Sequence[Compared]


@pages.get("/projets/{key:uuid}/conjoint")
async def joint(visit: Visit, key: UUID) -> Response:
    """`contenu` and `avec` are the ranks of two contents."""
    found = await visit.ask(JOINT, id=global_id("Project", str(key)))
    project = require(found.project)
    board = project.dossier
    viewer = visit.acting(found.viewer)
    columns = [column(viewer, board, each) for each in in_order(board)] if board else []
    return visit.page(
        "project/board.html",
        found,
        course=followed(found.viewer, [each.line.bassin for each in columns]),
        key=key,
        columns=columns,
        side=await side(visit, board.contents) if board else None,
    )


def in_order(board: Board) -> list[Hearing]:
    """Those concerned first."""
    return sorted(board.board, key=lambda each: (each.until is not None, each.since, each.bassin))


def column(viewer: Standing | None, board: Board, line: Hearing) -> Column:
    now = board.contents[-1].number if board.contents else 0
    return Column(
        line,
        [
            each
            for each in board.verdicts
            if each.bassin == line.bassin and (each.number != now or each.until is not None)
        ],
        [each for each in board.supports if each.bassin == line.bassin],
        [each for each in board.fundings if each.bassin == line.bassin],
        list(of_instance(board, line)) if coordinates(viewer, line.bassin) else [],
    )


async def side(visit: Visitor, contents: Sequence[Numbered]) -> Side | None:
    if not contents:
        return None
    by_rank: dict[str, Any] = {str(each.number): each for each in contents}
    after: Numbered = by_rank.get(visit.given("avec") or "", contents[-1])
    others = [each for each in contents if each.number < after.number] or list(contents)
    before: Numbered = by_rank.get(visit.given("contenu") or "", others[-1])
    one, other = await gather(*(visit.ask(CONTENT, content=each.id) for each in (before, after)))
    if one.content is None or other.content is None:
        return None
    return Side(None if before == after else before, after, compared(one.content, other.content))
