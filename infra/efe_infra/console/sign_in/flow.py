"""Sign-in and sign-out flow: redirects, cookies and token renewal."""

import hmac
import secrets
import time
from asyncio import Lock
from collections.abc import Awaitable
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit
from weakref import WeakValueDictionary

import msgspec
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from efe_infra.console.sign_in.provider import Provider, Return, SignInFailed, challenge_of
from efe_infra.console.sign_in.store import MAX_PENDING_CHARACTERS, PENDING_LIFETIME, AccountClosed, Sessions
from efe_infra.console.web.acting_roles import ROLE_COOKIE
from efe_infra.console.web.languages import LANGUAGE, chosen_language
from efe_infra.console.web.navigation import LANDING
from efe_infra.console.web.refusals import PageRefused
from efe_infra.console.web.rendering import HEADERS
from efe_infra.console.web.session import PendingSignIn, Session
from efe_infra.http.negotiation import takes_events
from efe_infra.http.origin import origin_of
from efe_infra.identity.bearer import RETRY_AFTER
from efe_infra.identity.tokens import InvalidToken, IssuerUnreachable, TokenVerifier

COOKIE: Final = "__Host-efe"
PENDING_COOKIE: Final = "__Host-efe-connexion"
LEAVING: Final = "__Host-efe-sortie"
BACK: Final = "/connexion/retour"
SIGNED_OUT: Final = "/deconnexion/faite"
SECURE: Final[dict[str, Any]] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}
UNATTENDED: Final = "efe-unattended"
"""Header of requests that a page makes without its reader."""
MAX_COOKIE_CHARACTERS: Final = 100
NOT_VOUCHED: Final = "Le fournisseur d'identité n'a pas confirmé cette connexion, ou son jeton n'a pas cours ici."
NOT_BEGUN: Final = "Cette connexion n'a pas été commencée dans ce navigateur, ou il y a trop longtemps."
CLOSED_SIGN_IN: Final = (
    "Ce compte est fermé : la personne a été oubliée. Quand plus aucun ancien jeton ne pourra servir, vous pourrez "
    "vous connecter de nouveau, sans rôle."
)
PROVIDER_UNREACHABLE: Final = "Le fournisseur d'identité ne répond pas : réessayez dans quelques instants."
MAX_PATH_CHARACTERS = 2_000
SIGN_IN_PATHS = ("/connexion", "/deconnexion", "/dev/")


def safe_path(path: str) -> str:
    """Returns a path of the console unchanged, and `/` for anything else.

    Browsers read `/\\` as `//` and drop white space; either could lead to another host.
    """
    if (
        len(path) > MAX_PATH_CHARACTERS
        or not path.isprintable()
        or any(each in path for each in "\\ ")
        or path.startswith(SIGN_IN_PATHS)
    ):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    is_local = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if is_local else "/"


def landing_of(path: str) -> str:
    """Returns the page after signing in: the one that was asked for, and for the home page that of the role."""
    parts = urlsplit(path)
    if parts.path != "/" or parse_qs(parts.query).keys() - {LANGUAGE}:
        return path
    return parts._replace(path=LANDING).geturl()


class NoSignIn(PageRefused):
    """Raised if sign-in is not available: there is no provider, or the address is not that of the console."""

    def __init__(self) -> None:
        super().__init__(404, "La connexion n'est pas ouverte sur ce serveur.", code="NO_SIGN_IN")


