from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, NotSupportedError

from efe_domain.operator.events import SiteClosed
from efe_domain.shared.ledger import StreamRead
from efe_infra.ledger.factory import LedgerFactory, ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import command, until


def test_an_application_of_the_library_works_on_the_ledger(database: Database) -> None:
    stream = uuid4()
    events = [a_closed_site(stream, 1), a_closed_site(stream, 2)]
    asked = command(stream)

    with Application[UUID](ledger_env(database)) as application:
        recordings = application.save(*events, reads=[StreamRead(uuid4(), 0)], command=asked)

        assert [each.notification.id for each in recordings] == [1, 2]
        assert list(application.events.get(stream)) == events
        assert isinstance(application.recorder, LedgerRecorder)
        assert application.recorder.find_command(asked.id, asked.digest)


def test_the_reads_of_an_application_guard_its_events(database: Database) -> None:
    with Application[UUID](ledger_env(database)) as application, pytest.raises(IntegrityError):
        application.save(a_closed_site(uuid4(), 1), reads=[StreamRead(uuid4(), 3)])


def test_closing_the_factory_closes_every_connection(database: Database) -> None:
    others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with psycopg.connect(database.admin, autocommit=True) as connection:
        factory = InfrastructureFactory.construct(ledger_env(database))
        recorder = factory.application_recorder()
        recorder.max_notification_id()
        assert connection.execute(others).fetchall()

        factory.close()

        until(lambda: not connection.execute(others).fetchall())


def test_without_an_address_there_is_no_ledger() -> None:
    with pytest.raises(OSError, match="LEDGER_CONNINFO"):
        LedgerFactory({})


def test_a_ledger_has_no_snapshots_and_no_tracking(database: Database) -> None:
    factory = LedgerFactory(ledger_env(database))

    for construct in (factory.aggregate_recorder, factory.tracking_recorder, factory.process_recorder):
        with pytest.raises(NotSupportedError):
            construct()


def a_closed_site(stream: UUID, version: int) -> SiteClosed:
    return SiteClosed(
        originator_id=stream, originator_version=version, site=uuid4(), effective_on=date(2026, 3, version)
    )
