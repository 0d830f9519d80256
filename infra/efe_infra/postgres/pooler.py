"""A pooler between the platform and PostgreSQL, which has to keep a session for each connection."""

from typing import Final, LiteralString
from uuid import uuid4

import psycopg
from psycopg.errors import ProtocolViolation

from efe_infra.postgres.connection import long_session
from efe_infra.postgres.errors import SessionsNotKept

SESSION: Final[LiteralString] = "select pg_backend_pid()"
MARK: Final[LiteralString] = "select set_config('efe.session', %s, false)"
MARKED: Final[LiteralString] = "select current_setting('efe.session', true)"


def check_sessions_kept(connection: psycopg.Connection, conninfo: str) -> None:
    """`connection` is in autocommit, and made by `conninfo`. Raises `SessionsNotKept`.

    Its session is marked. While another connection is within a transaction, a pooler that gives each transaction the
    next session that is free has given the marked one away: the other one shows the mark, or this one has lost it.
    """
    if not _is_pooled(connection):
        return
    mark = str(uuid4())
    connection.execute(MARK, [mark])
    try:
        with long_session(conninfo) as other:
            [(theirs,)] = other.execute(MARKED).fetchall()
            [(ours,)] = connection.execute(MARKED).fetchall()
    except ProtocolViolation as error:  # a pooler that allows single statements only
        raise SessionsNotKept from error
    if theirs == mark or ours != mark:
        raise SessionsNotKept


def _is_pooled(connection: psycopg.Connection) -> bool:
    """A client is given a number of its session, by which it may be cancelled: a pooler gives one of its own."""
    [(session,)] = connection.execute(SESSION).fetchall()
    return bool(session != connection.info.backend_pid)