class SignIn:
    """Sign-in flow. `tokens` verifies access tokens; a token that the platform rejects begins no session."""

    def __init__(self, sessions: Sessions, provider: Provider, tokens: TokenVerifier, *, public: str | None) -> None:
        self._sessions, self._provider, self._tokens, self._public = sessions, provider, tokens, public
        self._renewing: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def begin(self, request: Request) -> Response:
        """Redirects to the provider, from the host to which the provider returns."""
        path, origin = safe_path(request.query_params.get("suite", "/")), self._origin(request)
        if urlsplit(origin).netloc != request.headers.get("host") and "ici" not in request.query_params:
            return to(f"{origin}/connexion?{urlencode({'suite': path, 'ici': 1})}")
        pending = PendingSignIn(
            id=secrets.token_urlsafe(32),
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            path=path,
            ends_at=time.time() + PENDING_LIFETIME.total_seconds(),
        )
        url = await self._reach(
            self._provider.sign_in_url(
                state=pending.state,
                nonce=pending.nonce,
                challenge=challenge_of(pending.verifier),
                redirect_uri=origin + BACK,
            )
        )
        cookie = self._sessions.pending_cookie(pending)
        if len(cookie) > MAX_PENDING_CHARACTERS:
            cookie = self._sessions.pending_cookie(msgspec.structs.replace(pending, path="/"))
        return with_pending_cookie(url, PENDING_COOKIE, cookie)

    async def finish(self, request: Request) -> Response:
        """Redeems the code, and begins a session under a new cookie. Raises `PageRefused`."""
        query, origin = request.query_params, self._origin(request)
        cookie_value = cookie_of(request, PENDING_COOKIE, longest=MAX_PENDING_CHARACTERS)
        pending = self._sessions.read_pending(cookie_value) if cookie_value else None
        if pending is None or not is_same(pending.state, query.get("state", "")):
            raise PageRefused(403, NOT_BEGUN, code="SIGN_IN_NOT_BEGUN")
        if not (code := query.get("code", "")):  # the person, or the provider, said no
            raise PageRefused(403, NOT_VOUCHED, code="SIGN_IN_FAILED")
        back = Return(
            code=code,
            issuer=query.get("iss"),
            verifier=pending.verifier,
            nonce=pending.nonce,
            redirect_uri=origin + BACK,
        )
        try:
            session = await self._verify(await self._reach(self._provider.session(back)))
        except SignInFailed:
            raise PageRefused(403, NOT_VOUCHED, code="SIGN_IN_FAILED") from None
        try:
            cookie = await run_sync(self._sessions.begin, session, pending)
        except AccountClosed:
            raise PageRefused(403, CLOSED_SIGN_IN, code="ACCOUNT_IS_CLOSED") from None
        if cookie is None:
            raise PageRefused(403, NOT_BEGUN, code="SIGN_IN_NOT_BEGUN")
        if former := cookie_of(request, COOKIE):
            await run_sync(self._sessions.end, former)
        response = to(landing_of(safe_path(pending.path)))
        response.set_cookie(COOKIE, cookie, **SECURE)
        response.delete_cookie(PENDING_COOKIE, **SECURE)
        return response

    async def session(self, request: Request) -> Session | None:
        """Returns the session with a valid token. Raises `PageRefused` if the provider does not answer."""
        cookie = cookie_of(request, COOKIE)
        session = await self._find(cookie, attended=not is_unattended(request)) if cookie else None
        return await self._renew(cookie, session) if cookie and session and session.is_due else session

    async def holds(self, cookie: str) -> bool:
        """Tells whether a session still runs, without resetting its idle time."""
        return await self._find(cookie, attended=False) is not None

    async def _find(self, cookie: str, *, attended: bool) -> Session | None:
        return await run_sync(partial(self._sessions.find, cookie, attended=attended))

    async def end(self, request: Request) -> Response:
        """Ends the session here, then at the provider by an intermediate page.

        The policy of pages lets no form lead to another host.
        """
        origin, cookie = self._origin(request), cookie_of(request, COOKIE)
        session = await run_sync(self._sessions.end, cookie) if cookie else None
        url = await self._sign_out_url(session, origin) if session else None
        language = chosen_language(request)
        ended = f"{SIGNED_OUT}?{urlencode({LANGUAGE: language})}" if language else SIGNED_OUT
        response = (
            with_pending_cookie(ended, LEAVING, await run_sync(self._sessions.store_sign_out, url))
            if url
            else to(ended)
        )
        response.delete_cookie(COOKIE, **SECURE)
        response.delete_cookie(ROLE_COOKIE, **SECURE)
        return response

    async def leave(self, request: Request) -> Response:
        """Redirects to the provider to sign out there."""
        cookie = cookie_of(request, LEAVING)
        url = await run_sync(self._sessions.take_sign_out, cookie) if cookie else None
        response = to(url or "/")
        response.delete_cookie(LEAVING, **SECURE)
        return response

    async def _renew(self, cookie: str, due: Session) -> Session | None:
        """Renews the tokens of a session (single flight). Ends it if the provider gives none."""
        async with self._renewing.setdefault(cookie, Lock()):
            current = await self._find(cookie, attended=False)
            if current is None or not current.is_due:
                return current
            try:
                fresh = await self._reach(self._provider.renew(due))
                session = await self._verify(fresh) if fresh else None
            except SignInFailed:
                session = None
            if session:
                renewed = msgspec.structs.replace(session, last_visit=due.last_visit)
                await run_sync(self._sessions.renew, cookie, renewed)
                return renewed
            current = await self._find(cookie, attended=False)  # another process may have renewed it
            if current and current.is_due:
                await run_sync(self._sessions.end, cookie)
                return None
            return current

    async def _verify(self, session: Session) -> Session:
        """Sets expiry, issuer and subject of the session. Raises `SignInFailed` if the platform rejects its token."""
        try:
            verified = await self._reach(self._tokens.verify(session.access_token))
        except InvalidToken:
            raise SignInFailed from None
        return msgspec.structs.replace(
            session, expires_at=verified.expires_at, issuer=verified.issuer, subject=verified.subject
        )

    async def _sign_out_url(self, session: Session, origin: str) -> str | None:
        try:
            return await self._provider.sign_out_url(session, back=f"{origin}/")
        except IssuerUnreachable:
            return None

    def _origin(self, request: Request) -> str:
        origin = origin_of(request, self._public)
        if origin is None:
            raise NoSignIn
        return origin

    @staticmethod
    async def _reach[T](call: Awaitable[T]) -> T:
        try:
            return await call
        except IssuerUnreachable:
            raise PageRefused(
                503, PROVIDER_UNREACHABLE, code="SERVICE_UNAVAILABLE", headers={"Retry-After": RETRY_AFTER}
            ) from None


def to(url: str) -> RedirectResponse:
    return RedirectResponse(url, 303, headers=HEADERS)


def with_pending_cookie(url: str, name: str, cookie: str) -> RedirectResponse:
    """Returns a redirect that sets the cookie of a pending sign-in or sign-out."""
    response = to(url)
    response.set_cookie(name, cookie, max_age=int(PENDING_LIFETIME.total_seconds()), **SECURE)
    return response


def cookie_of(request: Request, name: str, *, longest: int = MAX_COOKIE_CHARACTERS) -> str | None:
    value = request.cookies.get(name)
    return value if value and len(value) <= longest else None


def is_unattended(request: Request) -> bool:
    """Tells whether a page made the request without its reader. Such requests do not reset the idle time."""
    return UNATTENDED in request.headers or takes_events(request.headers.get("accept"))


def is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
