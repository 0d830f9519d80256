"""Database calls that append one batch of requests."""

from collections.abc import Sequence
from time import monotonic
from typing import Final

import psycopg
from psycopg.errors import IntegrityConstraintViolation

from efe_infra.ledger.append_request import (
    APPEND_GROUP_SQL,
    APPEND_SQL,
    CONFLICT_REPLY,
    PHANTOM_CHECK_SQL,
    AppendGroup,
    AppendReply,
    AppendRequest,
    append_parameters,
    phantom_check_parameters,
)
from efe_infra.postgres.connection import duration_ms
from efe_infra.postgres.errors import WrongRole
from efe_infra.postgres.reconnecting_connection import MIN_STATEMENT_TIMEOUT_S
from efe_infra.process.metrics import BATCHES

MAX_LOCK_IDLE_S = 1.0
"""Longest pause between two statements of the lock holder. PostgreSQL then ends its session, because no other writer
can append meanwhile.
"""

SET_LOCK_TIMEOUTS_SQL: Final = """
    select set_config('statement_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true)
"""
"""Sets two durations until the end of the transaction: for each statement, and for each pause between statements."""

CALL_ERRORS = (psycopg.Error, WrongRole, ValueError, TypeError)
"""Errors of a call. `ValueError` and `TypeError` come from a value that psycopg cannot convert."""


class PhantomFound(Exception):
    """Phantom: another writer recorded an event that a search of this request would have found."""


def send_batch(cursor: psycopg.Cursor, batch: Sequence[AppendRequest], deadline: float) -> Sequence[AppendReply]:
    """Appends a batch by the deadline and returns one reply per request.

    The events are durable on return, unless the caller has a transaction open. Raises one of `CALL_ERRORS`; nothing
    is recorded then, unless the connection was lost before the reply.
    """
    match batch:
        case [AppendGroup() as group]:
            replies = [_send_group(cursor, group, deadline)]
        case [AppendRequest(searches=[_, *_]) as request]:
            replies = [_send_with_searches(cursor, request, deadline)]
        case _:
            rows = cursor.execute(APPEND_SQL, append_parameters(batch), prepare=True)
            replies = [AppendReply(*row) for row in rows]
    BATCHES.observe(len(batch))
    return replies


def _send_group(cursor: psycopg.Cursor, group: AppendGroup, deadline: float) -> AppendReply:
    """Appends a group in one transaction and returns one reply for all. Its positions are consecutive."""
    try:
        with cursor.connection.transaction():
            replies = lock_and_append(
                cursor, deadline - monotonic(), APPEND_GROUP_SQL, group.parts, group.timeout_factor
            )
            reply = replies[-1]._replace(first=replies[0].first)
            _check_phantoms(cursor, group, reply)
    except (IntegrityConstraintViolation, PhantomFound):
        return CONFLICT_REPLY
    return reply


def _send_with_searches(cursor: psycopg.Cursor, request: AppendRequest, deadline: float) -> AppendReply:
    try:
        with cursor.connection.transaction():
            [reply] = lock_and_append(cursor, deadline - monotonic(), APPEND_SQL, [request])
            _check_phantoms(cursor, request, reply)
    except PhantomFound:
        return CONFLICT_REPLY
    return reply


def lock_and_append(
    cursor: psycopg.Cursor,
    timeout_s: float,
    append_sql: str = APPEND_SQL,
    requests: Sequence[AppendRequest] = (),
    idle_factor: float = 1.0,
) -> Sequence[AppendReply]:
    """Acquires the ledger lock within `timeout_s` and appends; without requests, it only locks.

    The lock is held until the end of the open transaction. The holder may be idle for `idle_factor` times
    `MAX_LOCK_IDLE_S`.

    The timeouts and the append are two round trips. In one pipeline, psycopg would end with a flush message, after
    which PostgreSQL no longer enforces the idle timeout.
    """
    timeouts_s = max(MIN_STATEMENT_TIMEOUT_S, timeout_s), idle_factor * MAX_LOCK_IDLE_S
    cursor.execute(SET_LOCK_TIMEOUTS_SQL, [duration_ms(each) for each in timeouts_s])
    return [AppendReply(*row) for row in cursor.execute(append_sql, append_parameters(requests))]


def _check_phantoms(cursor: psycopg.Cursor, request: AppendRequest, reply: AppendReply) -> None:
    """Repeats the request's searches over events recorded since, while the lock is held.

    Raises `PhantomFound`.
    """
    for search in request.searches if reply.outcome == "recorded" else ():
        if cursor.execute(PHANTOM_CHECK_SQL, phantom_check_parameters(search, reply.first)).fetchone():
            raise PhantomFound
