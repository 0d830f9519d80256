"""Errors as clients read them. What was not foreseen is hidden behind an id that the log has too.

The log keeps the class and the frames of an exception, never its message: messages quote what people typed
(PostgreSQL's do).
"""

import re
from uuid import uuid4

import psycopg
import structlog
from eventsourcing import persistence
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from efe_domain.shared.errors import Refusal
from efe_domain.shared.ledger import OutcomeUnknown
from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.errors import ServiceUnavailable
from efe_graphql.contract.library_messages import said_by_library
from efe_graphql.contract.scalars import UnexpectedValue
from efe_infra.http.logs import frames, name_of
from efe_infra.http.outages import noted, outage
from efe_infra.postgres.connection import is_lost

log = structlog.stdlib.get_logger()

LONGEST = 1_000
"""Characters of a message: the library quotes what it declines, however long that is."""


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


def is_away(cause: BaseException | None) -> bool:
    """Whether it says that the database could not be asked; nothing is wrong with what was asked."""
    match cause:
        case OutcomeUnknown():
            return False
        case persistence.OperationalError():
            return type(outage(cause)) is ServiceUnavailable
        case psycopg.OperationalError():
            return is_lost(cause)
        case _:
            return False


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def message(error: GraphQLError) -> Message:
    """The message of the error; for a variable that our scalar refuses, without the introduction of the library."""
    match error.original_error:
        case Refusal(message=said):
            return said
        case cause if is_away(cause):
            return ServiceUnavailable().message
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
    if cause is None or isinstance(cause, GraphQLError | Refusal) or is_away(cause):
        return None
    return cause if error.path is not None or not error.nodes else None


def code(error: GraphQLError, otherwise: str) -> str:
    match error:
        case GraphQLSyntaxError():
            return "GRAPHQL_PARSE_FAILED"
        case GraphQLError(original_error=Refusal() as refusal):
            return refusal.code()
        case GraphQLError(original_error=cause) if is_away(cause):
            return ServiceUnavailable.code()
        case _:
            return otherwise
