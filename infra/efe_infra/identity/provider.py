"""An OpenID provider, asked for its public keys (OpenID Connect Discovery 1.0, RFC 7517)."""

from typing import Any

import httpx
import msgspec
import structlog
from anyio import fail_after
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from efe_infra.identity.tokens import IssuerUnreachable
from efe_infra.process.addresses import is_tamper_proof

log = structlog.stdlib.get_logger()

DISCOVERY = "/.well-known/openid-configuration"
PATIENCE = 5
MAX_DOCUMENT = 262_144
"""Bytes."""
LEAST_MODULUS = 2048 // 6
"""Characters in base64url of the modulus of an RSA key that is long enough."""


class Configuration(msgspec.Struct, frozen=True):
    """The fields that are read of the discovery document."""

    issuer: str
    jwks_uri: str


class Published(msgspec.Struct, frozen=True):
    """A key set, its keys not yet looked at."""

    keys: list[dict[str, Any]]


class Provider:
    """`issuer` is its address; `patience` is in seconds, for all that is asked at once, however slowly it comes."""

    def __init__(self, issuer: str, patience: float = PATIENCE) -> None:
        self._issuer = issuer
        self._patience = patience
        self._tls = httpx.create_ssl_context()

    async def keys(self) -> list[Key]:
        """The keys of now. Raises `IssuerUnreachable`, and logs why."""
        try:
            with fail_after(self._patience):
                async with httpx.AsyncClient(verify=self._tls, headers={"Accept-Encoding": "identity"}) as client:
                    return await self._keys(client)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            log.warning("issuer unreachable", issuer=self._issuer, exception=type(error).__name__)
            raise IssuerUnreachable from error

    async def _keys(self, client: httpx.AsyncClient) -> list[Key]:
        address = self._issuer.rstrip("/") + DISCOVERY
        configuration = msgspec.json.decode(await document(client, address), type=Configuration)
        if configuration.issuer != self._issuer or not is_tamper_proof(configuration.jwks_uri):
            raise ValueError("the document of another issuer")
        published = msgspec.json.decode(await document(client, configuration.jwks_uri), type=Published)
        return [key for entry in published.keys if (key := public_key(entry))]


async def document(client: httpx.AsyncClient, address: str) -> bytes:
    """Redirections are not followed. Stops reading at the first byte too many, and raises `ValueError`."""
    body = bytearray()
    async with client.stream("GET", address) as response:
        if response.status_code != httpx.codes.OK:
            raise ValueError(f"status {response.status_code}")
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MAX_DOCUMENT:
                raise ValueError("too large")
    return bytes(body)


def public_key(entry: dict[str, Any]) -> Key | None:
    """None for what is no public key of a kind that is known and strong: the others of the set are still good."""
    if entry.get("kty") == "oct" or (entry.get("kty") == "RSA" and len(str(entry.get("n", ""))) < LEAST_MODULUS):
        return None
    # The two names of one signature (RFC 9864): what tokens say and what keys say need not agree.
    renamed = {"alg": "Ed25519"} if (entry.get("alg"), entry.get("crv")) == ("EdDSA", "Ed25519") else {}
    try:
        return JWKRegistry.import_key(entry | renamed)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
