"""A connection of the platform is its role, and can become nothing larger."""

import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from efe_infra.ledger.factory import CONNINFO, ledger_env
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.errors import DatabaseUnusable, LoginRefused, LoginsNotMade, LoginTooPowerful
from efe_infra.postgres.migrations import migrate
from efe_infra.postgres.opening import LOGINS_FILE, ROLES_WITH_LOGIN, open_database, own_logins, with_own_logins
from efe_infra.settings import SettingRefused, Settings
from efe_infra.transparency.evidence.scratch import scratch
from tests.conftest import Cloning

COMMAND, OWNER, PROJECTOR, READ = DatabaseRole.COMMAND, DatabaseRole.OWNER, DatabaseRole.PROJECTOR, DatabaseRole.READ

ADMINISTRATOR = "(select rolname from pg_roles where oid = 10)"
LARGER = {
    "the owner": "set role efe_owner",
    "the administrator": f"do $$ begin execute format('set role %I', {ADMINISTRATOR}); end $$",
    "their session": f"do $$ begin execute format('set session authorization %I', {ADMINISTRATOR}); end $$",
    "what reads the files of the server": "set role pg_read_server_files",
    "what runs programs": "set role pg_execute_server_program",
    "a superuser": "do $$ begin execute format('alter role %I superuser', session_user); end $$",
    "a maker of roles": "create role more",
    "a member of the owner": "do $$ begin execute format('grant efe_owner to %I', session_user); end $$",
    "the shell": "copy (select 1) to program 'id'",
    "a file": "copy (select 1) to '/tmp/x'",
    "the passwords": "select from pg_authid",
    "a language": "create function pg_temp.f() returns int language c as 'f'",
    "a setting of the server": "alter system set log_statement = 'none'",
    "the register of migrations": "delete from public.efe_migration",
}
CLOSED = {
    COMMAND: ["read.position", "seal.key", "witness.key"],
    PROJECTOR: [
        "vault.person",
        "vault.account",
        "vault.document",
        "vault.deposit",
        "journal.reading",
        "ledger.command",
    ],
    READ: [
        "ledger.event",
        "ledger.command",
        "vault.person",
        "vault.account",
        "vault.document",
        "vault.deposit",
        "journal.reading",
    ],
}
OTHERS = [(role, other) for role in ROLES_WITH_LOGIN for other in ROLES_WITH_LOGIN if role != other]


@contextmanager
def entered(database: Database, role: DatabaseRole) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.conninfo(role), autocommit=True) as connection:
        yield connection


def identities(connection: psycopg.Connection) -> tuple[str, str]:
    [(session, current)] = connection.execute("select session_user, current_user").fetchall()
    return session, current


@pytest.mark.parametrize("role", ROLES_WITH_LOGIN)
def test_a_log_in_is_a_member_of_its_role_alone(module_database: Database, role: DatabaseRole) -> None:
    with entered(module_database, role) as connection:
        session, current = identities(connection)
        member = connection.execute("select rolname from pg_roles where pg_has_role(session_user, oid, 'member')")

        assert current == role
        assert session.startswith(f"{role}_")
        assert {name for (name,) in member} == {role, session}


@pytest.mark.parametrize("role", ROLES_WITH_LOGIN)
@pytest.mark.parametrize("first", ["select 1", "reset role", "set role none", "reset session authorization"])
@pytest.mark.parametrize("larger", LARGER)
def test_what_is_larger_is_out_of_reach(
    module_database: Database, role: DatabaseRole, first: str, larger: str
) -> None:
    with entered(module_database, role) as connection:
        connection.execute(first.encode())

        with pytest.raises(InsufficientPrivilege):
            connection.execute(LARGER[larger].encode())


@pytest.mark.parametrize(("role", "other"), OTHERS)
def test_one_role_is_not_the_way_to_another(
    module_database: Database, role: DatabaseRole, other: DatabaseRole
) -> None:
    with entered(module_database, role) as connection:
        connection.execute("set role none")

        with pytest.raises(InsufficientPrivilege):
            connection.execute(SQL("set role {}").format(Identifier(other)))


