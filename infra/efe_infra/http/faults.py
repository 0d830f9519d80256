"""Errors as clients read them. What was not foreseen is hidden behind an id that the log has too.

The log keeps the class and the frames of an exception, never its message: messages quote what people typed
(PostgreSQL's do).
"""

import re
import traceback
from uuid import uuid4

import structlog
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from efe_domain.errors import Refusal
from efe_graphql.scalars import UnexpectedValue

log = structlog.stdlib.get_logger()

LONGEST = 1_000
"""Characters of a message: the library quotes what it declines, however long that is."""


def report(fault: BaseException, **where: object) -> str:
    """Logs an unforeseen exception and gives its id."""
    error_id = str(uuid4())
    log.error(
        "fault",
        error_id=error_id,
        exception=f"{type(fault).__module__}.{type(fault).__qualname__}",
        frames=[
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)
        ],
        **where,
    )
    return error_id


def hidden(fault: BaseException, **where: object) -> GraphQLFormattedError:
    error_id = report(fault, **where)
    return {
        "message": f"Erreur interne. Communiquez l'identifiant {error_id} à l'exploitant.",
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": error_id},
    }


def presented(error: GraphQLError, *, otherwise: str) -> GraphQLFormattedError:
    """An error with its code, or `otherwise` when it carries none."""
    formatted = error.formatted
    fault = unforeseen(error)
    if fault:
        formatted |= hidden(fault, path=error.path)
    else:
        formatted["message"] = shortened(message(error))
        formatted["extensions"] = {"code": code(error, otherwise), **(error.extensions or {})}
    return formatted


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def message(error: GraphQLError) -> str:
    """As the error has it; what a scalar of ours says of a variable, the library would introduce in English."""
    match error.original_error:
        case UnexpectedValue(message=said):
            where = re.search(r" at \.?(\S+): $", error.message.removesuffix(said))
            return f"{where[1]} : {said}" if where else said
        case _:
            return error.message


def unforeseen(error: GraphQLError) -> Exception | None:
    """What a resolver let escape.

    A scalar that declines an input raises too, but that error points into the document and not into the result:
    its message is for the client.
    """
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError | Refusal):
        return None
    return cause if error.path is not None or not error.nodes else None


def code(error: GraphQLError, otherwise: str) -> str:
    match error:
        case GraphQLSyntaxError():
            return "GRAPHQL_PARSE_FAILED"
        case GraphQLError(original_error=Refusal() as refusal):
            return refusal.code()
        case _:
            return otherwise
