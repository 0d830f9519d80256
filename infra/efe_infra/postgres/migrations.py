"""Migrations: numbered SQL files (`migrations/NNNN_name.sql`), each applied once, in order."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import psycopg
from psycopg.errors import InsufficientPrivilege, LockNotAvailable, UndefinedTable

from efe_infra.postgres.connection import connect_without_timeout, lock_alone
from efe_infra.postgres.database import Database
from efe_infra.postgres.errors import (
    EncodingRefused,
    MigrationChanged,
    PrivilegesMissing,
    SchemaNotMigrated,
    SchemaTooNew,
    SchemaTooOld,
    ServerTooOld,
)

FOLDER = Path(__file__).with_name("migrations")
OLDEST_SERVER = 15
OLDEST_SCHEMA = 31
"""Last migration of releases 0.3 and 0.4, the oldest schema that this release opens."""
LOCK = 0x0EFE  # advisory locks are numbers of one database
LOCK_TABLES_SQL: Final = "set local lock_timeout = '500ms'"
"""Bounds each wait for a table, behind which all readers and writers of that table wait. It is shorter than the
server waits before it looks for deadlocks, so that a deadlock ends the migration and no command."""
PAUSE_S: Final = 2.0
PATIENCE_S: Final = 120.0
"""Time for attempts, and the pause in which others go on, while a long transaction keeps a table."""

REGISTER = """
    create table if not exists public.efe_migration (
        number integer primary key,
        name text not null,
        sha256 text not null,
        applied_at timestamptz not null default clock_timestamp()
    )
"""


@dataclass(frozen=True)
class Migration:
    """Step of the schema. Its text never changes once it was applied anywhere; a new step corrects it."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Digest of the text with Unix line ends."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> Sequence[Migration]:
    return [
        Migration(int(file.stem[:4]), file.stem, file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.sql"))
    ]


def migrate(database: Database, migrations: Sequence[Migration] | None = None) -> Sequence[str]:
    """Applies missing migrations, all or none, and returns their names; of several processes, one applies them.

    Processes that serve meanwhile wait for half a second at most; then it begins again.

    Raises `ServerTooOld`, `EncodingRefused`, `SchemaTooOld`, `SchemaTooNew`, `MigrationChanged`, `PrivilegesMissing`
    or, after `PATIENCE_S`, psycopg's `LockNotAvailable`. Then nothing was applied.
    """
    migrations = shipped() if migrations is None else migrations
    end = monotonic() + PATIENCE_S
    while True:
        try:
            with connect_without_timeout(database.owner) as connection:
                return bring_to(connection, migrations)
        except LockNotAvailable:
            if monotonic() + PAUSE_S > end:
                raise
        sleep(PAUSE_S)


def bring_to(connection: psycopg.Connection, migrations: Sequence[Migration]) -> Sequence[str]:
    """Applies missing migrations in the caller's transaction."""
    _check_server(connection)
    try:
        return _apply_missing(connection, migrations)
    except InsufficientPrivilege as error:
        raise PrivilegesMissing(connection.info.user) from error


def check_migrated(connection: psycopg.Connection) -> None:
    """Checks as `efe_command` that nothing is to be applied. Raises `DatabaseUnusable`."""
    _check_server(connection)
    try:
        applied = _recorded(connection)
    except (InsufficientPrivilege, UndefinedTable) as error:
        raise SchemaNotMigrated from error
    migrations = shipped()
    _check_history(applied, migrations)
    if len(applied) < len(migrations):
        raise SchemaNotMigrated


def _apply_missing(connection: psycopg.Connection, migrations: Sequence[Migration]) -> Sequence[str]:
    lock_alone(connection, LOCK)
    connection.execute(LOCK_TABLES_SQL)
    applied = _applied(connection)
    _check_history(applied, migrations)
    return [_apply(connection, each) for each in migrations if each.number not in applied]


def _check_server(connection: psycopg.Connection) -> None:
    major = connection.info.server_version // 10000
    if major < OLDEST_SERVER:
        raise ServerTooOld(major)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise EncodingRefused(str(encoding))


def _applied(connection: psycopg.Connection) -> dict[int, tuple[str, str]]:
    connection.execute(REGISTER)
    return _recorded(connection)


def _recorded(connection: psycopg.Connection) -> dict[int, tuple[str, str]]:
    rows = connection.execute("select number, name, sha256 from public.efe_migration order by number")
    return {number: (name, sha256) for number, name, sha256 in rows}


def _check_history(applied: dict[int, tuple[str, str]], migrations: Sequence[Migration]) -> None:
    texts = {each.number: each.sha256 for each in migrations}
    for number, (name, sha256) in applied.items():
        if number not in texts:
            raise SchemaTooNew(name)
        if texts[number] != sha256:
            raise MigrationChanged(name)
    if applied and OLDEST_SCHEMA in texts.keys() - applied.keys():
        raise SchemaTooOld


def _apply(connection: psycopg.Connection, migration: Migration) -> str:
    connection.execute(migration.sql.encode())
    connection.execute("reset role")
    connection.execute(
        "insert into public.efe_migration (number, name, sha256) values (%s, %s, %s)",
        [migration.number, migration.name, migration.sha256],
    )
    return migration.name
