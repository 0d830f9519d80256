"""Verification of the bearer token in the Authorization header of a request."""

from starlette.requests import HTTPConnection

from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.identity.api_tokens import ApiTokenVerifier, is_api_token
from efe_infra.identity.tokens import InvalidToken, IssuerUnreachable, TokenVerifier, Verified
from efe_infra.process.addresses import client_network

RETRY_AFTER = "10"
"""Seconds after which a client may retry when the issuer of its token did not answer."""
READER = "reader"
"""Key in the state of a request: the person on whose behalf a part of the platform reads by GET, without a token.

The network cannot write the state of a request.
"""


async def verified_token(
    tokens: TokenVerifier, connection: HTTPConnection, api_tokens: ApiTokenVerifier | None = None
) -> Verified | None:
    """Returns None without the header. Raises `RequestRefused`: 401, or 503 if the issuer does not answer."""
    reader: Verified | None = connection.scope["state"].get(READER)
    if reader and connection.scope.get("method") == "GET":
        return reader
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    # Another scheme than Bearer is refused like an empty token.
    token = token.strip() if scheme.lower() == "bearer" else ""
    try:
        if api_tokens and is_api_token(token):
            return await api_tokens.verify(token, network_of(connection))
        return await tokens.verify(token)
    except InvalidToken:
        raise RequestRefused(
            401,
            "UNAUTHENTICATED",
            "Le jeton est absent, expiré ou d'un émetteur inconnu.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        ) from None
    except IssuerUnreachable:
        raise RequestRefused(
            503,
            "SERVICE_UNAVAILABLE",
            "L'émetteur des jetons ne répond pas : aucun jeton ne peut être vérifié pour l'instant.",
            headers={"Retry-After": RETRY_AFTER},
        ) from None


def network_of(connection: HTTPConnection) -> str:
    """Returns the network of the client, whose visitors share a budget."""
    return client_network(connection.client.host if connection.client else "")
