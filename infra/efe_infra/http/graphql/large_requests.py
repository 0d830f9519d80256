"""Large requests: decoded off the event loop, and admitted at a pace that leaves time for the others."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import HTTPConnection

from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.computing import COMPUTATIONS
from efe_graphql.limits.examination import charge
from efe_graphql.limits.fair_share import RETRY_AFTER, TooManyOperations, stranger
from efe_graphql.request.context import Context
from efe_infra.http.errors.refusals import RequestRefused, too_many_operations
from efe_infra.process.addresses import client_network

LARGE_BODY: Final = 65_536
"""Bytes from which on a body is decoded off the event loop."""
MAX_VALUES: Final = 5_000
"""Values in the variables of one request; a batch of a hundred commands has 50 for each."""
MAX_VISITOR_VALUES: Final = 500
"""The same without a token: no query needs more, and no command succeeds."""
PACED_VALUES: Final = 500
S_PER_VALUE: Final = 0.00003
"""Time in which the event loop coerces one value, as measured."""


async def decoded[T](connection: HTTPConnection, decode: Callable[[], T], size: int) -> T:
    """Decodes a body, in a fair turn if it is large: as a stranger's, since its token is not verified yet.

    Raises `RequestRefused` and the errors of `decode`.
    """
    if size < LARGE_BODY:
        return decode()
    return await _in_turn(stranger(client_network(connection.client.host if connection.client else "")), decode)


async def admit_variables(variables: Mapping[str, Any] | None, context: object) -> None:
    """Waits until the event loop has time for the variables. Raises `RequestRefused` (400, 429, 503)."""
    count = count_values(variables, MAX_VALUES + 1) if variables else 0
    most = MAX_VALUES if getattr(context, "token", None) else MAX_VISITOR_VALUES
    if count > most:
        raise RequestRefused(400, "BAD_USER_INPUT", "Les variables ont {most} valeurs au plus.", most=most)
    if count > PACED_VALUES and isinstance(context, Context):
        charge(context, count)
        await _in_turn(context.spender, lambda: None, event_loop_s=count * S_PER_VALUE)


def is_paced(variables: Mapping[str, Any] | None) -> bool:
    """Tells whether `admit_variables` makes a request wait for its variables."""
    return count_values(variables or {}, PACED_VALUES + 1) > PACED_VALUES


async def _in_turn[T](client: str, work: Callable[[], T], *, event_loop_s: float = 0.0) -> T:
    try:
        return await COMPUTATIONS.result(client, work, event_loop_s=event_loop_s)
    except TooManyOperations as refused:
        raise too_many_operations(refused) from None
    except Timeout as late:
        raise RequestRefused(503, "TIMEOUT", late.message, headers={"Retry-After": str(RETRY_AFTER)}) from None


def count_values(variables: Mapping[str, Any], most: int) -> int:
    """Counts the values inside the variables, up to `most`. A variable that holds one value counts nothing."""
    count, stack = 0, [each for each in variables.values() if isinstance(each, dict | list)]
    while stack and count < most:
        each = stack.pop()
        count += 1
        if isinstance(each, dict):
            stack.extend(each.values())
        elif isinstance(each, list):
            stack.extend(each)
    return count
