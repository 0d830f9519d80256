from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from efe_domain.shared.ledger import Command, RecordedCommand
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import WAITING, command, event, until, versions
from tests.infra.ledger.relay import Relay


@pytest.fixture
def relay(database: Database) -> Iterator[Relay]:
    with Relay(database) as relay:
        yield relay


@pytest.fixture
def relayed(relay: Relay) -> Iterator[LedgerRecorder]:
    """All its connections are made, so that the reply that gets lost is the one that is meant."""
    with closing(LedgerRecorder(relay.database)) as recorder:
        recorder.max_notification_id()
        yield recorder


@pytest.mark.parametrize("asking", [command, lambda _: None], ids=["with a command", "without a command"])
def test_what_was_recorded_without_our_hearing_of_it_is_recorded_once(
    relay: Relay, relayed: LedgerRecorder, database: Database, asking: Callable[[UUID], Command | None]
) -> None:
    stream = uuid4()
    seen_at_cut: list[int] = []
    relayed.insert_events([event(stream, 1)], command=asking(stream))
    relay.cut_at_next_reply(lambda: seen_at_cut.extend(versions(database, stream)))

    positions = relayed.insert_events([event(stream, 2), event(stream, 3)], command=asking(stream))

    assert seen_at_cut == [1, 2, 3]
    assert positions == [2, 3]
    assert versions(database, stream) == [1, 2, 3]


def test_a_command_that_was_cut_off_is_known(relay: Relay, relayed: LedgerRecorder) -> None:
    stream = uuid4()
    asked = command(stream)
    relayed.insert_events([event(stream, 1)], command=command(stream))
    relay.cut_at_next_reply(lambda: None)

    positions = relayed.insert_events([event(stream, 2)], command=asked)

    assert relayed.find_command(asked.id, asked.digest) == RecordedCommand(stream, positions)


def test_a_loser_that_was_cut_off_does_not_take_the_winner_for_itself(
    relay: Relay, relayed: LedgerRecorder, database: Database
) -> None:
    stream = uuid4()
    relayed.insert_events([event(stream, 1)])
    relay.cut_at_next_reply(lambda: None)

    with pytest.raises(IntegrityError):
        relayed.insert_events([event(stream, 1, state=b'"other"')])

    assert versions(database, stream) == [1]


@pytest.mark.parametrize("asking", [command, lambda _: None], ids=["with a command", "without a command"])
def test_a_connection_killed_in_the_middle_of_an_append_is_made_again(
    recorder: LedgerRecorder, database: Database, asking: Callable[[UUID], Command | None]
) -> None:
    stream = uuid4()

    positions = _while_killed(
        recorder, database, lambda: recorder.insert_events([event(stream)], command=asking(stream))
    )

    assert positions == [1]
    assert versions(database, stream) == [1]


def test_connections_killed_while_idle_are_made_again(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()
    recorder.insert_events([event(stream, 1)])
    recorder.select_events(stream)
    with psycopg.connect(database.admin) as killer:
        _kill(
            killer, "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )

    assert recorder.insert_events([event(stream, 2)]) == [2]
    assert [each.originator_version for each in recorder.select_events(stream)] == [1, 2]


def _while_killed(recorder: LedgerRecorder, database: Database, append: Callable[[], Sequence[int]]) -> Sequence[int]:
    """Returns the answer to an append whose connection is killed while it waits for the lock."""
    with psycopg.connect(database.admin) as holder, psycopg.connect(database.admin, autocommit=True) as killer:
        holder.execute("select from ledger.turn for update")
        with ThreadPoolExecutor(1) as pool:
            appending = pool.submit(append)
            until(lambda: killer.execute(WAITING).fetchall())
            _kill(killer, WAITING)
            holder.rollback()
            return appending.result()


def _kill(killer: psycopg.Connection, pids: str) -> None:
    killed = killer.execute(f"select pg_terminate_backend(pid) from ({pids}) as victims".encode()).fetchall()
    assert killed
