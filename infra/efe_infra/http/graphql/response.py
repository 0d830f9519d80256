"""HTTP responses of GraphQL results: status, codes, and draft-ietf-httpapi-ratelimit-headers."""

import math
from collections.abc import Mapping

from graphql import GraphQLError, GraphQLFormattedError
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.errors import ServiceUnavailable, Timeout
from efe_graphql.limits.cost_budget import PERIOD, BudgetSpent, Remaining
from efe_graphql.limits.fair_share import RETRY_AFTER as FAIR_SHARE_RETRY_S
from efe_graphql.limits.fair_share import TooManyOperations
from efe_graphql.request.context import Context
from efe_infra.http.errors.faults import RETRY_HEADERS, code, outage, outage_of, present, unforeseen
from efe_infra.http.errors.refusals import JSONResponse, RequestRefused
from efe_infra.http.negotiation import GRAPHQL

RATE_ERRORS = (BudgetSpent, TooManyOperations)
"""Errors that are answered with 429."""


def rate_headers(budget: Remaining | None) -> Mapping[str, str]:
    if budget is None:
        return {}
    return {
        "RateLimit-Policy": f'"cost";q={budget.budget};w={PERIOD:.0f}',
        "RateLimit": f'"cost";r={budget.remaining};t={math.ceil(budget.seconds)}',
    }


def refusal_headers(refused: BudgetSpent | TooManyOperations) -> Mapping[str, str]:
    if isinstance(refused, TooManyOperations):
        return {"Retry-After": str(FAIR_SHARE_RETRY_S)}
    return {**rate_headers(refused.remaining_budget), "Retry-After": str(math.ceil(refused.remaining_budget.seconds))}


def charge(context: Context, cost: int) -> Mapping[str, str]:
    """Charges a request beside GraphQL. Returns the headers with the rest of the budget. Raises `RequestRefused`."""
    if context.budget is None:
        return {}
    try:
        return rate_headers(context.budget.spend(context.spender, cost))
    except BudgetSpent as refused:
        raise RequestRefused(429, "COST_BUDGET_SPENT", refused.message, headers=refusal_headers(refused)) from None


def respond(
    result: ExecutionResult, media: str, language: Language, *, headers: Mapping[str, str], may_repeat: bool = True
) -> Response:
    """Returns the response. A request that failed before execution has no `data`, and status 400 if the media type
    allows it.

    Returns 429 if a rate limit was reached, and 503 if a database outage left no data. A proxy may send a request
    that was answered 503 to another process: unless it `may_repeat`, the outage is an error of a response with 200.
    Raises `Timeout` for a cancelled operation, and errors from outside the resolvers.
    """
    not_executed = never_begun(result)
    if timeout := timeout_of(result):
        raise timeout
    for error in result.errors or () if not_executed else ():
        if fault := unforeseen(error):
            raise fault
    if spent := next((error for error in result.errors or () if isinstance(error, RATE_ERRORS)), None):
        return JSONResponse(body_of(result, language), 429, media=media, headers=refusal_headers(spent))
    if may_repeat and outage_of(result):
        return JSONResponse(body_of(result, language), 503, media=media, headers={**headers, **RETRY_HEADERS})
    status = 400 if not_executed and media == GRAPHQL else 200
    return JSONResponse(body_of(result, language), status, media=media, headers=headers)


def timeout_of(result: ExecutionResult) -> Timeout | None:
    """Returns the timeout that ended a whole operation. A timeout of one field is an error beside the data."""
    causes = [error.original_error for error in result.errors or () if error.path is None]
    if any(each and each.is_away for each in map(outage, causes)):
        return ServiceUnavailable()
    return next((cause for cause in causes if isinstance(cause, Timeout)), None)


def body_of(result: ExecutionResult, language: Language) -> dict[str, object]:
    """Returns the body as the specification defines it; without `data` if the request failed before execution."""
    default_code = _default_code(result)
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [
            refused_operation(error, language) or present(error, language, default_code=default_code)
            for error in result.errors
        ]
    if not never_begun(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def codes_of(result: ExecutionResult) -> list[str]:
    """Returns the codes of the errors, as in `body_of`, without logging."""
    return [_code(error, _default_code(result)) for error in result.errors or ()]


def _code(error: GraphQLError, default_code: str) -> str:
    if refused := refused_operation(error, Language.FRENCH):
        return str(refused["extensions"]["code"])
    if fault := unforeseen(error):
        database = outage(fault)
        return database.refusal.code() if database else "INTERNAL_SERVER_ERROR"
    return str((error.extensions or {}).get("code") or code(error, default_code))


def _default_code(result: ExecutionResult) -> str:
    return "GRAPHQL_VALIDATION_FAILED" if isinstance(result, PreExecutionError) else "BAD_USER_INPUT"


def refused_operation(error: GraphQLError, language: Language) -> GraphQLFormattedError | None:
    """Returns the error of an operation that HTTP would refuse by status; a stream has sent its status already."""
    match error.original_error:
        case InvalidOperationTypeError():
            return formatted("METHOD_NOT_ALLOWED", Message("Cette opération ne passe pas par cette voie."), language)
        case CannotGetOperationTypeError():
            return formatted("BAD_USER_INPUT", Message("Le document n'a pas l'opération demandée."), language)
        case _:
            return None


def formatted(code: str, message: Message, language: Language) -> GraphQLFormattedError:
    return {"message": in_language(message, language), "extensions": {"code": code}}


def never_begun(result: ExecutionResult) -> bool:
    """Tells whether parsing, validation or variable coercion failed. No error then has a path."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and all(error.path is None for error in result.errors or ())
