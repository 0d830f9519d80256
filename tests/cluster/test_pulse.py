"""The pulse reports an outage of the database only when there was one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from efe_infra.ledger.append_request import APPEND_SQL, append_parameters
from efe_infra.postgres.connection import BARRIER_LOCK
from efe_infra.postgres.database import Database
from tests.cluster.pulse import AWAY, Pulse
from tests.infra.ledger.given import until
from tests.infra.ledger.relay import Relay

LONG = AWAY + 0.5


@contextmanager
def felt(database: Database) -> Iterator[Pulse]:
    made = Pulse([database.admin])
    with made.running():
        until(lambda: made.beats)
        yield made


def test_a_database_that_was_away_is_back_when_it_commits_again(database: Database) -> None:
    with Relay(database) as relay, felt(relay.database) as pulse:
        since = time.monotonic()
        with relay.silent():
            time.sleep(LONG)
            spoke = time.monotonic()
        until(lambda: pulse.beats[-1] > spoke)

        assert pulse.back(since) >= spoke
        later = pulse.back(since) + 0.001
        assert pulse.back(later) == later


def test_what_the_platform_holds_does_not_keep_the_database_from_committing(database: Database) -> None:
    with felt(database) as pulse, psycopg.connect(database.admin) as admin:
        since = time.monotonic()
        admin.execute(APPEND_SQL, append_parameters([]))
        admin.execute("select pg_advisory_xact_lock(%s)", [BARRIER_LOCK])
        time.sleep(LONG)

        assert pulse.back(since) == since
