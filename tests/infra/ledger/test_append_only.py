from uuid import uuid4

import psycopg
import pytest

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from tests.infra.ledger.given import command, event, ledger

REWRITINGS = [
    "update ledger.event set state = '{}'",
    "delete from ledger.event",
    "truncate ledger.event",
    "update ledger.command set digest = ''",
    "delete from ledger.command",
    "truncate ledger.command",
]
WRITINGS = [
    *REWRITINGS,
    "insert into ledger.event values (9, now(), gen_random_uuid(), 1, 'forged.v1', '{}', '')",
    "insert into ledger.command values (gen_random_uuid(), '', gen_random_uuid(), 1, 1)",
    "delete from ledger.turn",
    "select from ledger.turn for update",
]
OTHERS = [DatabaseRole.COMMAND, DatabaseRole.PROJECTOR, DatabaseRole.READ]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("statement", WRITINGS)
def test_no_process_may_write_but_by_appending(module_database: Database, role: DatabaseRole, statement: str) -> None:
    with (
        psycopg.connect(module_database.conninfo(role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("statement", REWRITINGS)
def test_even_the_owner_does_not_rewrite(recorder: LedgerRecorder, database: Database, statement: str) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream)], command=command(stream))
    before = ledger(database)

    with (
        psycopg.connect(database.conninfo(DatabaseRole.OWNER)) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(statement.encode())

    assert ledger(database) == before


@pytest.mark.parametrize("statement", REWRITINGS)
def test_a_replica_session_does_not_pass_by_the_trigger(module_database: Database, statement: str) -> None:
    with (
        psycopg.connect(module_database.admin, options="-c session_replication_role=replica") as connection,
        pytest.raises(psycopg.errors.RestrictViolation),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", [DatabaseRole.PROJECTOR, DatabaseRole.READ])
def test_only_the_command_role_may_append(module_database: Database, role: DatabaseRole) -> None:
    append = "select ledger.efe_append('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')"

    with (
        psycopg.connect(module_database.conninfo(role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(append)


@pytest.mark.parametrize("table", ["event", "head", "command"])
def test_the_role_of_readers_sees_nothing_of_the_ledger(module_database: Database, table: str) -> None:
    with (
        psycopg.connect(module_database.conninfo(DatabaseRole.READ)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"select from ledger.{table}".encode())


def test_the_projector_reads_events_and_head_but_no_commands(module_database: Database) -> None:
    with psycopg.connect(module_database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        connection.execute("select from ledger.event")
        connection.execute("select from ledger.head")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from ledger.command")
