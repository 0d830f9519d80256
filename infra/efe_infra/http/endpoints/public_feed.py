"""Atom feeds of what every visitor sees: of all Instances, and of each."""

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_graphql.contract.scalars import print_datetime
from efe_infra.following.public_acts import public_acts
from efe_infra.http.endpoints.atom import MEDIA, FeedAddress, atom
from efe_infra.http.endpoints.openapi import UNAVAILABLE, UNFIT, content, refusals, router
from efe_infra.http.endpoints.public_texts import UNCHANGED
from efe_infra.http.entity_tags import is_known, tag_of
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.response import charge
from efe_infra.http.negotiation import spoken
from efe_infra.http.origin import origin_of
from efe_infra.http.ports import PrincipalResolver, register_context

ADDRESS: Final = "/flux.atom"
BASSIN_ADDRESS: Final = "/flux/{bassin}.atom"
MAX_ENTRIES: Final = 30
"""Entries of a page; acts of one instant stay together."""
MIN_YEAR: Final = 2000
"""Year before which no register began."""
COST: Final = 500
"""Units of the cost budget for a request."""
LANGUAGE: Final = "langue"
BEFORE: Final = "avant"
REFUSALS: Final = {
    400: "L'instant n'en est pas un.",
    401: "Le jeton envoyé n'est pas valable ; il n'en faut aucun.",
    404: "Aucune Instance ne porte ce code.",
    429: "Le budget de requêtes est épuisé : réessayez après `Retry-After` secondes.",
    **UNFIT,
    **UNAVAILABLE,
}
Before = Annotated[str | None, Query(alias=BEFORE, description="Les actes d'avant cet instant.")]
Chosen = Annotated[str | None, Query(alias=LANGUAGE, description="fr, de ou en ; sinon selon Accept-Language.")]


class PublicFeedEndpoint:
    """Endpoint without a token: every reader gets what a visitor sees. `public` is the configured origin."""

    def __init__(self, *, principals: PrincipalResolver, public: str | None) -> None:
        self._principals = principals
        self._public = public

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Flux")
        for address, endpoint, name, summary in (
            (ADDRESS, self.of_all, "get_public_feed", "Les actes publics de toutes les Instances"),
            (BASSIN_ADDRESS, self.of_bassin, "get_public_feed_of_instance", "Les actes publics d'une Instance"),
        ):
            routes.add_api_route(
                address,
                endpoint,
                name=name,
                summary=summary,
                description="Un flux Atom (RFC 4287), paginé (RFC 5005) : pôles, décisions communiquées, avis "
                "transmis, projets soumis et issue de leurs verdicts, comme tous les voient aujourd'hui. Sans jeton.",
                responses={
                    200: content(MEDIA, binary=True, description="Les derniers actes, le plus récent d'abord."),
                    **UNCHANGED,
                    **refusals(REFUSALS),
                },
            )
        return routes.routes

    async def of_all(self, request: Request, before: Before = None, language: Chosen = None) -> Response:
        return await self._answer(request, None, before, language)

    async def of_bassin(
        self,
        request: Request,
        bassin: Annotated[str, Path(description="Le code de l'Instance.")],
        before: Before = None,
        language: Chosen = None,
    ) -> Response:
        if bassin not in Bassin:
            raise RequestRefused(404, "NOT_FOUND", "Aucune Instance ne porte ce code.")
        return await self._answer(request, Bassin(bassin), before, language)

    async def _answer(
        self, request: Request, bassin: Bassin | None, before: str | None, language: str | None
    ) -> Response:
        context = await register_context(self._principals, request)
        since = instant_in(before)
        charge(context, COST)
        page = await public_acts(context.ports.reads, bassin, before=since, most=MAX_ENTRIES)
        chosen = Language(language) if language in set(Language) else spoken(request)
        origin = origin_of(request, self._public) or ""
        body = atom(bassin, page.acts, address_of(bassin, origin, chosen, since, page.continues), chosen)
        headers = {
            "ETag": tag_of(body),
            "Cache-Control": "public, max-age=60",
            "Content-Language": chosen,
            "Vary": "Accept-Language",
            "X-Content-Type-Options": "nosniff",
        }
        if is_known(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=MEDIA, headers=headers)


def instant_in(text: str | None) -> datetime | None:
    """Parses an instant with its offset. Raises `RequestRefused`."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
        utc = instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        utc = None
    if utc is None or utc.year < MIN_YEAR:
        raise RequestRefused(400, "BAD_USER_INPUT", "Un instant s'écrit comme 2026-11-30T08:00:00Z.")
    return utc


def address_of(
    bassin: Bassin | None, origin: str, language: Language, before: datetime | None, continues: datetime | None
) -> FeedAddress:
    """Returns the addresses of a page: itself, the first page and the next one (RFC 5005, section 3)."""
    path = BASSIN_ADDRESS.format(bassin=bassin) if bassin else ADDRESS

    def at(instant: datetime | None) -> str:
        chosen = {LANGUAGE: language, **({BEFORE: print_datetime(instant)} if instant else {})}
        return f"{path}?{urlencode(chosen)}"

    links = {"self": at(before), "first": at(None), **({"next": at(continues)} if continues else {})}
    page = f"/instances/{bassin}" if bassin else "/"
    return FeedAddress(origin, path, f"{page}?{LANGUAGE}={language}", links)
