"""A batch of requests is asked for, and answered, on one connection."""

from collections.abc import Sequence
from time import monotonic
from typing import Final

import psycopg
from psycopg.errors import IntegrityConstraintViolation

from efe_infra.ledger.batch import (
    APPEND,
    APPEND_TOGETHER,
    MOVED,
    NAMED_SINCE,
    Answer,
    append_parameters,
    search_parameters,
)
from efe_infra.ledger.request import Group, Request
from efe_infra.postgres.connection import in_milliseconds
from efe_infra.postgres.errors import WrongRole
from efe_infra.postgres.line import LEAST
from efe_infra.process.metrics import BATCHES

HOLD = 1.0
"""Seconds for which a holder of the turn may say nothing. Nobody records meanwhile: the server ends its session."""

BOUND_HOLD: Final = """
    select set_config('statement_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true)
"""
"""Until the end of the transaction, with two durations: for each statement, and between two of them."""

FAILURES = (psycopg.Error, WrongRole, ValueError, TypeError)
"""The errors of a call; the last two come from a value that has no form in the database."""


class FoundMore(Exception):
    """Others recorded, since a search of the request, what it would have found: nothing of it is recorded."""


def ask(cursor: psycopg.Cursor, batch: Sequence[Request], deadline: float) -> Sequence[Answer]:
    """One answer for each, by the deadline; they are durable unless the caller has a transaction under way.

    Raises one of the `FAILURES`, and then nothing is recorded that is known of.
    """
    match batch:
        case [Group() as group]:
            answers = [_asked_together(cursor, group, deadline)]
        case [Request(searches=[_, *_]) as request]:
            answers = [_asked_alone(cursor, request, deadline)]
        case _:
            answers = [Answer(*row) for row in cursor.execute(APPEND, append_parameters(batch), prepare=True)]
    BATCHES.observe(len(batch))
    return answers


def _asked_together(cursor: psycopg.Cursor, group: Group, deadline: float) -> Answer:
    """One answer for all, by the deadline: recorded in one turn, their positions follow one another."""
    try:
        with cursor.connection.transaction():
            answers = take(cursor, deadline - monotonic(), APPEND_TOGETHER, group.parts, group.allowance)
            answer = answers[-1]._replace(first=answers[0].first)
            _check_found_all(cursor, group, answer)
    except (IntegrityConstraintViolation, FoundMore):
        return MOVED
    return answer


def _asked_alone(cursor: psycopg.Cursor, request: Request, deadline: float) -> Answer:
    try:
        with cursor.connection.transaction():
            [answer] = take(cursor, deadline - monotonic(), APPEND, [request])
            _check_found_all(cursor, request, answer)
    except FoundMore:
        return MOVED
    return answer


def take(
    cursor: psycopg.Cursor, within: float, append: str = APPEND, batch: Sequence[Request] = (), allowance: float = 1.0
) -> Sequence[Answer]:
    """Takes the turn of the ledger within so many seconds, until the end of the transaction that is under way, and
    appends in it. The holder may say nothing for `allowance` times as long as others.

    The bounds are not sent in one pipeline with the append: psycopg ends it with a flush, after which the server does
    not look any more how long a session is idle.
    """
    bounds = max(LEAST, within), allowance * HOLD
    cursor.execute(BOUND_HOLD, [in_milliseconds(each) for each in bounds])
    return [Answer(*row) for row in cursor.execute(append, append_parameters(batch))]


def _check_found_all(cursor: psycopg.Cursor, request: Request, answer: Answer) -> None:
    """What was searched is searched again in its turn, in what others recorded since. Raises `FoundMore`."""
    for search in request.searches if answer.outcome == "recorded" else ():
        if cursor.execute(NAMED_SINCE, search_parameters(search, answer.first)).fetchone():
            raise FoundMore
