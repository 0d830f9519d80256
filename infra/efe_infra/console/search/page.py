"""`/recherche`: the objects of all kinds that answer a search, by kind."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from starlette.responses import Response

from efe_infra.console.register.labels import SLUGS, bassin_of
from efe_infra.console.register.links import page_of
from efe_infra.console.register.responses import Connection
from efe_infra.console.search.generated import SEARCH, SearchHit
from efe_infra.console.web.navigation import SEARCH as PATH
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router

pages = page_router(multilingual=True)


class KindTab(NamedTuple):
    """Kind of objects on the page: its name in the contract, in the address, and its heading."""

    name: str
    slug: str
    words: str


KINDS: Final = (
    KindTab("POLE", "poles", "Pôles"),
    KindTab("PROJECT", "projets", "Projets"),
    KindTab("OPERATOR", "operateurs", "Opérateurs"),
    KindTab("THEME_LIST", "thematiques", "Thématiques communes"),
    KindTab("COMMUNE", "communes", "Communes"),
    KindTab("OPINION", "avis", "Les avis"),
    KindTab("DECISION", "decisions", "Décisions"),
    KindTab("MEETING", "reunions", "Réunions"),
)
BY_NAME: Final[Mapping[str, KindTab]] = {kind.name: kind for kind in KINDS}
BY_SLUG: Final[Mapping[str, KindTab]] = {kind.slug: kind for kind in KINDS}


@pages.get(PATH)
async def results(visit: Visit) -> Response:
    """Shows a page of results for `q`; `sorte` and `bassin` narrow them, `apres` is a cursor."""
    chosen = BY_SLUG.get(visit.query("sorte") or "")
    response = await visit.ask(
        SEARCH,
        text=visit.query("q") or "",
        kinds=[chosen.name] if chosen else None,
        bassin=bassin_of(visit.query("bassin")),
        after=visit.query("apres"),
    )
    return visit.page(
        "search/page.html",
        response,
        texts=[kind.words for kind in KINDS],
        q=visit.query("q"),
        bassin=visit.query("bassin"),
        chosen=chosen,
        kinds=KINDS,
        groups=groups(response.search),
        place_of=place_of,
    )


def groups(page: Connection[SearchHit]) -> Iterator[tuple[KindTab, list[SearchHit]]]:
    """Yields the results by kind, each kind at its best result."""
    nodes = sorted(page.nodes, key=lambda hit: first_of(page, hit.kind))
    for kind, hits in groupby(nodes, key=attrgetter("kind")):
        yield BY_NAME[kind], list(hits)


def first_of(page: Connection[SearchHit], kind: str) -> int:
    return next(rank for rank, hit in enumerate(page.nodes) if hit.kind == kind)


def place_of(hit: SearchHit) -> str | None:
    """Returns the path of the page of a result; that of its Instance for an object without a page of its own."""
    own = page_of(hit.entity.id) if hit.entity else None
    if own or not hit.bassins:
        return own
    return f"/instances/{SLUGS[hit.bassins[0]]}"
