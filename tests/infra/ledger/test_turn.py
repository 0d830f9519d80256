"""Holder of the ledger lock: it records before all others, and delays them only shortly."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.ledger import AlreadyRecorded, Command, Search, StreamRead
from efe_infra.ledger.append_call import MAX_LOCK_IDLE_S
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.process.metrics import TURNS
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import WAITING, command, event, ledger, until, versions
from tests.infra.ledger.relay import Relay
from tests.infra.ledger.standby import replicated_pair

SLOW = 10 * MAX_LOCK_IDLE_S
"""Seconds, on a machine that has other work."""
HOLDERS = "select pid from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
END = f"select pg_terminate_backend(pid) from ({HOLDERS}) as holders"


def nothing() -> None:
    pass


@contextmanager
def in_another_thread(call: Callable[[], Sequence[int]]) -> Iterator[Future[Sequence[int]]]:
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(call)


def waits(database: Database) -> bool:
    with psycopg.connect(database.admin) as admin:
        return bool(admin.execute(WAITING).fetchall())


def end_holder(database: Database) -> None:
    with psycopg.connect(database.admin, autocommit=True) as admin:
        assert admin.execute(END.encode()).fetchall()
        until(lambda: not admin.execute(HOLDERS.encode()).fetchall())


def test_another_process_records_after_the_holder(opening: Opening, database: Database) -> None:
    holder, rival, stream = opening(), opening(), uuid4()

    with (
        holder.exclusive_lock(nothing),
        in_another_thread(lambda: rival.insert_events([event(stream)])) as appended,
    ):
        until(lambda: waits(database))
        assert holder.insert_events([event(uuid4())]) == [1]

    assert appended.result() == [2]


def test_another_thread_of_the_process_records_after_the_holder(recorder: LedgerRecorder, database: Database) -> None:
    with (
        recorder.exclusive_lock(nothing),
        in_another_thread(lambda: recorder.insert_events([event(uuid4())])) as appended,
    ):
        until(lambda: waits(database))
        assert recorder.insert_events([event(uuid4())]) == [1]

    assert appended.result() == [2]


def test_what_was_recorded_while_it_was_waited_for_is_seen_in_it(opening: Opening, database: Database) -> None:
    holder, rival, stream = opening(), opening(), uuid4()

    def decide() -> Sequence[int]:
        with holder.exclusive_lock(nothing):
            version = len(holder.select_events(stream))
            return holder.insert_events([event(stream, version + 1)])

    with rival.exclusive_lock(nothing), in_another_thread(decide) as decided:
        until(lambda: waits(database))
        rival.insert_events([event(stream, 1)])

    assert decided.result() == [2]
    assert versions(database, stream) == [1, 2]


def test_turns_are_counted(recorder: LedgerRecorder) -> None:
    before = TURNS._value.get()

    with recorder.exclusive_lock(nothing):
        recorder.insert_events([event(uuid4())])

    assert TURNS._value.get() == before + 1


def test_one_thread_at_a_time_prepares_and_holds(recorder: LedgerRecorder) -> None:
    inside: list[int] = []
    most: list[int] = []

    def enter() -> None:
        inside.append(0)
        most.append(len(inside))

    def hold(_: int) -> Sequence[int]:
        with recorder.exclusive_lock(enter):
            most.append(len(inside))
            positions = recorder.insert_events([event(uuid4())])
            inside.pop()
            return positions

    with ThreadPoolExecutor(4) as pool:
        positions = list(pool.map(hold, range(12)))

    assert max(most) == 1
    assert sorted(first for [first] in positions) == list(range(1, 13))


def test_the_turn_is_left_with_the_record(opening: Opening) -> None:
    holder, rival = opening(), opening()

    with holder.exclusive_lock(nothing):
        holder.insert_events([event(uuid4())])

        assert rival.insert_events([event(uuid4())]) == [2]
        assert holder.insert_events([event(uuid4())]) == [3]


def test_it_is_held_once_by_a_thread_that_asks_twice(opening: Opening) -> None:
    holder, rival = opening(), opening()

    with holder.exclusive_lock(nothing), holder.exclusive_lock(nothing):
        assert holder.insert_events([event(uuid4())]) == [1]

    assert rival.insert_events([event(uuid4())]) == [2]


@pytest.mark.parametrize("prepare", [nothing, lambda: 1 / 0], ids=["while it decides", "while it prepares"])
def test_a_holder_that_fails_leaves_the_turn(opening: Opening, prepare: Callable[[], object]) -> None:
    holder, rival = opening(), opening()

    with pytest.raises(ZeroDivisionError), holder.exclusive_lock(prepare):
        raise ZeroDivisionError

    assert rival.insert_events([event(uuid4())]) == [1]
    with holder.exclusive_lock(nothing):
        assert holder.insert_events([event(uuid4())]) == [2]


def test_a_holder_that_hangs_keeps_nobody_for_long(opening: Opening, database: Database) -> None:
    holder, rival, stream = opening(), opening(), uuid4()
    began = monotonic()

    with holder.exclusive_lock(nothing):
        rival.insert_events([event(stream)])  # waits until the server has ended the other session
        assert MAX_LOCK_IDLE_S * 0.9 < monotonic() - began < SLOW
        with pytest.raises(IntegrityError):
            holder.insert_events([event(stream)])
        assert holder.insert_events([event(uuid4())]) == [2]

    assert versions(database, stream) == [1]
    with holder.exclusive_lock(nothing):
        assert holder.insert_events([event(uuid4())]) == [3]


@pytest.mark.parametrize("asking", [command, lambda _: None], ids=["with a command", "without a command"])
def test_a_holder_whose_session_is_ended_records_once(
    recorder: LedgerRecorder, database: Database, asking: Callable[[UUID], Command | None]
) -> None:
    stream = uuid4()

    with recorder.exclusive_lock(nothing):
        end_holder(database)
        positions = recorder.insert_events([event(stream)], command=asking(stream))

    assert positions == [1]
    assert versions(database, stream) == [1]


@pytest.mark.parametrize("asking", [command, lambda _: None], ids=["with a command", "without a command"])
@pytest.mark.parametrize("replies", range(3))
def test_a_reply_that_is_lost_in_the_turn_changes_nothing(
    database: Database, replies: int, asking: Callable[[UUID], Command | None]
) -> None:
    """Reply lost of the append, of the commit, or of neither: it is recorded once."""
    stream = uuid4()
    with Relay(database) as relay, closing(LedgerRecorder(relay.database)) as recorder:
        recorder.insert_events([event(uuid4())])
        with recorder.exclusive_lock(nothing), lost(relay, recorder, replies):
            positions = recorder.insert_events([event(stream, 1), event(stream, 2)], command=asking(stream))

    assert positions == [2, 3]
    assert versions(database, stream) == [1, 2]


@contextmanager
def lost(relay: Relay, recorder: LedgerRecorder, replies: int) -> Iterator[None]:
    """The connection that holds the turn hears so many replies more, and is cut off."""
    held = recorder._exclusive_lock._connection
    assert held
    wait, heard = held.wait, iter(range(replies))

    def counted(*args: Any, **kwargs: Any) -> Any:
        if next(heard, None) is None:
            held.wait = wait  # type: ignore[method-assign]
            relay.cut_at_next_reply(nothing)
        return wait(*args, **kwargs)

    held.wait = counted  # type: ignore[method-assign]
    yield


def test_a_known_command_is_told_in_the_turn_too(opening: Opening) -> None:
    holder, rival, stream = opening(), opening(), uuid4()
    asked = command(stream)
    rival.insert_events([event(stream)], command=asked)

    with holder.exclusive_lock(nothing), pytest.raises(AlreadyRecorded) as known:
        holder.insert_events([event(stream)], command=asked)
    with holder.exclusive_lock(nothing), pytest.raises(CommandReused):
        holder.insert_events([event(stream, 2)], command=Command(asked.id, b"other", stream))

    assert known.value.recorded.positions == [1]
    assert rival.insert_events([event(uuid4())]) == [2]


def test_what_was_read_before_the_turn_is_guarded(opening: Opening, database: Database) -> None:
    holder, rival, read, written = opening(), opening(), uuid4(), uuid4()

    with holder.exclusive_lock(lambda: rival.insert_events([event(read)])), pytest.raises(IntegrityError):
        holder.insert_events([event(written)], reads=[StreamRead(read, 0)])

    assert versions(database, written) == []


def test_what_was_searched_before_the_turn_is_guarded(opening: Opening, database: Database) -> None:
    holder, rival, stream, name = opening(), opening(), uuid4(), "efe"
    search = Search([name], ["pole"], 0)

    def record() -> None:
        rival.insert_events([event(uuid4(), state=b'{"name":"efe"}')])

    with holder.exclusive_lock(record), pytest.raises(IntegrityError):
        holder.insert_events([event(stream)], searches=[search])

    assert versions(database, stream) == []


def test_a_turn_that_is_not_to_be_had_is_not_waited_for_longer(database: Database) -> None:
    with closing(LedgerRecorder(database, timeout_s=0.5)) as recorder, psycopg.connect(database.admin) as other:
        other.execute("select from ledger.turn for update")
        began = monotonic()
        with pytest.raises(OperationalError), recorder.exclusive_lock(nothing):
            pytest.fail("It is held by another")
        assert monotonic() - began < SLOW
        other.rollback()

        with recorder.exclusive_lock(nothing):
            assert recorder.insert_events([event(uuid4())]) == [1]


def test_a_thread_waits_for_another_one_no_longer_than_it_is_patient(database: Database) -> None:
    with closing(LedgerRecorder(database, timeout_s=0.2)) as recorder:

        def hold() -> Sequence[int]:
            with pytest.raises(OperationalError), recorder.exclusive_lock(nothing):
                pytest.fail("It is held by another")
            return [0]

        with recorder.exclusive_lock(nothing), in_another_thread(hold) as held:
            assert held.result() == [0]
            assert recorder.insert_events([event(uuid4())]) == [1]


@pytest.mark.parametrize("how", ["terminate", "cancel"])
def test_what_is_recorded_in_it_is_acknowledged_once_the_standby_has_it(how: str) -> None:
    stream = uuid4()
    with replicated_pair() as pair, closing(LedgerRecorder(pair.primary)) as recorder:
        recorder.insert_events([event(uuid4())])

        def record() -> Sequence[int]:
            with recorder.exclusive_lock(pair.stop):
                return recorder.insert_events([event(stream)])

        with in_another_thread(record) as recorded:
            until(pair.committing)
            [pid] = pair.committing()
            pair.end(pid, how=how)  # it is seen on the primary now, and there alone
            until(lambda: pair.committing() not in ([], [pid]))
            assert not recorded.done()
            pair.start()
            assert recorded.result() == [2]

        assert len(ledger(pair.primary)) == 2
        pair.stop()
        pair.take_over()
        assert len(ledger(pair.standby)) == 2
