"""HTTP client of a token issuer, and its public keys (OpenID Connect Discovery 1.0, RFC 7517)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import msgspec
import structlog
from anyio import fail_after
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from efe_infra.identity.tokens import IssuerUnreachable
from efe_infra.process.addresses import is_tamper_proof
from efe_infra.process.connection_faults import AnswerUnexpected, reason_of
from efe_infra.process.tls import tls_context

log = structlog.stdlib.get_logger()

DISCOVERY = "/.well-known/openid-configuration"
TIMEOUT_S = 5
MAX_DOCUMENT_BYTES = 262_144
MIN_MODULUS_CHARS = 2048 // 6
"""Length in base64url of the shortest accepted RSA modulus."""


class Configuration(msgspec.Struct, frozen=True):
    """Fields of the discovery document."""

    issuer: str
    jwks_uri: str


class Published(msgspec.Struct, frozen=True):
    """Published key set (RFC 7517), with keys that are not parsed yet."""

    keys: list[dict[str, Any]]


class IssuerDocument(Protocol):
    """Discovery document, which names its issuer."""

    @property
    def issuer(self) -> str: ...


class IssuerClient:
    """HTTP client of one issuer. The timeout covers a whole call, with all its requests.

    `ca` is a PEM file of private authorities. Each method raises `IssuerUnreachable`, and logs the cause.
    """

    def __init__(self, issuer: str, timeout_s: float = TIMEOUT_S, *, ca: Path | None = None) -> None:
        self._issuer = issuer
        self._timeout_s = timeout_s
        self._tls = tls_context(ca)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[httpx.AsyncClient]:
        try:
            with fail_after(self._timeout_s):
                async with httpx.AsyncClient(verify=self._tls, headers={"Accept-Encoding": "identity"}) as client:
                    yield client
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            log.warning(
                "issuer unreachable",
                issuer=self._issuer,
                exception=type(error).__name__,
                reason=reason_of(error),
            )
            raise IssuerUnreachable from error

    async def discovery[T: IssuerDocument](self, client: httpx.AsyncClient, kind: type[T]) -> T:
        """Returns the discovery document. Raises `ValueError` for that of another issuer."""
        document = msgspec.json.decode(await fetch(client, self._issuer.rstrip("/") + DISCOVERY), type=kind)
        if document.issuer != self._issuer:
            raise AnswerUnexpected("son document nomme un autre fournisseur que celui du réglage")
        return document

    async def discover[T: IssuerDocument](self, kind: type[T]) -> T:
        async with self.connection() as client:
            return await self.discovery(client, kind)

    async def post(self, url: str, form: Mapping[str, str], auth: httpx.Auth | None) -> tuple[int, bytes]:
        """Returns status and body. A server error counts as unreachable."""
        async with self.connection() as client:
            if not is_tamper_proof(url):
                raise AnswerUnexpected("une de ses adresses n'est pas en « https:// »")
            request = client.build_request("POST", url, data=form, headers={"Accept": "application/json"})
            response = await client.send(request, auth=auth or httpx.USE_CLIENT_DEFAULT, stream=True)
            if response.is_server_error:
                raise AnswerUnexpected(f"il répond par le statut HTTP {response.status_code}")
            return response.status_code, await read(response)


class IssuerKeys:
    """Public keys of an issuer."""

    def __init__(self, issuer: str, timeout_s: float = TIMEOUT_S, *, ca: Path | None = None) -> None:
        self._issuer = IssuerClient(issuer, timeout_s, ca=ca)

    async def keys(self) -> list[Key]:
        """Fetches the current keys. Raises `IssuerUnreachable`, and logs the cause."""
        async with self._issuer.connection() as client:
            configuration = await self._issuer.discovery(client, Configuration)
            if not is_tamper_proof(configuration.jwks_uri):
                raise AnswerUnexpected("une de ses adresses n'est pas en « https:// »")
            published = msgspec.json.decode(await fetch(client, configuration.jwks_uri), type=Published)
            return [key for entry in published.keys if (key := public_key(entry))]


async def fetch(client: httpx.AsyncClient, address: str) -> bytes:
    """Returns the body of a document. Does not follow redirects."""
    async with client.stream("GET", address) as response:
        if response.status_code != httpx.codes.OK:
            raise AnswerUnexpected(f"il répond par le statut HTTP {response.status_code}")
        return await read(response)


async def read(response: httpx.Response) -> bytes:
    """Returns the body. Raises `ValueError` at the first byte over the limit."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > MAX_DOCUMENT_BYTES:
            raise AnswerUnexpected("sa réponse est trop longue")
    return bytes(body)


def public_key(entry: dict[str, Any]) -> Key | None:
    """Returns None for an unknown, weak or secret key, so that the other keys of the set still count."""
    if entry.get("kty") == "oct" or (entry.get("kty") == "RSA" and len(str(entry.get("n", ""))) < MIN_MODULUS_CHARS):
        return None
    # One signature has two names (RFC 9864), and tokens and keys may use different ones.
    algorithm = {"alg": "Ed25519"} if (entry.get("alg"), entry.get("crv")) == ("EdDSA", "Ed25519") else {}
    try:
        return JWKRegistry.import_key(entry | algorithm)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
