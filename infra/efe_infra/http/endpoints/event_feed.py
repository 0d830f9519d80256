"""Feed of the events of an Instance: batches of CloudEvents 1.0 after a position, for its own readers."""

from collections.abc import Sequence
from typing import Annotated, Final

from anyio.to_thread import run_sync
from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import encode
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_graphql.contract.errors import AsOfNotReached
from efe_graphql.contract.scalars import parse_position
from efe_graphql.request.context import Context
from efe_infra.http.endpoints.openapi import TOKEN, UNAVAILABLE, UNFIT, content, refusals, router
from efe_infra.http.endpoints.public_texts import UNCHANGED
from efe_infra.http.entity_tags import is_known, tag_of
from efe_infra.http.errors.refusals import RequestRefused, token_required
from efe_infra.http.graphql.response import charge
from efe_infra.http.ports import PrincipalResolver, register_context
from efe_infra.transparency.evidence.event_envelope import thin_event
from efe_infra.transparency.sealing.proofs import ProofStore
from efe_projections.audit.event_feed import FeedEvent, events_after

ADDRESS: Final = "/flux/{bassin}/cloudevents"
MEDIA: Final = "application/cloudevents-batch+json"
MAX_EVENTS: Final = 200
"""Events of a batch."""
COST: Final = 200
"""Units of the cost budget for a request."""
POLL_INTERVAL_S: Final = 10
"""Seconds that a reader waits once it has everything."""
REFUSALS: Final = {
    400: "La position n'en est pas une, ou elle n'est pas encore scellée.",
    401: "Un jeton valable est nécessaire.",
    403: "La piste d'audit de cette Instance n'est pas ouverte à ce compte.",
    404: "Aucune Instance ne porte ce code.",
    429: "Le budget de requêtes est épuisé : réessayez après `Retry-After` secondes.",
    **UNFIT,
    **UNAVAILABLE,
}


class EventFeedEndpoint:
    """Endpoint for the accounts that read the audit trail of an Instance. It sends sealed events only."""

    def __init__(self, *, principals: PrincipalResolver, proofs: ProofStore) -> None:
        self._principals = principals
        self._proofs = proofs

    @property
    def routes(self) -> list[BaseRoute]:
        routes = router("Flux")
        routes.add_api_route(
            ADDRESS,
            self.get,
            name="get_event_feed",
            summary="Les événements d'une Instance, par lots",
            description="Pour les comptes qui lisent sa piste d'audit. Un lot CloudEvents 1.0 des événements scellés "
            "après une position, dans l'ordre du registre, sans données ni nom. `Link` donne l'adresse du lot "
            f"suivant ; un lot de moins de {MAX_EVENTS} événements porte `Retry-After`. Un événement a le même `id` "
            "et la même `source` dans chaque lot et dans `efe export --format cloudevents`.",
            responses={
                200: content(MEDIA, binary=True, description="Le lot ; vide s'il n'y a rien de nouveau."),
                **UNCHANGED,
                **refusals(REFUSALS),
            },
            openapi_extra=TOKEN,
        )
        return routes.routes

    async def get(
        self,
        request: Request,
        bassin: Annotated[str, Path(description="Le code de l'Instance.")],
        after: Annotated[str, Query(description="La position du dernier événement reçu ; 0 pour commencer.")] = "0",
    ) -> Response:
        context = await register_context(self._principals, request)
        chosen = readable(context, bassin)
        position = position_in(after)
        budget_headers = charge(context, COST)
        checkpoint = await run_sync(self._proofs.ledger_checkpoint)
        events = await self._read(context, chosen, position, checkpoint)
        body = batch(checkpoint.origin, chosen, events) if checkpoint else b"[]"
        headers = {**headers_of(chosen, events, position), **budget_headers, "ETag": tag_of(body)}
        if is_known(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=MEDIA, headers=headers)

    async def _read(
        self, context: Context, bassin: Bassin, after: int, checkpoint: SignedCheckpoint | None
    ) -> Sequence[FeedEvent]:
        """Returns the batch. An auditor's reading enters the access journal before the answer."""
        sealed = checkpoint.size - 1 if checkpoint else 0
        if after > sealed:
            refusal = AsOfNotReached(sealed)
            raise RequestRefused(400, refusal.code(), refusal.message)
        query = events_after(bassin, context.viewer, after=after, to=sealed, most=MAX_EVENTS)
        events = await context.ports.reads.fetch(query)
        if events:
            details = {"after": after, "at": events[-1].position}
            await context.read_as_auditor("GET /flux", [bassin], details)
        return events


def readable(context: Context, code: str) -> Bassin:
    """Returns the Instance if its audit trail is open to the account. Raises `RequestRefused`."""
    if context.viewer.account is None:
        raise token_required()
    if code not in Bassin:
        raise RequestRefused(404, "NOT_FOUND", "Aucune Instance ne porte ce code.")
    if not context.opens(code):
        raise RequestRefused(403, "FORBIDDEN", "La piste d'audit d'une Instance n'est montrée qu'aux siens.")
    return Bassin(code)


def position_in(text: str) -> int:
    """Parses a position. Raises `RequestRefused`."""
    try:
        return parse_position(text)
    except ValueError:
        raise RequestRefused(400, "BAD_USER_INPUT", "Une position est un nombre entier, à partir de 0.") from None


def batch(origin: str, bassin: Bassin, events: Sequence[FeedEvent]) -> bytes:
    """Returns a batch in the JSON format of CloudEvents 1.0.2, section 4."""
    return encode(
        [
            thin_event(
                origin,
                bassin,
                position=event.position,
                sequence=event.seq,
                topic=event.kind,
                subject=event.subject,
                recorded_at=event.recorded_at,
            )
            for event in events
        ]
    )


def headers_of(bassin: Bassin, events: Sequence[FeedEvent], after: int) -> dict[str, str]:
    last = events[-1].position if events else after
    address = ADDRESS.format(bassin=bassin)
    return {
        "Link": f'<{address}?after={last}>; rel="next"',
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization",
        "X-Content-Type-Options": "nosniff",
        **({"Retry-After": str(POLL_INTERVAL_S)} if len(events) < MAX_EVENTS else {}),
    }
