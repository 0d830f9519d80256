"""The connections of the engine."""

from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from efe_infra.postgres.connection import DEAD_PEER_OPTIONS, check_role
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.read_model.tables.values import adapt

REBUILD_TIMEOUT_S = 3600.0


def open_session(
    database: Database, role: DatabaseRole, application: str, *, patience: float = REBUILD_TIMEOUT_S
) -> PipelineConnection:
    """A connection on which every statement is a transaction, under a name that the server shows.

    To index the tables of a long history takes minutes; what serves has less `patience`, in seconds.

    Raises psycopg's `OperationalError`, or `WrongRole`.
    """
    conninfo = make_conninfo(database.conninfo(role), application_name=application)
    session = PipelineConnection.connect(conninfo, autocommit=True, **DEAD_PEER_OPTIONS)
    session.patience = patience
    try:
        [(found,)] = session.execute("select current_user").fetchall()
        check_role(found, role)
    except BaseException:
        session.close()
        raise
    return session


def prepare_writing(connection: psycopg.Connection[Any]) -> None:
    """When the machine dies before a commit is on disk nothing is lost: the position goes with what it covers.

    With one time zone, a row that was loaded equals the row that was folded, also as JSON in the audit trail.
    """
    adapt(connection)
    connection.execute("set synchronous_commit = off")
    connection.execute("set timezone = 'UTC'")