@pytest.mark.parametrize("role", ROLES_WITH_LOGIN)
@pytest.mark.parametrize("first", ["select 1", "set role none"])
def test_other_tables_are_closed(module_database: Database, role: DatabaseRole, first: str) -> None:
    with entered(module_database, role) as connection:
        connection.execute(first.encode())
        for table in CLOSED[role]:
            with pytest.raises(InsufficientPrivilege):
                connection.execute(f"select from {table}".encode())


def test_who_puts_the_role_off_is_nothing(module_database: Database) -> None:
    with entered(module_database, READ) as connection:
        connection.execute("set role none")

        with pytest.raises(InsufficientPrivilege):
            connection.execute("select from read.position")


def test_the_ledger_of_a_process_knows_no_administrator(module_database: Database) -> None:
    user = conninfo_to_dict(ledger_env(module_database)[CONNINFO])["user"]

    assert str(user).startswith("efe_command_")


def test_an_installation_keeps_its_log_ins_to_itself(database: Database, tmp_path: Path) -> None:
    bare = Database(database.admin)

    first, again = with_own_logins(bare, tmp_path), with_own_logins(bare, tmp_path)
    other = with_own_logins(bare, tmp_path / "other")

    assert first.logins == again.logins
    assert first.logins.keys() == other.logins.keys() == set(ROLES_WITH_LOGIN)
    assert not set(first.logins.values()) & set(other.logins.values())
    assert stat.S_IMODE((tmp_path / LOGINS_FILE).stat().st_mode) == 0o600
    assert own_logins(tmp_path)[READ].password not in repr(own_logins(tmp_path)) + repr(first)


def test_of_several_processes_at_once_all_get_the_same(database: Database, tmp_path: Path) -> None:
    ready = Barrier(4)

    def start(_: int) -> object:
        ready.wait()
        return with_own_logins(Database(database.admin), tmp_path).logins

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(start, range(4))

    assert all(other == first for other in others)


def test_a_log_in_that_was_tampered_with_is_put_right(database: Database, tmp_path: Path) -> None:
    made = with_own_logins(Database(database.admin), tmp_path)
    with entered(made, READ) as connection:
        session, _ = identities(connection)
        connection.execute("set role none")
        connection.execute(SQL("alter role {} password 'mine'").format(Identifier(session)))
        connection.execute(SQL("alter role {} set search_path = mine").format(Identifier(session)))

    again = with_own_logins(Database(database.admin), tmp_path)

    with psycopg.connect(database.admin) as admin:
        [(settings,)] = admin.execute("select rolconfig from pg_roles where rolname = %s", [session]).fetchall()
    assert settings == ["role=efe_read"]
    with entered(again, READ) as connection:
        assert identities(connection) == (session, "efe_read")


@pytest.mark.parametrize(
    "more",
    ["grant efe_owner to {}", "grant pg_read_all_data to {}", "alter role {} bypassrls", "alter role {} superuser"],
)
def test_a_log_in_that_was_given_more_is_refused(database: Database, tmp_path: Path, more: str) -> None:
    made = with_own_logins(Database(database.admin), tmp_path)
    with entered(made, READ) as connection:
        session, _ = identities(connection)
    with psycopg.connect(database.admin) as admin:
        admin.execute(SQL(more).format(Identifier(session)))

    with pytest.raises(LoginTooPowerful, match="efe_read"):
        with_own_logins(Database(database.admin), tmp_path)


def given(database: Database) -> dict[DatabaseRole, str]:
    """Log-ins that an operator made."""
    with psycopg.connect(database.admin) as admin:
        names = {role: f"given_{uuid4().hex[:8]}" for role in ROLES_WITH_LOGIN}
        for role, name in names.items():
            admin.execute(SQL("create role {} login").format(Identifier(name)))
            admin.execute(SQL("comment on role {} is {}").format(Identifier(name), admin.info.dbname))
            admin.execute(SQL("grant {} to {}").format(Identifier(role), Identifier(name)))
    return {role: make_conninfo(database.admin, user=name) for role, name in names.items()}


