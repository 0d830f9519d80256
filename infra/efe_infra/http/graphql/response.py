"""From a GraphQL result to an HTTP response."""

from collections.abc import Mapping

from graphql import GraphQLError, GraphQLFormattedError
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.errors import ServiceUnavailable, Timeout
from efe_infra.http.errors.faults import code, presented, unforeseen
from efe_infra.http.errors.outages import RETRY_AFTER, outage, outage_of
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.http.graphql.rate_headers import TOO_MUCH, refusal_headers
from efe_infra.http.negotiation import GRAPHQL


def respond(result: ExecutionResult, media: str, language: Language, *, headers: Mapping[str, str]) -> Response:
    """A request that could not begin has no `data`; the status says so only where the media type allows it.

    Raises what failed outside every resolver: there is no result to put it in; `Timeout` for what was ended. What
    gave nothing for want of a database may be asked again: 503.
    """
    unbegun = never_begun(result)
    if late := too_late(result):
        raise late
    for error in result.errors or () if unbegun else ():
        if fault := unforeseen(error):
            raise fault
    if spent := next((error for error in result.errors or () if isinstance(error, TOO_MUCH)), None):
        return JSONResponse(body_of(result, language), 429, media=media, headers=refusal_headers(spent))
    if outage_of(result):
        return JSONResponse(body_of(result, language), 503, media=media, headers={**headers, **RETRY_AFTER})
    status = 400 if unbegun and media == GRAPHQL else 200
    return JSONResponse(body_of(result, language), status, media=media, headers=headers)


def too_late(result: ExecutionResult) -> Timeout | None:
    """A query that was ended has no result; a field that could not be read in time is an error beside others."""
    causes = [error.original_error for error in result.errors or () if error.path is None]
    if any(found and found.is_away for found in map(outage, causes)):
        return ServiceUnavailable()
    return next((cause for cause in causes if isinstance(cause, Timeout)), None)


def body_of(result: ExecutionResult, language: Language) -> dict[str, object]:
    """The response in the format of the specification; there is no `data` when the request could not begin."""
    otherwise = _otherwise(unbegun=isinstance(result, PreExecutionError))
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [
            refused_operation(error, language) or presented(error, language, otherwise=otherwise)
            for error in result.errors
        ]
    if not never_begun(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def codes_of(result: ExecutionResult) -> list[str]:
    """The codes of the errors, as in `body_of`; nothing is logged."""
    return [_code(error, unbegun=isinstance(result, PreExecutionError)) for error in result.errors or ()]


def _code(error: GraphQLError, *, unbegun: bool) -> str:
    if refused := refused_operation(error, Language.FRENCH):
        return str(refused["extensions"]["code"])
    if fault := unforeseen(error):
        found = outage(fault)
        return found.refusal.code() if found else "INTERNAL_SERVER_ERROR"
    return str((error.extensions or {}).get("code") or code(error, _otherwise(unbegun=unbegun)))


def _otherwise(*, unbegun: bool) -> str:
    return "GRAPHQL_VALIDATION_FAILED" if unbegun else "BAD_USER_INPUT"


def refused_operation(error: GraphQLError, language: Language) -> GraphQLFormattedError | None:
    """The error for an operation that HTTP would refuse by a status, on a stream whose status is sent already."""
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
    """Parsing, validation or the coercion of variables failed: no error then points into the result."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and all(error.path is None for error in result.errors or ())
