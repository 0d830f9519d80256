"""`/projets/{key}/contenus`: the contents of a project, two of them compared."""

from asyncio import gather
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.project.content import Compared, compared
from efe_infra.console.project.generated import CONTENT, PROJECT_CONTENTS, ProjectContentsProjectContent
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.computing import in_turn
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


class Side(NamedTuple):
    """Comparison of two contents; `before` is None while there is only one."""

    before: ProjectContentsProjectContent | None
    after: ProjectContentsProjectContent
    facts: Sequence[Compared]


@pages.get("/projets/{key:uuid}/contenus")
async def contents(visit: SignedInVisit, key: UUID) -> Response:
    """Shows the contents; `contenu` and `avec` are the numbers of the two to compare. Raises `NotHere`."""
    response = await visit.ask(PROJECT_CONTENTS, id=global_id("Project", str(key)))
    dossier = require(require(response.project).dossier)
    return visit.page(
        "project/contents.html",
        response,
        key=key,
        contents=dossier.contents,
        side=await side(visit, dossier.contents),
    )


async def side(visit: PageRequest, contents: Sequence[ProjectContentsProjectContent]) -> Side | None:
    if not contents:
        return None
    by_rank: dict[str, Any] = {str(each.number): each for each in contents}
    after: ProjectContentsProjectContent = by_rank.get(visit.query("avec") or "", contents[-1])
    others = [each for each in contents if each.number < after.number] or list(contents)
    before: ProjectContentsProjectContent = by_rank.get(visit.query("contenu") or "", others[-1])
    one, other = await gather(*(visit.ask(CONTENT, content=each.id) for each in (before, after)))
    if one.content is None or other.content is None:
        return None
    facts = await in_turn(visit, partial(compared, one.content, other.content))
    return Side(None if before == after else before, after, facts)
