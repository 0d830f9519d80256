"""A database in trouble, told from a fault of the code: what was asked may be asked again."""

from collections.abc import Iterator
from typing import NamedTuple

import psycopg
import structlog
from eventsourcing import persistence
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from efe_domain.shared import ledger
from efe_domain.shared.errors import Refusal
from efe_graphql.contract.errors import (
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseRefused,
    OutcomeUnknown,
    ServiceUnavailable,
)
from efe_infra.http.errors.logs import name_of
from efe_infra.postgres.connection import is_lost
from efe_infra.postgres.errors import WrongRole

log = structlog.stdlib.get_logger()

RETRY_AFTER = {"Retry-After": "5"}
"""Seconds: a standby takes over in about that time."""

_STATES: dict[str, type[Refusal]] = {
    "53100": DatabaseFull,
    "25006": DatabaseReadOnly,
    "42501": DatabaseRefused,
    "55P03": ServiceUnavailable,  # a lock is held
}
_CLASSES: dict[str, type[Refusal]] = {
    "08": ServiceUnavailable,  # the connection is lost
    "28": DatabaseRefused,  # the log-in is refused
    "53": ServiceUnavailable,  # out of memory, or of connections
    "57": ServiceUnavailable,  # shut down, starting, or cancelled
    "58": ServiceUnavailable,  # the system beneath it fails
}


class Outage(NamedTuple):
    """The error for clients. Where the database `is_away`, the connection was lost and nothing else is wrong: this is
    a refusal like others, without a line in the log for each request.
    """

    refusal: Refusal
    is_away: bool


def outage(fault: BaseException | None) -> Outage | None:
    """None for a fault that is not the database's."""
    kind = next(filter(None, map(_kind, _causes(fault))), None)
    return Outage(kind(), _is_away(fault, kind)) if kind else None  # type: ignore[call-arg] # each has its own words


def noted(fault: BaseException) -> Refusal | None:
    """What clients are told, with a line in the log: the class and the state, never the message."""
    found = outage(fault)
    if found is None:
        return None
    states = {cause.sqlstate for cause in _causes(fault) if isinstance(cause, psycopg.Error) and cause.sqlstate}
    log.error("database outage", code=found.refusal.code(), exception=name_of(fault), states=sorted(states))
    return found.refusal


def outage_of(result: ExecutionResult) -> Refusal | None:
    """Of an operation that gave nothing at all because of it; beside what was read, it is an error like others."""
    if not result.errors:  # then its data may be JSON that PostgreSQL made, of which nothing is known
        return None
    if result.data and any(value is not None for value in result.data.values()):
        return None
    return next(filter(None, map(_told, result.errors or ())), None)


def _told(error: GraphQLError) -> Refusal | None:
    cause = error.original_error
    if isinstance(cause, OutcomeUnknown):  # perhaps it is done: nobody is to repeat it unasked
        return None
    if isinstance(cause, Refusal) and type(cause) in _KINDS:
        return cause
    return found.refusal if (found := outage(cause)) else None


def _is_away(fault: BaseException | None, kind: type[Refusal]) -> bool:
    match fault:
        case ledger.OutcomeUnknown():  # it was asked, and perhaps it is done
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
            return _STATES.get(state) or _CLASSES.get(state[:2])
        case psycopg.OperationalError():
            return ServiceUnavailable
        case WrongRole():
            return DatabaseRefused
        case persistence.OperationalError(__cause__=None):
            return ServiceUnavailable
        case _:
            return None


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__


_KINDS = {*_STATES.values(), *_CLASSES.values()}
