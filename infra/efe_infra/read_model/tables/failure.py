"""The event that stops the read model, for operators of the platform."""

from typing import Any

import psycopg

from efe_infra.read_model.folding.fold import FoldFailed
from efe_infra.read_model.folding.ledger_source import ALL

_RECORD = """
    insert into projection.failure as known (position, projection, error, message) values (%s, %s, %s, %s)
    on conflict (position) do update set projection = excluded.projection, error = excluded.error,
        message = excluded.message, attempts = known.attempts + 1
    returning attempts
"""


def record(connection: psycopg.Connection[Any], position: int, error: Exception) -> int:
    """Write down what went wrong at the position, and tell how often it did."""
    projection = error.projection if isinstance(error, FoldFailed) else ALL
    cause = error.__cause__ if isinstance(error, FoldFailed) else error
    values = [position, projection, type(cause).__name__, str(cause)]
    [(attempts,)] = connection.execute(_RECORD, values).fetchall()
    return int(attempts)


def clear(connection: psycopg.Connection[Any], reached: int) -> None:
    """Forget failures that have passed."""
    connection.execute("delete from projection.failure where position <= %s", [reached])
