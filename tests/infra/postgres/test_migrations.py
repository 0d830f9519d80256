"""Numbered steps of the schema, applied to real databases."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from efe_infra.postgres import migrations
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.errors import (
    EncodingRefused,
    MigrationChanged,
    PrivilegesMissing,
    SchemaTooNew,
    SchemaTooOld,
    TableInUse,
)
from efe_infra.postgres.migrations import OLDEST_SCHEMA, Migration, migrate, shipped
from efe_infra.postgres.opening import prepare_database
from efe_infra.settings import Settings
from tests.infra.ledger.given import until

NAMES = [migration.name for migration in shipped()]
WAITING = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
NEXT = Migration(9000, "9000_next", "create table public.next ()")


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    """A database that was never migrated."""
    name = f"efe_test_{uuid4().hex}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(SQL("create database {} template template0").format(Identifier(name)))
        yield server.named(name)
        admin.execute(SQL("drop database {}").format(Identifier(name)))


@pytest.fixture(scope="module")
def other_server() -> Iterator[Database]:
    """A server where nothing was ever migrated: it does not have the roles."""
    with tempfile.TemporaryDirectory(prefix="efe-") as home, EmbeddedServer(Path(home)) as embedded:
        yield Database(embedded.conninfo)


def user_of(server: Database, name: str, rights: str) -> Database:
    """A user who is no superuser, and a database of its own."""
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(SQL(f"create role {{}} login {rights}").format(Identifier(name)))
        admin.execute(SQL("create database {} owner {}").format(Identifier(name), Identifier(name)))
    return Database(psycopg.conninfo.make_conninfo(server.named(name).admin, user=name))


def register(database: Database) -> list[str]:
    with psycopg.connect(database.admin) as connection:
        if connection.execute("select to_regclass('public.efe_migration')").fetchone() == (None,):
            return []
        return [name for (name,) in connection.execute("select name from public.efe_migration order by number")]


def current_user(database: Database, role: DatabaseRole) -> object:
    with psycopg.connect(database.conninfo(role)) as connection:
        return connection.execute("select current_user").fetchone()


def waits(database: Database) -> bool:
    with psycopg.connect(database.admin) as connection:
        return bool(connection.execute(WAITING).fetchall())


def test_migrations_are_applied_once_and_in_order(empty: Database) -> None:
    applied = [migrate(empty), migrate(empty)]

    assert applied == [NAMES, []]
    assert register(empty) == NAMES


def test_a_later_release_applies_what_is_new(database: Database) -> None:
    applied = migrate(database, [*shipped(), NEXT])

    assert applied == ["9000_next"]


def test_of_several_that_migrate_at_once_one_does_it(empty: Database) -> None:
    ready = Barrier(4)

    def start(_: int) -> int:
        ready.wait()
        return len(migrate(empty))

    with ThreadPoolExecutor(4) as threads:
        applied = sorted(threads.map(start, range(4)))

    assert applied == [0, 0, 0, len(NAMES)]


def test_a_migration_that_fails_leaves_nothing(empty: Database) -> None:
    broken = Migration(9001, "9001_broken", "create table public.half (); select 1/0;")

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty, [NEXT, broken])

    assert register(empty) == []
    with psycopg.connect(empty.admin) as connection:
        assert connection.execute("select to_regclass('public.next'), to_regclass('public.half')").fetchone() == (
            None,
            None,
        )


def test_a_migration_behind_a_long_transaction_lets_readers_and_writers_go_on(database: Database) -> None:
    """A mail on its way keeps a row. Commands that plan mails meanwhile wait for a moment, not for its end."""
    wider = Migration(9000, "9000_wider", "alter table notices.outbox add column next integer")
    with ThreadPoolExecutor(1) as threads, psycopg.connect(database.admin) as sender:
        sender.execute("select from notices.outbox")
        migrating = threads.submit(migrate, database, [*shipped(), wider])
        until(lambda: waits(database))
        with psycopg.connect(database.admin) as planner:
            planner.execute("set statement_timeout = '5s'")
            planner.execute("select from notices.outbox for update")
        sender.commit()
        applied = migrating.result(30)

    assert applied == ["9000_wider"]


def test_a_migration_that_cannot_have_its_table_says_so_and_changes_nothing(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "PATIENCE_S", 0.0)
    migrate(empty, shipped()[:-1])
    settings = Settings(home=tmp_path, database_url=SecretStr(empty.admin))
    with psycopg.connect(empty.admin) as longest:
        longest.execute("lock table public.efe_migration")

        with pytest.raises(TableInUse, match="pg_stat_activity"):
            prepare_database(settings)

    assert register(empty) == NAMES[:-1]


def test_a_migration_changed_after_it_was_applied_is_refused_by_name(database: Database) -> None:
    first, *others = shipped()
    changed = replace(first, sql=first.sql + "\n-- one word more")

    with pytest.raises(MigrationChanged, match=first.name):
        migrate(database, [changed, *others, NEXT])

    assert register(database) == NAMES


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    migrate(database, [*shipped(), NEXT])

    with pytest.raises(SchemaTooNew, match="9000_next"):
        migrate(database)


@pytest.mark.parametrize("last", [10, 21, 30], ids=["release 0.1", "release 0.2", "before 0.3"])
def test_a_database_of_a_release_before_0_3_is_refused_and_left_as_it_is(empty: Database, last: int) -> None:
    applied = migrate(empty, [each for each in shipped() if each.number <= last])

    with pytest.raises(SchemaTooOld, match=r"ouvrez-la d'abord avec la version 0\.4\.3"):
        migrate(empty)

    assert register(empty) == applied


def test_a_database_of_release_0_4_is_opened(empty: Database) -> None:
    migrate(empty, [each for each in shipped() if each.number <= OLDEST_SCHEMA])

    assert migrate(empty) == [each.name for each in shipped() if each.number > OLDEST_SCHEMA]


def test_a_database_that_is_not_unicode_is_refused(server: Database) -> None:
    name = f"efe_test_{uuid4().hex}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(
            SQL("create database {} template template0 encoding 'SQL_ASCII' locale 'C'").format(Identifier(name))
        )

        with pytest.raises(EncodingRefused, match="SQL_ASCII"):
            migrate(server.named(name))

        admin.execute(SQL("drop database {}").format(Identifier(name)))


def test_databases_of_one_server_are_migrated_at_once_by_a_user_who_is_no_superuser(other_server: Database) -> None:
    first = user_of(other_server, "maker", "createrole createdb")
    with psycopg.connect(first.admin, autocommit=True) as connection:
        for name in ("second", "third", "fourth"):
            connection.execute(SQL("create database {}").format(Identifier(name)))
    databases = [first, *map(first.named, ("second", "third", "fourth"))]
    ready = Barrier(len(databases))

    def start(database: Database) -> list[str]:
        ready.wait()
        return list(migrate(database))

    with ThreadPoolExecutor(len(databases)) as threads:
        applied = list(threads.map(start, databases))

    assert applied == [NAMES] * 4
    assert [current_user(databases[3], role) for role in DatabaseRole] == [(role,) for role in DatabaseRole]


def test_a_user_without_the_right_to_the_roles_is_told_so(other_server: Database) -> None:
    migrate(other_server)
    stranger = user_of(other_server, "stranger", "")

    with pytest.raises(PrivilegesMissing, match="stranger"):
        migrate(stranger)

    assert register(stranger) == []


def test_a_user_who_was_given_the_roles_migrates_its_own_database(other_server: Database) -> None:
    migrate(other_server)
    guest = user_of(other_server, "guest", "")
    with psycopg.connect(other_server.admin) as admin:
        admin.execute("grant efe_owner, efe_command, efe_projector, efe_read to guest")

    applied = migrate(guest)

    assert applied == NAMES
    assert current_user(guest, DatabaseRole.READ) == ("efe_read",)
