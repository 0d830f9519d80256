"""Errors as clients read them. What was not foreseen is hidden behind an id that the log has too.

The log keeps the class and the frames of an exception, never its message: messages quote what people typed
(PostgreSQL's do).
"""

import re
from uuid import uuid4

import structlog
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from efe_domain.shared.errors import Refusal
from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.library_messages import said_by_library
from efe_graphql.contract.scalars import UnexpectedValue
from efe_infra.http.errors.logs import frames, name_of
from efe_infra.http.errors.outages import noted, outage

log = structlog.stdlib.get_logger()

MAX_MESSAGE_CHARACTERS = 1_000
"""Limit of an error message: the library quotes its rejected input in full."""


def report(fault: BaseException, **where: object) -> str:
    """Logs an unforeseen exception and gives its id."""
    error_id = str(uuid4())
    log.error(
        "fault",
        error_id=error_id,
        exception=name_of(fault),
        frames=frames(fault),
        **where,
    )
    return error_id


def hidden(fault: BaseException, language: Language, **where: object) -> GraphQLFormattedError:
    error_id = report(fault, **where)
    said = Message("Erreur interne. Communiquez l'identifiant {error_id} à l'exploitant.", error_id=error_id)
    return {
        "message": in_language(said, language),
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": error_id},
    }


def presented(error: GraphQLError, language: Language, *, otherwise: str) -> GraphQLFormattedError:
    """An error with its code, or `otherwise` when it carries none."""
    formatted = error.formatted
    fault = unforeseen(error)
    if fault and (refusal := noted(fault)):
        formatted |= {"message": in_language(refusal.message, language), "extensions": {"code": refusal.code()}}
    elif fault:
        formatted |= hidden(fault, language, path=error.path)
    else:
        formatted["message"] = shortened(in_language(message(error), language))
        formatted["extensions"] = {"code": code(error, otherwise), **(error.extensions or {})}
    return formatted


def refusal_of(error: GraphQLError) -> Refusal | None:
    """What is told as it is, and is no fault: also that the database is away."""
    cause = error.original_error
    if cause is None or isinstance(cause, Refusal):
        return cause
    found = outage(cause)
    return found.refusal if found and found.is_away else None


def shortened(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE_CHARACTERS else f"{text[: MAX_MESSAGE_CHARACTERS - 1]}…"


def message(error: GraphQLError) -> Message:
    """The message of the error; for a variable that our scalar refuses, without the introduction of the library."""
    if refusal := refusal_of(error):
        return refusal.message
    match error.original_error:
        case UnexpectedValue(said=said):
            where = re.search(r" at \.?(\S+): $", error.message.removesuffix(said))
            return Message("{where} : {said}", where=where[1], said=said) if where else said
        case _ if isinstance(error.message, Message):
            return error.message
        case _:
            return said_by_library(error.message)


def unforeseen(error: GraphQLError) -> Exception | None:
    """The exception of a resolver that is no refusal.

    A scalar that declines an input raises too, but that error points into the document and not into the result:
    its message is for the client.
    """
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError) or refusal_of(error):
        return None
    return cause if error.path is not None or not error.nodes else None


def code(error: GraphQLError, otherwise: str) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    refusal = refusal_of(error)
    return refusal.code() if refusal else otherwise
