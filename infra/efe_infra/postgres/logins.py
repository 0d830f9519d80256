"""Log-ins for the roles of the platform: a connection can put its role off, and is then nothing at all.

An installation makes its own, one for each role, with random passwords that it keeps in a private file of its home;
an operator may give others. Roles belong to the server: the names are random too, so that installations that share a
server do not take one another's.
"""

from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Final, LiteralString
from uuid import uuid4

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege, ProtocolViolation
from psycopg.sql import SQL, Identifier, Literal

from efe_infra.postgres.connection import check_role, connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import LoginRefused, LoginsNotMade, LoginTooPowerful, SessionsNotKept
from efe_infra.process.private_file import made_once

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
        with connect_without_timeout(conninfo) as other:
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


LOGINS_FILE: Final = "database-logins.json"
ROLES_WITH_LOGIN: Final = (DatabaseRole.COMMAND, DatabaseRole.PROJECTOR, DatabaseRole.READ)
LOCK: Final = 0x0EFE_000C  # advisory locks are numbers of one database

EXCESS_RIGHTS_SQL: LiteralString = """
    select rolname from pg_catalog.pg_roles
    where rolname not in (session_user, %(role)s) and pg_has_role(session_user, oid, 'member')
    union all
    select session_user from pg_catalog.pg_roles
    where rolname = session_user
        and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)
    limit 1
"""
"""What the session may become beside its role; or its user, who has rights of the whole server."""


class Login(msgspec.Struct, frozen=True):
    """Of one role."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.name})"


def own_logins(home: Path) -> Mapping[DatabaseRole, Login]:
    """Those of the installation: made up when they are first asked for, and the same ever after."""
    suffix = token_hex(6)
    fresh = {role.value: Login(f"{role}_{suffix}", token_urlsafe(32)) for role in ROLES_WITH_LOGIN}
    text = made_once(home / LOGINS_FILE, msgspec.json.encode(fresh).decode())
    return msgspec.json.decode(text, type=dict[DatabaseRole, Login])


def with_own_logins(database: Database, home: Path) -> Database:
    """A migrated database, entered by log-ins that are as they must be. Raises `DatabaseUnusable`."""
    logins = own_logins(home)
    entered = database.with_logins({role: _address(database, login) for role, login in logins.items()})
    try:
        with connect_without_timeout(database.admin) as connection:
            user = connection.info.user
            connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            for role, login in logins.items():
                _make(connection, role, login)
        check_logins(entered)
    except InsufficientPrivilege as error:
        _check_made_before(entered, user, error)
    return entered


def check_logins(database: Database) -> None:
    """Each lets its role in, and can become no other.

    Raises `LoginRefused`, `LoginTooPowerful`, or, of a pooler in between, `WrongRole` or `SessionsNotKept`.
    """
    for role in ROLES_WITH_LOGIN:
        try:
            with connect_without_timeout(database.conninfo(role), autocommit=True) as connection:
                _check_login(connection, role)
                check_sessions_kept(connection, database.conninfo(role))
        except psycopg.OperationalError as error:
            raise LoginRefused(role, str(error).splitlines()[0]) from error


def _check_login(connection: psycopg.Connection, role: DatabaseRole) -> None:
    if found := connection.execute(EXCESS_RIGHTS_SQL, {"role": role}).fetchone():
        raise LoginTooPowerful(role, found[0])
    [(works_as,)] = connection.execute("select current_user").fetchall()
    check_role(works_as, role)


def _check_made_before(entered: Database, user: str, error: Exception) -> None:
    """By a user who might, which is as good. Raises `LoginsNotMade`."""
    try:
        check_logins(entered)
    except LoginRefused:
        raise LoginsNotMade(user) from error


def _address(database: Database, login: Login) -> str:
    return make_conninfo(database.admin, user=login.name, password=login.password)


def _make(connection: psycopg.Connection, role: DatabaseRole, login: Login) -> None:
    """With its own rights put back: a session may change the password and the settings of its own log-in.

    The password travels as its verifier, which no log of the server can give away. Behind a pooler, which does not
    pass on the role that a connection asks for, the log-in enters it by itself.
    """
    verifier = connection.pgconn.encrypt_password(login.password.encode(), login.name.encode(), b"scram-sha-256")
    name, found = Identifier(login.name), "select from pg_catalog.pg_roles where rolname = %s"
    if not connection.execute(found, [login.name]).rowcount:
        connection.execute(SQL("create role {} noinherit").format(name))
        connection.execute(SQL("comment on role {} is {}").format(name, Literal(connection.info.dbname)))
        connection.execute(SQL("grant {} to {}").format(Identifier(role), name))
    words = SQL("alter role {} login password {}")
    connection.execute(words.format(name, Literal(verifier.decode())))
    connection.execute(SQL("alter role {} reset all").format(name))
    connection.execute(SQL("alter role {} set role = {}").format(name, Identifier(role)))
