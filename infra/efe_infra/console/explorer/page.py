"""Relay from GraphiQL to `/graphql` under the session of the browser. The token stays on the server."""

from hashlib import sha256
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.explorer.subscription import SessionSubscription
from efe_infra.console.register.client import AppExchange, scope_of
from efe_infra.console.sign_in.flow import COOKIE, cookie_of
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import SignInNeeded
from efe_infra.http.negotiation import EVENTS, GRAPHQL, JSON, takes_events

ADDRESS: Final = "/graphiql/session"
KEY_NAME: Final = b"graphiql:"
READER: Final = "efe-reader"
"""Header with the key of the session under which the page was opened."""
NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
RELAYED_HEADERS: Final = ("retry-after", "ratelimit", "ratelimit-policy")

pages = page_router()


class Viewer(msgspec.Struct, frozen=True, rename="camel"):
    """Person of the session that GraphiQL uses. `key` differs for each session, and opens none."""

    signed_in: bool = False
    can_sign_in: bool = False
    label: str = ""
    key: str = ""


@pages.get(ADDRESS)
async def viewer(request: Request) -> Response:
    """Tells the page of GraphiQL who is signed in."""
    session, person = request.state.session, Viewer(can_sign_in=request.app.state.console.sign_in is not None)
    if session:
        person = Viewer(signed_in=True, can_sign_in=True, label=session.label, key=key_of(request))
    return Response(msgspec.json.encode(person), media_type=JSON, headers=NO_STORE)


@pages.post(ADDRESS)
async def relay(request: Request) -> Response:
    """Sends an operation with the token of the session. The limits of `/graphql` apply to its body and its cost.

    Refuses a page that was opened under another session: it shows another person's name. A page that accepts an event
    stream gets one: a subscription follows the register until the session ends.
    """
    if request.state.session is None or request.headers.get(READER) != key_of(request):
        raise SignInNeeded
    is_stream = takes_events(request.headers.get("accept"))
    offered_headers = {
        "content-type": request.headers.get("content-type", ""),
        "content-length": request.headers.get("content-length", ""),
        "accept": EVENTS if is_stream else GRAPHQL,
        "accept-language": request.headers.get("accept-language", ""),
    }
    headers = {name: value for name, value in offered_headers.items() if value}
    if is_stream:
        return subscription(request, headers)
    exchange = AppExchange(b"")
    scope = scope_of(request, "POST", "/graphql", token=request.state.session.access_token, headers=headers)
    await request.app(scope, request.receive, exchange.send)
    limits = {name: exchange.headers[name.encode()] for name in RELAYED_HEADERS if name.encode() in exchange.headers}
    relayed = {name: value.decode("latin-1") for name, value in limits.items()}
    return Response(bytes(exchange.body), exchange.status, media_type=GRAPHQL, headers=NO_STORE | relayed)


def subscription(request: Request, headers: dict[str, str]) -> SessionSubscription:
    console = request.app.state.console
    return SessionSubscription(
        request,
        token=request.state.session.access_token,
        headers=headers,
        cookie=cookie_of(request, COOKIE) or "",
        sign_in=console.sign_in,
        followers=console.followers,
    )


def key_of(request: Request) -> str:
    return sha256(KEY_NAME + (cookie_of(request, COOKIE) or "").encode()).hexdigest()
