"""Opens the database of the settings: reachable, recent enough, migrated, with a login for each role.

An installation creates one login for each role, with random passwords in a private file; an operator may provide
others. Roles belong to the whole server, so the names are random too: installations on one server do not collide.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Final, LiteralString, Protocol
from uuid import uuid4

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import InsufficientPrivilege, LockNotAvailable, ProtocolViolation, ReadOnlySqlTransaction
from psycopg.sql import SQL, Identifier, Literal

from efe_infra.postgres.connection import check_role, connect_without_timeout, lock_alone
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import (
    EmbeddedServerMissing,
    LoginRefused,
    LoginsNotMade,
    LoginTooPowerful,
    PasswordRefused,
    SchemaNotMigrated,
    ServerReadOnly,
    ServerUnreachable,
    SessionsNotKept,
    TableInUse,
)
from efe_infra.postgres.migrations import check_migrated, migrate
from efe_infra.process.private_file import made_once

SESSION: Final[LiteralString] = "select pg_backend_pid()"
MARK: Final[LiteralString] = "select set_config('efe.session', %s, false)"
MARKED: Final[LiteralString] = "select current_setting('efe.session', true)"


def check_sessions_kept(connection: psycopg.Connection, conninfo: str) -> None:
    """Raises `SessionsNotKept` for a pooler that changes sessions. `connection` is in autocommit, from `conninfo`.

    Marks the session and opens a transaction on another connection. Such a pooler has then given the marked session
    away: the other connection shows the mark, or this one has lost it.
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
    """Tells whether a pooler is in between: it reports a backend number of its own."""
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
"""Another role that the session may become, or its user if it has rights on the whole server."""


class Login(msgspec.Struct, frozen=True):
    """Name and password of a login."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.name})"


def own_logins(home: Path) -> Mapping[DatabaseRole, Login]:
    """Returns the installation's logins, created at the first call."""
    suffix = token_hex(6)
    fresh = {role.value: Login(f"{role}_{suffix}", token_urlsafe(32)) for role in ROLES_WITH_LOGIN}
    text = made_once(home / LOGINS_FILE, msgspec.json.encode(fresh).decode())
    return msgspec.json.decode(text, type=dict[DatabaseRole, Login])


def with_own_logins(database: Database, home: Path) -> Database:
    """Creates or repairs the installation's logins and returns the database with them. Raises `DatabaseUnusable`."""
    logins = own_logins(home)
    database_with_logins = _through(database, logins)
    try:
        with connect_without_timeout(database.owner) as connection:
            user = connection.info.user
            lock_alone(connection, LOCK)
            for role, login in logins.items():
                _make(connection, role, login)
        check_logins(database_with_logins)
    except InsufficientPrivilege as error:
        _check_existing(database_with_logins, user, error)
    return database_with_logins


def check_logins(database: Database) -> None:
    """Checks that each login enters its role and can become no other.

    Raises `LoginRefused` or `LoginTooPowerful`; behind a pooler also `WrongRole` or `SessionsNotKept`.
    """
    for role in ROLES_WITH_LOGIN:
        try:
            with connect_without_timeout(database.conninfo(role), autocommit=True) as connection:
                _check_login(connection, role)
                check_sessions_kept(connection, database.conninfo(role))
        except psycopg.OperationalError as error:
            raise LoginRefused(role, str(error).splitlines()[0]) from error


def _check_login(connection: psycopg.Connection, role: DatabaseRole) -> None:
    if row := connection.execute(EXCESS_RIGHTS_SQL, {"role": role}).fetchone():
        raise LoginTooPowerful(role, row[0])
    [(works_as,)] = connection.execute("select current_user").fetchall()
    check_role(works_as, role)


def _check_existing(database: Database, user: str, error: Exception) -> None:
    """Accepts logins that a user with more rights has created. Raises `LoginsNotMade`."""
    try:
        check_logins(database)
    except LoginRefused:
        raise LoginsNotMade(user) from error


def _through(database: Database, logins: Mapping[DatabaseRole, Login]) -> Database:
    return database.with_logins({role: _address(database, login) for role, login in logins.items()})


def _address(database: Database, login: Login) -> str:
    return make_conninfo(database.owner, user=login.name, password=login.password)


