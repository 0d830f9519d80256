"""An OpenID provider, asked for its public keys (OpenID Connect Discovery 1.0, RFC 7517)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

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


class Issued(Protocol):
    """A discovery document says whose it is."""

    @property
    def issuer(self) -> str: ...


class Asking:
    """Asks one issuer; `patience` is in seconds, for all that is asked at once, however slowly it comes.

    Each question raises `IssuerUnreachable`, and logs why.
    """

    def __init__(self, issuer: str, patience: float = PATIENCE) -> None:
        self._issuer = issuer
        self._patience = patience
        self._tls = httpx.create_ssl_context()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        try:
            with fail_after(self._patience):
                async with httpx.AsyncClient(verify=self._tls, headers={"Accept-Encoding": "identity"}) as client:
                    yield client
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            log.warning("issuer unreachable", issuer=self._issuer, exception=type(error).__name__)
            raise IssuerUnreachable from error

    async def discovery[T: Issued](self, client: httpx.AsyncClient, kind: type[T]) -> T:
        """Raises `ValueError` for the document of another issuer."""
        found = msgspec.json.decode(await document(client, self._issuer.rstrip("/") + DISCOVERY), type=kind)
        if found.issuer != self._issuer:
            raise ValueError("the document of another issuer")
        return found

    async def discovered[T: Issued](self, kind: type[T]) -> T:
        async with self.client() as client:
            return await self.discovery(client, kind)

    async def posted(self, url: str, form: Mapping[str, str], auth: httpx.Auth | None) -> tuple[int, bytes]:
        """The status and the body; a status of the server's is no answer."""
        async with self.client() as client:
            if not is_tamper_proof(url):
                raise ValueError("not over TLS")
            request = client.build_request("POST", url, data=form, headers={"Accept": "application/json"})
            response = await client.send(request, auth=auth or httpx.USE_CLIENT_DEFAULT, stream=True)
            if response.is_server_error:
                raise ValueError(f"status {response.status_code}")
            return response.status_code, await read(response)


class Provider:
    """Gives the keys of an issuer."""

    def __init__(self, issuer: str, patience: float = PATIENCE) -> None:
        self._asking = Asking(issuer, patience)

    async def keys(self) -> list[Key]:
        """The keys of now. Raises `IssuerUnreachable`, and logs why."""
        async with self._asking.client() as client:
            configuration = await self._asking.discovery(client, Configuration)
            if not is_tamper_proof(configuration.jwks_uri):
                raise ValueError("not over TLS")
            published = msgspec.json.decode(await document(client, configuration.jwks_uri), type=Published)
            return [key for entry in published.keys if (key := public_key(entry))]


async def document(client: httpx.AsyncClient, address: str) -> bytes:
    """Redirections are not followed."""
    async with client.stream("GET", address) as response:
        if response.status_code != httpx.codes.OK:
            raise ValueError(f"status {response.status_code}")
        return await read(response)


async def read(response: httpx.Response) -> bytes:
    """Stops at the first byte too many, and raises `ValueError`."""
    body = bytearray()
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
