"""A batch of requests is asked for, and answered, on one connection."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

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
from efe_infra.postgres.connection import BOUND_HERE, in_milliseconds
from efe_infra.postgres.errors import WrongRole
from efe_infra.postgres.line import LEAST
from efe_infra.process.metrics import BATCHES

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
        with _turn(cursor, deadline):
            rows = cursor.execute(APPEND_TOGETHER, append_parameters(group.parts)).fetchall()
            answer = Answer(*rows[-1])._replace(first=rows[0][1])
            _check_found_all(cursor, group, answer)
    except (IntegrityConstraintViolation, FoundMore):
        return MOVED
    return answer


def _asked_alone(cursor: psycopg.Cursor, request: Request, deadline: float) -> Answer:
    try:
        with _turn(cursor, deadline):
            [row] = cursor.execute(APPEND, append_parameters([request])).fetchall()
            answer = Answer(*row)
            _check_found_all(cursor, request, answer)
    except FoundMore:
        return MOVED
    return answer


@contextmanager
def _turn(cursor: psycopg.Cursor, deadline: float) -> Iterator[None]:
    with cursor.connection.transaction():
        cursor.execute(BOUND_HERE, [in_milliseconds(max(LEAST, deadline - monotonic()))])
        yield


def _check_found_all(cursor: psycopg.Cursor, request: Request, answer: Answer) -> None:
    """What was searched is searched again in its turn, in what others recorded since. Raises `FoundMore`."""
    for search in request.searches if answer.outcome == "recorded" else ():
        if cursor.execute(NAMED_SINCE, search_parameters(search, answer.first)).fetchone():
            raise FoundMore