def _make(connection: psycopg.Connection, role: DatabaseRole, login: Login) -> None:
    """Creates a login and resets its password and settings, which its own sessions may have changed.

    Sends the password as a verifier, which is safe in server logs. The login enters its role by itself, since a
    pooler drops the role in the connection string.
    """
    verifier = connection.pgconn.encrypt_password(login.password.encode(), login.name.encode(), b"scram-sha-256")
    name, exists = Identifier(login.name), "select from pg_catalog.pg_roles where rolname = %s"
    if not connection.execute(exists, [login.name]).rowcount:
        connection.execute(SQL("create role {} noinherit").format(name))
        connection.execute(SQL("comment on role {} is {}").format(name, Literal(connection.info.dbname)))
        connection.execute(SQL("grant {} to {}").format(Identifier(role), name))
    set_password = SQL("alter role {} login password {}")
    connection.execute(set_password.format(name, Literal(verifier.decode())))
    connection.execute(SQL("alter role {} reset all").format(name))
    connection.execute(SQL("alter role {} set role = {}").format(name, Identifier(role)))


class Secret(Protocol):
    def get_secret_value(self) -> str: ...


class DatabaseSettings(Protocol):
    """Settings of the database: its address and its logins."""

    @property
    def database_url(self) -> Secret | None: ...

    @property
    def logins(self) -> Mapping[str, Secret]: ...

    @property
    def home(self) -> Path: ...


def open_database(settings: DatabaseSettings) -> Database:
    """Opens the database; without an address, a private server that runs as long as this process.

    With the logins of the roles but without the owner's address, it only checks the schema. Raises
    `DatabaseUnusable`.
    """
    database = address(settings)
    with _naming_outages():
        if not database.admin:
            check_logins(database)
            with connect_without_timeout(database.conninfo(DatabaseRole.COMMAND)) as connection:
                check_migrated(connection)
            return database
        migrate(database)
        if database.logins:
            check_logins(database)
            return database
        return with_own_logins(database, settings.home)


def prepare_database(settings: DatabaseSettings) -> Database:
    """Opens the database as its owner, and also creates the users of the operator's addresses.

    Raises `DatabaseUnusable`.
    """
    database = address(settings)
    with _naming_outages():
        migrate(database)
        if not database.logins:
            return with_own_logins(database, settings.home)
        with connect_without_timeout(database.owner) as connection:
            lock_alone(connection, LOCK)
            for role, conninfo in database.logins.items():
                parameters = conninfo_to_dict(conninfo)
                if parameters.get("password"):
                    _make(connection, role, Login(str(parameters["user"]), str(parameters["password"])))
        check_logins(database)
    return database


def inspected_database(settings: DatabaseSettings) -> Database:
    """Opens the database as it is, and changes nothing.

    Raises `DatabaseUnusable`: `SchemaNotMigrated` where `efe migrate` is due, or a first start.
    """
    database = address(settings)
    with _naming_outages():
        conninfo = database.owner if database.admin else database.conninfo(DatabaseRole.COMMAND)
        with connect_without_timeout(conninfo) as connection:
            check_migrated(connection)
        if not database.logins:
            if not (settings.home / LOGINS_FILE).exists():
                raise SchemaNotMigrated
            database = _through(database, own_logins(settings.home))
        check_logins(database)
    return database


@contextmanager
def _naming_outages() -> Iterator[None]:
    """Raises `ServerUnreachable`, `PasswordRefused`, `ServerReadOnly` or `TableInUse` for what the server answers."""
    try:
        yield
    except LockNotAvailable as error:
        raise TableInUse from error
    except psycopg.OperationalError as error:
        raise _unreachable(error) from error
    except ReadOnlySqlTransaction as error:
        raise ServerReadOnly from error


def _unreachable(error: psycopg.OperationalError) -> ServerUnreachable | PasswordRefused:
    """Returns a refusal. libpq gives a failed connection no state; it tells whether the server wanted a password."""
    reason = str(error).splitlines()[0]
    pgconn = error.pgconn
    if pgconn is not None and (pgconn.used_password or pgconn.needs_password):
        return PasswordRefused(reason)
    return ServerUnreachable(reason)


def address(settings: DatabaseSettings) -> Database:
    """Returns the address of the database, without a check of its content. Raises `DatabaseUnusable`."""
    url = settings.database_url
    logins = {DatabaseRole(role): each.get_secret_value() for role, each in settings.logins.items()}
    if url:
        return Database(url.get_secret_value(), logins)
    return Database("", logins) if logins else _embedded(settings.home)


def _embedded(home: Path) -> Database:
    try:
        from efe_infra.postgres.embedded import EmbeddedServer  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise EmbeddedServerMissing from error
    return Database(EmbeddedServer(home).conninfo)
