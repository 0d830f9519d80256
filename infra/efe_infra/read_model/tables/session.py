"""Connections of projectors, rebuilds and listeners."""

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
    """Connects in autocommit, under an application name that the server shows.

    `patience` bounds each wait, in seconds; by default it is long enough to index a long history.

    Raises psycopg's `OperationalError`, or `WrongRole`.
    """
    conninfo = make_conninfo(database.conninfo(role), application_name=application)
    session = PipelineConnection.connect(conninfo, autocommit=True, **DEAD_PEER_OPTIONS)
    session.patience = patience
    try:
        [(current_user,)] = session.execute("select current_user").fetchall()
        check_role(current_user, role)
    except BaseException:
        session.close()
        raise
    return session


def prepare_writing(connection: psycopg.Connection[Any]) -> None:
    """Configures a session for writes of the read model.

    Commits need not be on disk: after a crash, the position is lost together with its rows.
    """
    adapt(connection)
    connection.execute("set synchronous_commit = off")
