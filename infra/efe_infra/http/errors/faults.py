"""Errors as clients read them: refusals, database outages, and faults behind an error id.

The log contains the class and the frames of an exception, never its message: PostgreSQL's messages quote user input.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from uuid import uuid4

import psycopg
import structlog
from eventsourcing import persistence
from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError
from strawberry.types import ExecutionResult

from efe_domain.shared import ledger
from efe_domain.shared.codec import UnknownTopic
from efe_domain.shared.errors import Refusal
from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.errors import (
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseRefused,
    OutcomeUnknown,
    ServiceUnavailable,
    Superseded,
)
from efe_graphql.contract.library_messages import library_message
from efe_graphql.contract.scalars import UnexpectedValue
from efe_infra.http.errors.logs import frames, name_of
from efe_infra.postgres.connection import is_lost
from efe_infra.postgres.errors import WrongRole

RETRY_HEADERS = {"Retry-After": "5"}
"""Delay in seconds; a standby takes over in about that time."""

_REFUSAL_BY_STATE: dict[str, type[Refusal]] = {
    "53100": DatabaseFull,
    "25006": DatabaseReadOnly,
    "42501": DatabaseRefused,
    "55P03": ServiceUnavailable,  # a lock is held
}
_REFUSAL_BY_CLASS: dict[str, type[Refusal]] = {
    "08": ServiceUnavailable,  # the connection is lost
    "28": DatabaseRefused,  # the log-in is refused
    "53": ServiceUnavailable,  # out of memory, or of connections
    "57": ServiceUnavailable,  # shut down, starting, or cancelled
    "58": ServiceUnavailable,  # the system beneath it fails
}


class Outage(NamedTuple):
    """Database outage with its error for clients. `is_away`: only the connection was lost, so it is not logged for
    each request.
    """

    refusal: Refusal
    is_away: bool


def outage(fault: BaseException | None) -> Outage | None:
    """Returns the outage that an exception comes from, or None."""
    kind = next(filter(None, map(_kind, _causes(fault))), None)
    return Outage(kind(), _is_away(fault, kind)) if kind else None  # type: ignore[call-arg] # each class sets its own message


def log_outage(fault: BaseException) -> Refusal | None:
    """Logs an outage with its class and state, and returns the refusal for the client."""
    database = outage(fault)
    if database is None:
        return None
    states = {cause.sqlstate for cause in _causes(fault) if isinstance(cause, psycopg.Error) and cause.sqlstate}
    log.error("database outage", code=database.refusal.code(), exception=name_of(fault), states=sorted(states))
    return database.refusal


def outage_of(result: ExecutionResult) -> Refusal | None:
    """Returns the outage that left an operation without data. Beside data, an outage is an error like any other.

    Tables of another version are an outage beside data too: another server answers the whole operation.
    """
    if not result.errors:  # then the data may be JSON text made by PostgreSQL
        return None
    refusals = [refusal for error in result.errors if (refusal := _outage_refusal(error))]
    if result.data and any(value is not None for value in result.data.values()):
        refusals = [each for each in refusals if isinstance(each, Superseded)]
    return next(iter(refusals), None)


def _outage_refusal(error: GraphQLError) -> Refusal | None:
    cause = error.original_error
    if isinstance(cause, OutcomeUnknown):  # the command may be recorded: the client must not repeat it
        return None
    if isinstance(cause, Refusal) and type(cause) in _KINDS:
        return cause
    return database.refusal if (database := outage(cause)) else None


def _is_away(fault: BaseException | None, kind: type[Refusal]) -> bool:
    match fault:
        case ledger.AppendOutcomeUnknown():  # the command may be recorded
            return False
        case persistence.OperationalError():
            return kind is ServiceUnavailable
        case psycopg.OperationalError():
            return is_lost(fault)
        case _:
            return False


def _kind(cause: BaseException) -> type[Refusal] | None:
    match cause:
        case psycopg.Error(sqlstate=str(state)):
            return _REFUSAL_BY_STATE.get(state) or _REFUSAL_BY_CLASS.get(state[:2])
        case psycopg.OperationalError():
            return ServiceUnavailable
        case WrongRole():
            return DatabaseRefused
        case UnknownTopic():  # of a newer release: this process does not know its rules
            return Superseded
        case persistence.OperationalError(__cause__=None):
            return ServiceUnavailable
        case _:
            return None


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__


_KINDS = {*_REFUSAL_BY_STATE.values(), *_REFUSAL_BY_CLASS.values(), Superseded}


log = structlog.stdlib.get_logger()

MAX_MESSAGE_CHARACTERS = 1_000
"""Bound for messages of the library, which quote the rejected value."""


def report(fault: BaseException, **where: object) -> str:
    """Logs an unexpected exception and returns its error id."""
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
    text = Message("Erreur interne. Communiquez l'identifiant {error_id} à l'exploitant.", error_id=error_id)
    return {
        "message": in_language(text, language),
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": error_id},
    }


def present(error: GraphQLError, language: Language, *, default_code: str) -> GraphQLFormattedError:
    """Returns an error with its code, or with `default_code` if it has none."""
    formatted = error.formatted
    fault = unforeseen(error)
    if fault and (refusal := log_outage(fault)):
        formatted |= {"message": in_language(refusal.message, language), "extensions": {"code": refusal.code()}}
    elif fault:
        formatted |= hidden(fault, language, path=error.path)
    else:
        formatted["message"] = shortened(in_language(message(error), language))
        formatted["extensions"] = {"code": code(error, default_code), **(error.extensions or {})}
    return formatted


def refusal_of(error: GraphQLError) -> Refusal | None:
    """Returns the refusal of an error, also for a database that is away; None for a fault."""
    cause = error.original_error
    if cause is None or isinstance(cause, Refusal):
        return cause
    database = outage(cause)
    return database.refusal if database and database.is_away else None


def shortened(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE_CHARACTERS else f"{text[: MAX_MESSAGE_CHARACTERS - 1]}…"


def message(error: GraphQLError) -> Message:
    """Returns the message of an error; for a rejected variable, without the library's introduction."""
    if refusal := refusal_of(error):
        return refusal.message
    match error.original_error:
        case UnexpectedValue(said=said):
            where = re.search(r" at \.?(\S+): $", error.message.removesuffix(said))
            return Message("{where} : {said}", where=where[1], said=said) if where else said
        case _ if isinstance(error.message, Message):
            return error.message
        case _:
            return library_message(error.message)


def unforeseen(error: GraphQLError) -> Exception | None:
    """Returns the exception of a resolver, unless it is a refusal.

    A scalar that rejects an input raises too. That error points into the document, and its message is for the client.
    """
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError) or refusal_of(error):
        return None
    return cause if error.path is not None or not error.nodes else None


def code(error: GraphQLError, default_code: str) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    refusal = refusal_of(error)
    return refusal.code() if refusal else default_code
