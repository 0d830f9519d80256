"""Signing in and out, from the browser's side."""

import hmac
import secrets
import time
from asyncio import Lock
from collections.abc import Awaitable
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from weakref import WeakValueDictionary

import msgspec
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from efe_infra.console.sign_in.paths import NoSignIn, safe
from efe_infra.console.sign_in.provider import Provider, Return, SignInFailed, challenge_of
from efe_infra.console.sign_in.store import ERRAND as ERRAND_LASTS
from efe_infra.console.sign_in.store import LONGEST_ERRAND, Sessions
from efe_infra.console.web.languages import LANGUAGE, asked
from efe_infra.console.web.origin import origin_of
from efe_infra.console.web.refusals import PageRefused
from efe_infra.console.web.rendering import HEADERS
from efe_infra.console.web.session import Errand, Session
from efe_infra.http.negotiation import takes_events
from efe_infra.identity.bearer import RETRY_AFTER
from efe_infra.identity.tokens import InvalidToken, IssuerUnreachable, TokenVerifier

COOKIE: Final = "__Host-efe"
ERRAND: Final = "__Host-efe-connexion"
LEAVING: Final = "__Host-efe-sortie"
BACK: Final = "/connexion/retour"
SIGNED_OUT: Final = "/deconnexion/faite"
SECURE: Final[dict[str, Any]] = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}
UNATTENDED: Final = "efe-unattended"
"""The header of what a page asks by itself."""
LONGEST_COOKIE: Final = 100
NOT_VOUCHED: Final = "Le fournisseur d'identité n'a pas confirmé cette connexion, ou son jeton n'a pas cours ici."
NOT_BEGUN: Final = "Cette connexion n'a pas été commencée dans ce navigateur, ou il y a trop longtemps."
PROVIDER_UNREACHABLE: Final = "Le fournisseur d'identité ne répond pas : réessayez dans quelques instants."


