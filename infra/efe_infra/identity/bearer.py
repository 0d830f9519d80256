"""From the Authorization header of a request to the token that it carries."""

from starlette.requests import HTTPConnection

from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.identity.tokens import IssuerUnreachable, TokenVerifier, Unauthenticated, Verified

RETRY_AFTER = "10"
"""Seconds after which a client may ask again when the issuer of its token did not answer."""
READER = "reader"
"""In the state of a request: for whom a part of the platform itself reads, by a GET, without a token of theirs.

Nothing from the network comes into the state of a request.
"""


async def verified_token(tokens: TokenVerifier, connection: HTTPConnection) -> Verified | None:
    """None without the header. Raises `RequestRefused`: 401, or 503 where the issuer does not answer."""
    reader: Verified | None = connection.scope["state"].get(READER)
    if reader and connection.scope.get("method") == "GET":
        return reader
    header = connection.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    try:
        # Another scheme than Bearer is no token of ours: an empty one is refused with the same words.
        return await tokens.verify(token.strip() if scheme.lower() == "bearer" else "")
    except Unauthenticated:
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
