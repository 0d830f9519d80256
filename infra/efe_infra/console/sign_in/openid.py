"""Client of an OpenID provider (OpenID Connect Core 1.0, RFC 7636, RFC 9207, RP-Initiated Logout 1.0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc.util import urlsafe_b64decode

from efe_infra.console.sign_in.provider import Return, SignInFailed
from efe_infra.console.web.session import Session
from efe_infra.identity.issuer_client import IssuerClient
from efe_infra.identity.openid_verifier import OpenIdVerifier
from efe_infra.identity.tokens import InvalidToken
from efe_infra.process.addresses import is_tamper_proof

LABEL_CLAIMS: Final = ("name", "preferred_username", "email", "sub")
"""Claims that can label the session, in order of preference."""


@dataclass(frozen=True, kw_only=True)
class OpenIdClient:
    """Registration of the console at the provider. Without a secret it is a public client, protected by PKCE."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: Sequence[str]
    resource: str | None = None
    ca: Path | None = None


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """Endpoints in the discovery document."""

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
    """A `Provider` by OpenID Connect. `verifier` checks ID tokens, whose audience is the client."""

    def __init__(self, client: OpenIdClient, verifier: OpenIdVerifier) -> None:
        self._client, self._verifier = client, verifier
        self._issuer = IssuerClient(client.issuer, ca=client.ca)

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        endpoints = await self._endpoints()
        parameters = {
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
        return with_query(endpoints.authorization_endpoint, parameters)

    async def session(self, back: Return) -> Session:
        """Redeems the code. Raises `SignInFailed`, also for an answer of another issuer."""
        endpoints = await self._endpoints()
        if back.issuer != self._client.issuer and (
            back.issuer is not None or endpoints.authorization_response_iss_parameter_supported
        ):
            raise SignInFailed
        form = {
            "grant_type": "authorization_code",
            "code": back.code,
            "redirect_uri": back.redirect_uri,
            "code_verifier": back.verifier,
            **self._resource,
        }
        tokens = await self._tokens(endpoints, form)
        claims = await self._claims(tokens.id_token)
        if claims.nonce != back.nonce:
            raise SignInFailed
        label = next(filter(None, (getattr(claims, each) for each in LABEL_CLAIMS)))
        return new_session(tokens, label[:200])

    async def renew(self, session: Session) -> Session | None:
        if session.refresh_token is None:
            return None
        form = {"grant_type": "refresh_token", "refresh_token": session.refresh_token, **self._resource}
        tokens = await self._tokens(await self._endpoints(), form)
        return msgspec.structs.replace(
            new_session(tokens, session.label),
            refresh_token=tokens.refresh_token or session.refresh_token,
            id_token=tokens.id_token or session.id_token,
        )

    async def sign_out_url(self, session: Session, *, back: str) -> str | None:
        endpoint = (await self._endpoints()).end_session_endpoint
        if endpoint is None or not is_tamper_proof(endpoint):
            return None
        parameters = {"client_id": self._client.client_id, "post_logout_redirect_uri": back}
        return with_query(endpoint, parameters | ({"id_token_hint": session.id_token} if session.id_token else {}))

    @property
    def _resource(self) -> dict[str, str]:
        return {"resource": self._client.resource} if self._client.resource else {}

    async def _endpoints(self) -> Endpoints:
        return await self._issuer.discover(Endpoints)

    async def _tokens(self, endpoints: Endpoints, form: Mapping[str, str]) -> Tokens:
        """Calls the token endpoint. Raises `SignInFailed` for an answer without tokens."""
        client = self._client
        secret = (
            httpx.BasicAuth(form_encode(client.client_id), form_encode(client.client_secret))
            if client.client_secret
            else None
        )
        status, body = await self._issuer.post(
            endpoints.token_endpoint, {**form, "client_id": client.client_id}, secret
        )
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


def new_session(tokens: Tokens, label: str) -> Session:
    """Returns a session whose expiry is set when its token is verified."""
    return Session(
        label=label,
        access_token=tokens.access_token,
        expires_at=datetime.now(UTC),
        refresh_token=tokens.refresh_token,
        id_token=tokens.id_token,
    )


def with_query(endpoint: str, parameters: Mapping[str, Any]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"


def form_encode(text: str) -> str:
    """Encodes a part of Basic authentication (RFC 6749, 2.3.1)."""
    return urlencode({"": text})[1:]
