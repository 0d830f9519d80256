"""Pages `/connexion` and `/deconnexion`, which lead to the identity provider and back."""

from starlette.requests import Request
from starlette.responses import Response

from efe_infra.console.sign_in.flow import BACK, COOKIE, LEAVING, SIGNED_OUT, NoSignIn, SignIn, cookie_of
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router

pages = page_router(multilingual=True)


def sign_in_of(request: Request) -> SignIn:
    sign_in: SignIn | None = request.app.state.console.sign_in
    if sign_in is None:
        raise NoSignIn
    return sign_in


@pages.get("/connexion")
async def begin(request: Request) -> Response:
    return await sign_in_of(request).begin(request)


@pages.get(BACK)
async def finish(request: Request) -> Response:
    return await sign_in_of(request).finish(request)


@pages.post("/deconnexion")
async def end(request: Request) -> Response:
    response = await sign_in_of(request).end(request)
    request.app.state.console.followers.end(cookie_of(request, COOKIE) or "")
    return response


@pages.get(SIGNED_OUT)
async def ended(visit: Visit) -> Response:
    """Shows that the session is over; with the cookie of a sign-out, the page goes on to the provider."""
    return visit.page("sign_in/signed_out.html", goes_on=cookie_of(visit.request, LEAVING) is not None)


@pages.get("/deconnexion/fournisseur")
async def leave(request: Request) -> Response:
    return await sign_in_of(request).leave(request)
