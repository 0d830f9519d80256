from uuid import uuid4

import pytest

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.ledger import AlreadyRecorded, Command, RecordedCommand
from efe_infra.ledger.append_request import AppendRequest
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import answers, command, event, racing, versions


def test_a_repeated_command_answers_what_was_recorded(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()
    asked = command(stream)
    recorder.insert_events([event(uuid4())])
    positions = recorder.insert_events([event(stream, 1), event(stream, 2)], command=asked)

    with pytest.raises(AlreadyRecorded) as repeated:
        recorder.insert_events([event(stream, 3)], command=asked)

    assert repeated.value.recorded == RecordedCommand(stream, positions)
    assert versions(database, stream) == [1, 2]


def test_a_command_id_with_another_input_is_reused(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()
    asked = command(stream, digest=b"one")
    recorder.insert_events([event(stream, 1)], command=asked)

    with pytest.raises(CommandReused):
        recorder.insert_events([event(stream, 2)], command=Command(asked.id, b"other", stream))

    assert versions(database, stream) == [1]


def test_a_known_command_is_found_before_deciding(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    asked = command(stream)
    positions = recorder.insert_events([event(stream, 1), event(stream, 2)], command=asked)

    assert recorder.find_command(asked.id, asked.digest) == RecordedCommand(stream, positions)
    assert recorder.find_command(uuid4(), asked.digest) is None
    with pytest.raises(CommandReused):
        recorder.find_command(asked.id, b"other")


def test_a_refused_command_is_not_known_and_may_be_tried_again(recorder: LedgerRecorder, database: Database) -> None:
    stream = uuid4()
    asked = command(stream)
    with pytest.raises(Exception, match="not at the version"):
        recorder.insert_events([event(stream, 2)], command=asked)

    assert recorder.find_command(asked.id, asked.digest) is None
    recorder.insert_events([event(stream, 1)], command=asked)
    assert versions(database, stream) == [1]


def test_a_repeated_command_is_recognised_although_its_streams_have_moved(recorder: LedgerRecorder) -> None:
    stream = uuid4()
    asked = command(stream)
    recorder.insert_events([event(stream, 1)], command=asked)
    recorder.insert_events([event(stream, 2)])

    with pytest.raises(AlreadyRecorded):
        recorder.insert_events([event(stream, 1)], command=asked)


def test_the_same_command_twice_in_one_call_is_recorded_once(database: Database) -> None:
    stream = uuid4()
    asked = command(stream)
    once = AppendRequest([event(stream, 1), event(stream, 2)], [], asked)
    again = AppendRequest([event(stream, 1), event(stream, 2)], [], asked)
    otherwise = AppendRequest([event(stream, 3)], [], Command(asked.id, b"other", stream))

    first, second, third = answers(database, once, again, otherwise)

    assert [first.outcome, second.outcome, third.outcome] == ["recorded", "repeated", "reused"]
    assert (second.entity, second.positions) == (stream, first.positions)
    assert versions(database, stream) == [1, 2]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_command_at_once_is_recorded_once_with_the_same_answer(
    opening: Opening, database: Database, processes: int
) -> None:
    recorders = [opening() for _ in range(processes)]

    for _ in range(30):
        stream = uuid4()
        asked = command(stream)
        callers = [_Sender(recorders[n % processes], asked) for n in range(4)]
        results = racing(*callers)

        recorded = [result for result in results if isinstance(result, list)]
        repeated = [result.recorded for result in results if isinstance(result, AlreadyRecorded)]
        assert len(recorded) == 1
        assert repeated == [RecordedCommand(stream, recorded[0])] * 3
        assert versions(database, stream) == [1, 2]


class _Sender:
    def __init__(self, recorder: LedgerRecorder, asked: Command) -> None:
        self._recorder = recorder
        self._asked = asked

    def __call__(self) -> list[int]:
        stream = self._asked.entity
        return list(self._recorder.insert_events([event(stream, 1), event(stream, 2)], command=self._asked))
