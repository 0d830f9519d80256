"""Endpoints of the development identity provider: « Se connecter comme… », on this machine only."""

from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from efe_infra.console.sign_in.flow import BACK, to
from efe_infra.console.sign_in.local import AUTHORIZE, CLIENT, TOKEN, LocalProvider
from efe_infra.console.sign_in.provider import SignInFailed
from efe_infra.console.web.form_body import Form, fields_of
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.identity.tokens import MAX_SUBJECT

pages = page_router(multilingual=True)


def provider_of(request: Request) -> LocalProvider:
    """Raises `NotHere` if a real provider issues the tokens, and for requests from other machines."""
    provider: LocalProvider | None = request.app.state.console.local
    if provider is None or not provider.serves(request):
        raise NotHere
    return provider


class AuthorizationRequest(msgspec.Struct, frozen=True):
    """Parameters of an authorization request (RFC 6749, 4.1.1)."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    state: str = ""
    nonce: str = ""

    def check(self, request: Request) -> None:
        """Checks that the request is valid and returns to the console of this address. Raises `PageRefused`."""
        back = urlsplit(self.redirect_uri)
        own = (back.scheme, back.netloc, back.path) == (request.url.scheme, request.headers.get("host"), BACK)
        kind = (self.client_id, self.response_type, self.code_challenge_method)
        if not own or kind != (CLIENT, "code", "S256") or not (self.code_challenge and self.state and self.nonce):
            raise PageRefused(400, "Cette demande de connexion est mal formée.", code="BAD_USER_INPUT")


def authorization_request(request: Request) -> AuthorizationRequest:
    authorization = msgspec.convert(dict(request.query_params), AuthorizationRequest)
    authorization.check(request)
    return authorization


@pages.get(AUTHORIZE)
async def choose(visit: Visit) -> Response:
    provider = provider_of(visit.request)
    authorization_request(visit.request)
    return visit.page("sign_in/development.html", people=provider.people)


@pages.post(AUTHORIZE)
async def chosen(request: Request, form: Form) -> Response:
    provider, authorization = provider_of(request), authorization_request(request)
    subject = form.get("subject", "").strip()
    if not subject or not subject.isprintable() or len(subject) > MAX_SUBJECT:
        raise PageRefused(400, "Un compte se nomme par un texte d'une ligne.", code="BAD_USER_INPUT")
    code = provider.grant(
        subject,
        challenge=authorization.code_challenge,
        nonce=authorization.nonce,
        redirect_uri=authorization.redirect_uri,
    )
    query = urlencode({"code": code, "state": authorization.state, "iss": ISSUER})
    return to(f"{authorization.redirect_uri}?{query}")


async def token(request: Request) -> Response:
    """Answers at the token endpoint (RFC 6749, 4.1.3), for programs that sign in like the console."""
    provider = provider_of(request)
    fields = await fields_of(request)
    if fields.get("grant_type") != "authorization_code" or fields.get("client_id") != CLIENT:
        return JSONResponse({"error": "invalid_request"}, 400)
    try:
        grant = provider.redeem(
            fields.get("code", ""),
            verifier=fields.get("code_verifier", ""),
            redirect_uri=fields.get("redirect_uri", ""),
        )
    except SignInFailed:
        return JSONResponse({"error": "invalid_grant"}, 400)
    return JSONResponse(provider.tokens(grant))


TOKENS = Route(TOKEN, token, methods=["POST"])
