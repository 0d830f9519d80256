"""The access journal, on the real server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from efe_graphql.request.access_journal import AuditReading
from efe_infra.people.access_journal import AccessJournal
from efe_infra.postgres.database import Database, DatabaseRole

AUDITOR = UUID(int=1)
WAITING = "select 1 from pg_locks where locktype = 'advisory' and not granted"


@pytest.fixture
def journal(database: Database) -> Iterator[AccessJournal]:
    with AccessJournal(database) as opened:
        yield opened


def a_reading(*bassins: str, account: UUID = AUDITOR) -> AuditReading:
    return AuditReading(
        account=account,
        field="Query.auditTrail",
        bassins=bassins or ("liege",),
        subject=None,
        arguments={"at": 3, "filter": {"kinds": ["pole.created.v1"]}},
        token="0" * 64,
        correlation_id="a",
    )


def page(journal: AccessJournal, bassin: str, account: UUID | None = None) -> list[UUID]:
    return [each.account for each in journal.page(bassin, account=account, after=0, limit=100)]


def test_a_reading_is_kept_as_it_was(journal: AccessJournal) -> None:
    reading = a_reading("liege", "namur")
    journal.record([reading])

    [kept] = journal.page("namur", account=None, after=0, limit=10)

    assert {name: getattr(kept, name) for name in AuditReading.__struct_fields__} == {
        **{name: getattr(reading, name) for name in AuditReading.__struct_fields__},
        "bassins": ["liege", "namur"],
    }


def test_readings_are_those_of_an_instance_and_of_an_account(journal: AccessJournal) -> None:
    other = uuid4()
    journal.record([a_reading(), a_reading("namur"), a_reading("liege", "namur", account=other)])

    assert page(journal, "liege") == [AUDITOR, other]
    assert page(journal, "namur", other) == [other]
    assert (journal.count("liege", account=None), journal.count("liege", account=AUDITOR)) == (2, 1)
    assert page(journal, "verviers") == []


def test_an_export_is_a_reading(journal: AccessJournal) -> None:
    journal.export(AUDITOR, ["namur", "liege"], at=12)

    [kept] = journal.page("liege", account=AUDITOR, after=0, limit=10)

    assert (kept.field, kept.arguments, kept.token) == ("efe export", {"at": 12}, None)


def test_a_reading_that_concerns_nobody_is_refused(journal: AccessJournal) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        journal.export(AUDITOR, [], at=1)

    assert journal.count("liege", account=None) == 0


@pytest.mark.parametrize("rewriting", ["update journal.reading set field = ''", "delete from journal.reading"])
def test_a_reading_is_never_changed(journal: AccessJournal, database: Database, rewriting: str) -> None:
    journal.record([a_reading()])

    for conninfo, refusal in (
        (database.conninfo(DatabaseRole.COMMAND), InsufficientPrivilege),
        (database.conninfo(DatabaseRole.OWNER), RestrictViolation),
        (database.admin, RestrictViolation),
    ):
        with psycopg.connect(conninfo) as connection, pytest.raises(refusal):
            connection.execute(rewriting.encode())


@pytest.mark.parametrize("role", [DatabaseRole.READ, DatabaseRole.PROJECTOR])
def test_the_journal_is_closed_to_readers(module_database: Database, role: DatabaseRole) -> None:
    with psycopg.connect(module_database.conninfo(role)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select from journal.reading")


def test_numbers_follow_the_order_of_the_commits(journal: AccessJournal, database: Database) -> None:
    """Else who reads on after a number would miss one that was committed later."""
    with (
        ThreadPoolExecutor(1) as threads,
        psycopg.connect(database.conninfo(DatabaseRole.COMMAND)) as slow,
        psycopg.connect(database.admin, autocommit=True) as watching,
    ):
        slow.execute(
            "insert into journal.reading (account, field, bassins, arguments, correlation_id)"
            " values (%s, 'x', '{liege}', '{}', '')",
            [AUDITOR],
        )
        writing = threads.submit(journal.record, [a_reading(account=UUID(int=2))])
        while not (writing.done() or watching.execute(WAITING).fetchone()):
            pass
        seen_meanwhile = page(journal, "liege")
        slow.commit()
        writing.result()

    assert seen_meanwhile == []
    assert page(journal, "liege") == [AUDITOR, UUID(int=2)]
