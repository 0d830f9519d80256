"""Computations of pages that take long: off the event loop, in fair turns among clients."""

from collections.abc import Callable

from efe_domain.shared.messages import in_language
from efe_graphql.limits.computing import COMPUTATIONS
from efe_graphql.limits.fair_share import RETRY_AFTER, TooManyOperations, stranger
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.refusals import PageRefused, SignInNeeded
from efe_infra.identity.tokens import InvalidToken, IssuerUnreachable
from efe_infra.process.addresses import client_network


async def client_of(visit: PageRequest) -> str:
    """Returns the key of the account of a session, else that of the visitors of a network."""
    client = visit.request.client
    try:
        return (await visit.owner()).spender
    except (SignInNeeded, InvalidToken, IssuerUnreachable):
        return stranger(client_network(client.host if client else ""))


async def in_turn[T](visit: PageRequest, work: Callable[[], T]) -> T:
    """Computes for a page. Raises `Timeout`, and `PageRefused` (429) for too many computations of one client."""
    try:
        return await COMPUTATIONS.result(await client_of(visit), work)
    except TooManyOperations as refused:
        raise PageRefused(
            429,
            in_language(refused.message, visit.language),
            code=TooManyOperations.CODE,
            language=visit.language,
            headers={"Retry-After": str(RETRY_AFTER)},
        ) from None