class SignIn:
    """`tokens` are those that the platform takes: one that it does not take begins no session."""

    def __init__(self, sessions: Sessions, provider: Provider, tokens: TokenVerifier, *, public: str | None) -> None:
        self._sessions, self._provider, self._tokens, self._public = sessions, provider, tokens, public
        self._renewing: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def begin(self, request: Request) -> Response:
        """Sends the browser to the provider, from the one host to which that sends it back."""
        path, origin = safe(request.query_params.get("suite", "/")), self._origin(request)
        if urlsplit(origin).netloc != request.headers.get("host") and "ici" not in request.query_params:
            return to(f"{origin}/connexion?{urlencode({'suite': path, 'ici': 1})}")
        errand = Errand(
            id=secrets.token_urlsafe(32),
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            path=path,
            ends_at=time.time() + ERRAND_LASTS.total_seconds(),
        )
        url = await self._answering(
            self._provider.sign_in_url(
                state=errand.state,
                nonce=errand.nonce,
                challenge=challenge_of(errand.verifier),
                redirect_uri=origin + BACK,
            )
        )
        cookie = self._sessions.sealed(errand)
        if len(cookie) > LONGEST_ERRAND:
            cookie = self._sessions.sealed(msgspec.structs.replace(errand, path="/"))
        return sent(url, ERRAND, cookie)

    async def finish(self, request: Request) -> Response:
        """Begins a session under a new cookie. Raises `PageRefused`."""
        query, origin = request.query_params, self._origin(request)
        kept = cookie_of(request, ERRAND, longest=LONGEST_ERRAND)
        errand = self._sessions.unsealed(kept) if kept else None
        if errand is None or not same(errand.state, query.get("state", "")):
            raise PageRefused(403, NOT_BEGUN, code="SIGN_IN_NOT_BEGUN")
        if not (code := query.get("code", "")):  # the person, or the provider, said no
            raise PageRefused(403, NOT_VOUCHED, code="SIGN_IN_FAILED")
        back = Return(
            code=code,
            issuer=query.get("iss"),
            verifier=errand.verifier,
            nonce=errand.nonce,
            redirect_uri=origin + BACK,
        )
        try:
            session = await self._believed(await self._answering(self._provider.session(back)))
        except SignInFailed:
            raise PageRefused(403, NOT_VOUCHED, code="SIGN_IN_FAILED") from None
        cookie = await run_sync(self._sessions.begin, session, errand)
        if cookie is None:
            raise PageRefused(403, NOT_BEGUN, code="SIGN_IN_NOT_BEGUN")
        if former := cookie_of(request, COOKIE):
            await run_sync(self._sessions.end, former)
        response = to(safe(errand.path))
        response.set_cookie(COOKIE, cookie, **SECURE)
        response.delete_cookie(ERRAND, **SECURE)
        return response

    async def session(self, request: Request) -> Session | None:
        """Who is signed in, with a token that holds. Raises `PageRefused` if the provider does not answer."""
        cookie = cookie_of(request, COOKIE)
        found = await self._found(cookie, seen=not is_unattended(request)) if cookie else None
        return await self._renewed(cookie, found) if cookie and found and found.is_due else found

    async def holds(self, cookie: str) -> bool:
        """Whether a session has not ended; to ask is no sign of its person."""
        return await self._found(cookie, seen=False) is not None

    async def _found(self, cookie: str, *, seen: bool) -> Session | None:
        return await run_sync(partial(self._sessions.find, cookie, seen=seen))

    async def end(self, request: Request) -> Response:
        """Ends the session here, then at the provider.

        From a page in between: a browser follows no form to another host than ours.
        """
        origin, cookie = self._origin(request), cookie_of(request, COOKIE)
        session = await run_sync(self._sessions.end, cookie) if cookie else None
        url = await self._sign_out_url(session, origin) if session else None
        language = asked(request)
        ended = f"{SIGNED_OUT}?{urlencode({LANGUAGE: language})}" if language else SIGNED_OUT
        response = sent(ended, LEAVING, await run_sync(self._sessions.send, url)) if url else to(ended)
        response.delete_cookie(COOKIE, **SECURE)
        return response

    async def leave(self, request: Request) -> Response:
        """To the provider, to sign out there."""
        cookie = cookie_of(request, LEAVING)
        url = await run_sync(self._sessions.take, cookie) if cookie else None
        response = to(url or "/")
        response.delete_cookie(LEAVING, **SECURE)
        return response

    async def _renewed(self, cookie: str, due: Session) -> Session | None:
        """Of several pages at once, one asks the provider; a session without new tokens ends."""
        async with self._renewing.setdefault(cookie, Lock()):
            found = await self._found(cookie, seen=False)
            if found is None or not found.is_due:
                return found
            try:
                fresh = await self._answering(self._provider.renewed(due))
                session = await self._believed(fresh) if fresh else None
            except SignInFailed:
                session = None
            if session:
                await run_sync(self._sessions.renew, cookie, session)
                return session
            found = await self._found(cookie, seen=False)  # another process may have been first
            if found and found.is_due:
                await run_sync(self._sessions.end, cookie)
                return None
            return found

    async def _believed(self, session: Session) -> Session:
        """Raises `SignInFailed` for a token that the platform does not take: every page would be refused."""
        try:
            verified = await self._answering(self._tokens.verify(session.access_token))
        except InvalidToken:
            raise SignInFailed from None
        return msgspec.structs.replace(session, expires_at=verified.expires_at)

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
    async def _answering[T](asked: Awaitable[T]) -> T:
        try:
            return await asked
        except IssuerUnreachable:
            raise PageRefused(
                503, PROVIDER_UNREACHABLE, code="SERVICE_UNAVAILABLE", headers={"Retry-After": RETRY_AFTER}
            ) from None


def to(url: str) -> RedirectResponse:
    return RedirectResponse(url, 303, headers=HEADERS)


def sent(url: str, name: str, cookie: str) -> RedirectResponse:
    """With a cookie to come back with."""
    response = to(url)
    response.set_cookie(name, cookie, max_age=int(ERRAND_LASTS.total_seconds()), **SECURE)
    return response


def cookie_of(request: Request, name: str, *, longest: int = LONGEST_COOKIE) -> str | None:
    value = request.cookies.get(name)
    return value if value and len(value) <= longest else None


def is_unattended(request: Request) -> bool:
    """Whether a page asks by itself, which keeps no session from ending: its person may have left."""
    return UNATTENDED in request.headers or takes_events(request.headers.get("accept"))


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
