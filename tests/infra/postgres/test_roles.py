"""Rights of each database role, from the first migration on."""

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege

from efe_infra.postgres.database import Database, DatabaseRole

COMMAND, OWNER, PROJECTOR, READ = DatabaseRole.COMMAND, DatabaseRole.OWNER, DatabaseRole.PROJECTOR, DatabaseRole.READ


def run(database: Database, role: DatabaseRole, sql: bytes) -> None:
    with psycopg.connect(database.conninfo(role)) as connection:
        connection.execute(sql)


@pytest.mark.parametrize("role", DatabaseRole)
def test_a_connection_works_as_its_role(module_database: Database, role: DatabaseRole) -> None:
    with psycopg.connect(module_database.conninfo(role)) as connection:
        current = connection.execute("select current_user").fetchone()

    assert current == (role,)


def test_the_options_of_the_address_are_kept(module_database: Database) -> None:
    slow = Database(make_conninfo(module_database.admin, options="-c statement_timeout=1234"))

    with psycopg.connect(slow.conninfo(READ)) as connection:
        settings = connection.execute("select current_user, current_setting('statement_timeout')").fetchone()

    assert settings == ("efe_read", "1234ms")


def test_nobody_logs_in_as_a_role(module_database: Database) -> None:
    with psycopg.connect(module_database.admin) as connection:
        logins = connection.execute(
            "select rolname from pg_roles where rolname = any(%s) and (rolcanlogin or rolsuper or rolbypassrls)",
            [list(DatabaseRole)],
        ).fetchall()

    assert logins == []


@pytest.mark.parametrize("role", [COMMAND, PROJECTOR, READ])
@pytest.mark.parametrize("schema", [b"public", b"ledger", b"vault"])
def test_no_process_makes_tables_beside_its_own(module_database: Database, role: DatabaseRole, schema: bytes) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(module_database, role, b"create table " + schema + b".mine ()")


def test_read_tables_are_the_projectors_own(database: Database) -> None:
    run(database, PROJECTOR, b"create table read.fact (id int)")

    with pytest.raises(InsufficientPrivilege):
        run(database, READ, b"select from read.fact")

    run(database, PROJECTOR, b"grant select on read.fact to efe_read")
    run(database, READ, b"select from read.fact")


@pytest.mark.parametrize("role", [COMMAND, PROJECTOR, READ])
def test_a_new_function_is_closed_until_it_is_granted(database: Database, role: DatabaseRole) -> None:
    run(database, OWNER, b"create function ledger.secret() returns int language sql as 'select 1'")

    with pytest.raises(InsufficientPrivilege):
        run(database, role, b"select ledger.secret()")


@pytest.mark.parametrize("table", [b"vault.person", b"vault.account", b"vault.document", b"vault.deposit"])
def test_command_may_erase_from_the_vault(module_database: Database, table: bytes) -> None:
    run(module_database, COMMAND, b"delete from " + table)


@pytest.mark.parametrize("role", [PROJECTOR, READ])
@pytest.mark.parametrize("table", [b"vault.person", b"vault.account", b"vault.document", b"vault.deposit"])
def test_the_vault_is_closed_to_the_others(module_database: Database, role: DatabaseRole, table: bytes) -> None:
    with pytest.raises(InsufficientPrivilege):
        run(module_database, role, b"select from " + table)
