"""`/`: home for everybody: search, map, figures, latest decisions, joint projects, open funding calls."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from starlette.responses import Response

from efe_infra.console.home.generated import HOME, HomeProject
from efe_infra.console.language.translatable import Translatable, tr_plural
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.http.endpoints.public_texts import public
from efe_infra.http.negotiation import HTML

pages = page_router(declared=True, multilingual=True)
SITE: Final = {
    "@type": "WebSite",
    "name": "Synergies EFE",
    "description": "Le registre des Instances bassin EFE et de leurs pôles de synergies.",
    "inLanguage": "fr-BE",
}
"""Structured data (JSON-LD, schema.org) for search engines."""
EXAMPLES: Final = ("soudure", "aide-soignant", "Verviers", "Institut technique")
"""Searches that the page proposes."""
SHADES: Final = {"v3": 4, "v2": 2, "v1": 1, "v0": 0}
"""Least number of pôles of a bassin for each shade of the map, from the darkest."""

COMMON_SHAPES: Final = {"AGREED_BY_ALL": "agree", "REFUSED_BY_ALL": "object"}
"""Shape of every verdict, by the outcomes that tell it; who agreed and who refused is not public."""


@pages.get("/", name="front_page", summary="La page d'accueil", **public(HTML))
async def home(visit: Visit) -> Response:
    response = await visit.ask(HOME)
    counts = dict.fromkeys(BASSINS, 0) | {each.bassin: each.poles.total_count for each in response.instances}
    return visit.page(
        "home/page.html",
        response,
        structured=SITE,
        counts=counts,
        shades=shades_of(counts),
        examples=EXAMPLES,
        verdicts=[public_verdicts(each) for each in response.joint_projects.nodes],
    )


class PublicVerdicts(NamedTuple):
    """Verdicts on a joint project, as far as they are public: `shapes` only where all of them are the same."""

    project: HomeProject
    shapes: list[str]
    words: Translatable


def public_verdicts(project: HomeProject) -> PublicVerdicts:
    all_count = len(project.bassins)
    words = tr_plural(
        "%(count)s verdict rendu sur %(all)s",
        "%(count)s verdicts rendus sur %(all)s",
        all_count - project.pending,
        all=all_count,
    )
    shape = "none" if project.pending == all_count else COMMON_SHAPES.get(project.outcome)
    return PublicVerdicts(project, [shape] * all_count if shape else [], words)


def shades_of(counts: Mapping[str, int]) -> dict[str, str]:
    """Returns the class of the style sheet that shades each bassin on the map."""
    return {
        bassin: next(shade for shade, least in SHADES.items() if count >= least) for bassin, count in counts.items()
    }
