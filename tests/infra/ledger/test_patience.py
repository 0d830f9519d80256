"""A ledger that is kept busy is not waited for beyond the patience of who asks."""

from contextlib import closing
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from efe_domain.shared.ledger import AppendOutcomeUnknown
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event


def test_a_read_that_waits_is_ended_and_the_next_one_served(database: Database) -> None:
    with closing(LedgerRecorder(database, timeout_s=0.5)) as recorder, psycopg.connect(database.admin) as holder:
        stream = uuid4()
        recorder.insert_events([event(stream)])
        holder.execute("lock table ledger.event in access exclusive mode")

        with pytest.raises(OperationalError) as late:
            recorder.select_events(stream)
        holder.rollback()

        assert not isinstance(late.value, AppendOutcomeUnknown)
        assert len(recorder.select_events(stream)) == 1