def chosen(database: Database, home: Path, urls: dict[DatabaseRole, str]) -> Settings:
    return Settings(
        database_url=SecretStr(database.admin),
        home=home,
        command_url=SecretStr(urls[COMMAND]),
        projector_url=SecretStr(urls[PROJECTOR]),
        read_url=SecretStr(urls[READ]),
    )


def test_what_an_operator_gives_is_used(database: Database, tmp_path: Path) -> None:
    opened = open_database(chosen(database, tmp_path, given(database)))

    with entered(opened, READ) as connection:
        session, current = identities(connection)
    assert session.startswith("given_")
    assert current == "efe_read"
    assert not (tmp_path / LOGINS_FILE).exists()


MISTAKES: dict[
    str, tuple[Callable[[Database, dict[DatabaseRole, str]], dict[DatabaseRole, str]], type[DatabaseUnusable]]
]
MISTAKES = {
    "the administrator": (lambda database, urls: {**urls, READ: database.admin}, LoginTooPowerful),
    "that of another role": (lambda _, urls: {**urls, READ: urls[COMMAND]}, LoginRefused),
    "a stranger": (lambda _, urls: {**urls, READ: make_conninfo(urls[READ], user="nobody_at_all")}, LoginRefused),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_an_operator_gives_by_mistake_is_refused(database: Database, tmp_path: Path, mistake: str) -> None:
    change, refusal = MISTAKES[mistake]

    with pytest.raises(refusal, match="efe_read"):
        open_database(chosen(database, tmp_path, change(database, given(database))))


def test_one_log_in_alone_is_not_given() -> None:
    with pytest.raises(SettingRefused, match="EFE_READ_URL"):
        Settings(read_url=SecretStr("postgresql://reader@db/efe"))


@pytest.fixture(scope="module")
def other_server() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="efe-") as home, EmbeddedServer(Path(home)) as embedded:
        yield Database(embedded.conninfo)


def user_of(server: Database, name: str, rights: str) -> Database:
    """A user who is no superuser, and a database of its own."""
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(SQL(f"create role {{}} login {rights}").format(Identifier(name)))
        admin.execute(SQL("create database {} owner {}").format(Identifier(name), Identifier(name)))
    return Database(make_conninfo(server.named(name).admin, user=name))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def made(other_server: Database, home: Path) -> Database:
    """Migrated, with its log-ins, by a user who may make roles and databases and nothing else."""
    maker = user_of(other_server, "maker", "createrole createdb")
    migrate(maker)
    return with_own_logins(maker, home)


def test_a_user_who_may_make_roles_makes_them_and_one_who_may_not_is_told(
    other_server: Database, made: Database, home: Path, tmp_path: Path
) -> None:
    guest = user_of(other_server, "guest", "")
    with psycopg.connect(other_server.admin) as admin:
        admin.execute("grant efe_owner, efe_command, efe_projector, efe_read to guest")
    migrate(guest)

    with entered(made, READ) as connection:
        assert identities(connection)[1] == "efe_read"
    with pytest.raises(LoginsNotMade, match="guest"):
        with_own_logins(guest, tmp_path / "guest")
    with entered(with_own_logins(guest, home), READ) as connection:
        assert identities(connection)[1] == "efe_read"


def test_a_scratch_database_is_dropped_by_who_has_no_right_over_those_who_are_about_to_leave(
    made: Database,
) -> None:
    with scratch(made) as (name, database):
        staying = psycopg.connect(database.conninfo(PROJECTOR))
        leaving = threading.Timer(0.3, staying.close)
        leaving.start()

    leaving.join()
    with psycopg.connect(made.admin) as admin:
        assert admin.execute("select from pg_database where datname = %s", [name]).rowcount == 0


def test_a_copy_of_the_database_is_entered_by_the_same(cloning: Cloning) -> None:
    with cloning() as first, cloning() as second:
        assert {role: conninfo_to_dict(each)["user"] for role, each in first.logins.items()} == {
            role: conninfo_to_dict(each)["user"] for role, each in second.logins.items()
        }
        with entered(first, READ) as one, entered(second, READ) as other:
            assert one.info.dbname != other.info.dbname
