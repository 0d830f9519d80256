"""How connections that write the read tables behave."""

from typing import Any

import psycopg

from efe_infra.read_model.values import adapt


def prepare(connection: psycopg.Connection[Any]) -> None:
    """When the machine dies before a commit is on disk nothing is lost: the position goes with what it covers.

    With one time zone, a row that was loaded equals the row that was folded, also as JSON in the audit trail.
    """
    adapt(connection)
    connection.execute("set synchronous_commit = off")
    connection.execute("set timezone = 'UTC'")
