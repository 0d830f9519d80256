"""What HTTP says of a budget: the fields of draft-ietf-httpapi-ratelimit-headers, and `Retry-After`."""

import math
from collections.abc import Mapping

from efe_graphql.limits.cost_budget import PERIOD, BudgetSpent, Left
from efe_graphql.request.context import Context


def left_of(context: object) -> Left | None:
    return context.left if isinstance(context, Context) else None


def rate_headers(left: Left | None) -> Mapping[str, str]:
    if left is None:
        return {}
    return {
        "RateLimit-Policy": f'"cost";q={left.budget};w={PERIOD:.0f}',
        "RateLimit": f'"cost";r={left.remaining};t={math.ceil(left.seconds)}',
    }


def refusal_headers(spent: BudgetSpent) -> Mapping[str, str]:
    return {**rate_headers(spent.left), "Retry-After": str(math.ceil(spent.left.seconds))}
