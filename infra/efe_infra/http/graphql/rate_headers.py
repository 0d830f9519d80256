"""The cost budget in HTTP headers: draft-ietf-httpapi-ratelimit-headers, and `Retry-After`."""

import math
from collections.abc import Mapping

from efe_graphql.limits.cost_budget import PERIOD, BudgetSpent, Remaining
from efe_graphql.limits.fair_share import RETRY_AFTER, TooManyOperations
from efe_graphql.request.context import Context

TOO_MUCH = (BudgetSpent, TooManyOperations)
"""The message of a 429."""


def left_of(context: object) -> Remaining | None:
    return context.left if isinstance(context, Context) else None


def rate_headers(left: Remaining | None) -> Mapping[str, str]:
    if left is None:
        return {}
    return {
        "RateLimit-Policy": f'"cost";q={left.budget};w={PERIOD:.0f}',
        "RateLimit": f'"cost";r={left.remaining};t={math.ceil(left.seconds)}',
    }


def refusal_headers(refused: BudgetSpent | TooManyOperations) -> Mapping[str, str]:
    if isinstance(refused, TooManyOperations):
        return {"Retry-After": str(RETRY_AFTER)}
    return {**rate_headers(refused.left), "Retry-After": str(math.ceil(refused.left.seconds))}
