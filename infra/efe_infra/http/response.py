"""From a GraphQL result to an HTTP response."""

from collections.abc import Mapping

from graphql import GraphQLError, GraphQLFormattedError
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from efe_graphql.cost_budget import BudgetSpent
from efe_graphql.refusals import Timeout
from efe_infra.http.faults import presented, unforeseen
from efe_infra.http.negotiation import GRAPHQL
from efe_infra.http.rate import refusal_headers
from efe_infra.http.refusal import JSONResponse


def respond(result: ExecutionResult, media: str, *, headers: Mapping[str, str]) -> Response:
    """A request that could not begin has no `data`; the status says so only where the media type allows it.

    Raises what failed outside every resolver: there is no result to put it in; `Timeout` for what was ended.
    """
    unbegun = never_begun(result)
    if late := too_late(result):
        raise late
    for error in result.errors or () if unbegun else ():
        if fault := unforeseen(error):
            raise fault
    if spent := next((error for error in result.errors or () if isinstance(error, BudgetSpent)), None):
        return JSONResponse(body_of(result), 429, media=media, headers=refusal_headers(spent))
    return JSONResponse(body_of(result), 400 if unbegun and media == GRAPHQL else 200, media=media, headers=headers)


def too_late(result: ExecutionResult) -> Timeout | None:
    """A query that was ended has no result; a field that could not be read in time is an error beside others."""
    causes = [error.original_error for error in result.errors or () if error.path is None]
    return next((cause for cause in causes if isinstance(cause, Timeout)), None)


def body_of(result: ExecutionResult) -> dict[str, object]:
    """The response as the specification words it; there is no `data` when the request could not begin."""
    otherwise = "GRAPHQL_VALIDATION_FAILED" if isinstance(result, PreExecutionError) else "BAD_USER_INPUT"
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [
            refused_operation(error) or presented(error, otherwise=otherwise) for error in result.errors
        ]
    if not never_begun(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def refused_operation(error: GraphQLError) -> GraphQLFormattedError | None:
    """What HTTP would say by a status, where it has been sent already."""
    match error.original_error:
        case InvalidOperationTypeError():
            return formatted("METHOD_NOT_ALLOWED", "Cette opération ne passe pas par cette voie.")
        case CannotGetOperationTypeError():
            return formatted("BAD_USER_INPUT", "Le document n'a pas l'opération demandée.")
        case _:
            return None


def formatted(code: str, message: str) -> GraphQLFormattedError:
    return {"message": message, "extensions": {"code": code}}


def never_begun(result: ExecutionResult) -> bool:
    """Parsing, validation or the coercion of variables failed: no error then points into the result."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and all(error.path is None for error in result.errors or ())
