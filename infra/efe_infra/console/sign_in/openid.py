"""An OpenID provider, as a client of it: OpenID Connect Core 1.0, RFC 7636, RFC 9207, RP-Initiated Logout 1.0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc.util import urlsafe_b64decode

from efe_infra.console.sign_in.provider import Return, SignInFailed
from efe_infra.console.web.session import Session
from efe_infra.identity.issuer_client import IssuerClient
from efe_infra.identity.oidc import OpenIdVerifier
from efe_infra.identity.tokens import InvalidToken
from efe_infra.process.addresses import is_tamper_proof

LABELS: Final = ("name", "preferred_username", "email", "sub")
"""The claims by which a person is called, the best first."""


@dataclass(frozen=True, kw_only=True)
class OpenIdClient:
    """How the console is known to the provider; without a secret it is a public client, for which PKCE stands."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: Sequence[str]
    resource: str | None = None


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """Of the discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    id_token: str | None = None
    refresh_token: str | None = None


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    sub: str
    nonce: str | None = None
    name: str | None = None
    preferred_username: str | None = None
    email: str | None = None


class OpenIdProvider:
    """A `Provider`. `verifier` judges ID tokens: they are for the client, as access tokens are for the platform."""

    def __init__(self, client: OpenIdClient, verifier: OpenIdVerifier) -> None:
        self._client, self._verifier = client, verifier
        self._issuer = IssuerClient(client.issuer)

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        endpoints = await self._endpoints()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self._client.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **self._resource,
        }
        return with_query(endpoints.authorization_endpoint, asked)

    async def session(self, back: Return) -> Session:
        """Raises `SignInFailed`, also where another issuer answers than the one that was asked."""
        endpoints = await self._endpoints()
        if back.issuer != self._client.issuer and (
            back.issuer is not None or endpoints.authorization_response_iss_parameter_supported
        ):
            raise SignInFailed
        asked = {
            "grant_type": "authorization_code",
            "code": back.code,
            "redirect_uri": back.redirect_uri,
            "code_verifier": back.verifier,
            **self._resource,
        }
        tokens = await self._tokens(endpoints, asked)
        claims = await self._claims(tokens.id_token)
        if claims.nonce != back.nonce:
            raise SignInFailed
        label = next(filter(None, (getattr(claims, each) for each in LABELS)))
        return begun(tokens, label[:200])

    async def renewed(self, session: Session) -> Session | None:
        if session.refresh_token is None:
            return None
        asked = {"grant_type": "refresh_token", "refresh_token": session.refresh_token, **self._resource}
        tokens = await self._tokens(await self._endpoints(), asked)
        return msgspec.structs.replace(
            begun(tokens, session.label),
            refresh_token=tokens.refresh_token or session.refresh_token,
            id_token=tokens.id_token or session.id_token,
        )

    async def sign_out_url(self, session: Session, *, back: str) -> str | None:
        endpoint = (await self._endpoints()).end_session_endpoint
        if endpoint is None or not is_tamper_proof(endpoint):
            return None
        asked = {"client_id": self._client.client_id, "post_logout_redirect_uri": back}
        return with_query(endpoint, asked | ({"id_token_hint": session.id_token} if session.id_token else {}))

    @property
    def _resource(self) -> dict[str, str]:
        return {"resource": self._client.resource} if self._client.resource else {}

    async def _endpoints(self) -> Endpoints:
        return await self._issuer.discover(Endpoints)

    async def _tokens(self, endpoints: Endpoints, asked: Mapping[str, str]) -> Tokens:
        """Raises `SignInFailed` for whatever is no token."""
        client = self._client
        secret = (
            httpx.BasicAuth(encoded(client.client_id), encoded(client.client_secret))
            if client.client_secret
            else None
        )
        form = {**asked, "client_id": client.client_id}
        status, body = await self._issuer.post(endpoints.token_endpoint, form, secret)
        if status != httpx.codes.OK:
            raise SignInFailed
        try:
            return msgspec.json.decode(body, type=Tokens)
        except (ValueError, RecursionError):
            raise SignInFailed from None

    async def _claims(self, id_token: str | None) -> Claims:
        if id_token is None:
            raise SignInFailed
        try:
            await self._verifier.verify(id_token)
            return msgspec.json.decode(urlsafe_b64decode(id_token.split(".")[1].encode()), type=Claims)
        except (InvalidToken, ValueError, RecursionError):
            raise SignInFailed from None


def begun(tokens: Tokens, label: str) -> Session:
    """When its token ends is found as it is judged."""
    return Session(
        label=label,
        access_token=tokens.access_token,
        expires_at=datetime.now(UTC),
        refresh_token=tokens.refresh_token,
        id_token=tokens.id_token,
    )


def with_query(endpoint: str, asked: Mapping[str, Any]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def encoded(text: str) -> str:
    """As RFC 6749, 2.3.1, has the parts of Basic authentication."""
    return urlencode({"": text})[1:]
