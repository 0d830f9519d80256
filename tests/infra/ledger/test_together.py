"""Requests that are recorded together, or none of them."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from time import sleep
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from eventsourcing.persistence import IntegrityError

from efe_domain.shared.ledger import Command, Search, StreamRead
from efe_infra.ledger.append_request import phantom_check_parameters
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import appended, command, event, ledger, like, racing
from tests.infra.ledger.relay import Relay


def test_all_are_recorded_one_after_another(recorder: LedgerRecorder, database: Database) -> None:
    one, other = uuid4(), uuid4()
    asked = command(other)

    positions = recorder.insert_together(
        [
            appended(like(one, 1), like(one, 2)),
            appended(like(other), command=asked, reads=(StreamRead(one, 2),)),
            appended(like(one, 3)),
        ]
    )

    assert positions == [1, 2, 3, 4]
    assert [each.originator_id for each in ledger(database)] == [one, one, other, one]
    assert recorder.find_commands([asked.id, uuid4()])[asked.id].command.positions == [3]


@pytest.mark.parametrize("grouped", [False, True])
def test_a_large_group_may_be_silent_for_longer_than_a_command(
    recorder: LedgerRecorder, monkeypatch: pytest.MonkeyPatch, grouped: bool
) -> None:
    asked: list[int] = []

    def slow(search: Search, before: int) -> Sequence[Any]:
        if not asked:
            sleep(0.5)
        asked.append(before)
        return phantom_check_parameters(search, before)

    monkeypatch.setattr("efe_infra.ledger.append_call.phantom_check_parameters", slow)
    monkeypatch.setattr("efe_infra.ledger.append_call.MAX_LOCK_IDLE_S", 0.1)
    monkeypatch.setattr("efe_infra.ledger.append_request.GROUP_REQUESTS_PER_TIMEOUT", 0.01)
    searches = [Search(["efe"], ["pole"], 0)]

    if grouped:
        recorder.insert_together([msgspec.structs.replace(appended(like(uuid4())), searches=searches)])
    else:
        recorder.insert_events([event(uuid4())], searches=searches)

    assert len(asked) == (1 if grouped else 2)


def test_they_are_recorded_in_the_turn_that_their_thread_holds(opening: Opening) -> None:
    holder, rival = opening(), opening()

    with holder.exclusive_lock(lambda: rival.insert_events([event(uuid4())])):
        assert holder.insert_together([appended(like(uuid4())), appended(like(uuid4()))]) == [2, 3]

    with holder.exclusive_lock(lambda: None), pytest.raises(IntegrityError):
        holder.insert_together([appended(like(uuid4())), appended(like(uuid4(), 2))])
    assert rival.insert_events([event(uuid4())]) == [4]


@pytest.mark.parametrize("wrong", ["moved", "read", "known", "reused"])
def test_nothing_is_recorded_when_one_is_not(recorder: LedgerRecorder, database: Database, wrong: str) -> None:
    stream, known = uuid4(), command(uuid4())
    recorder.insert_events([event(known.entity)], command=known)
    refused = {
        "moved": appended(like(known.entity)),
        "read": appended(like(uuid4()), reads=(StreamRead(known.entity, 0),)),
        "known": appended(like(uuid4()), command=known),
        "reused": appended(like(uuid4()), command=Command(known.id, b"other", known.entity)),
    }[wrong]

    with pytest.raises(IntegrityError):
        recorder.insert_together([appended(like(stream)), refused, appended(like(uuid4()))])

    assert len(ledger(database)) == 1


def test_no_requests_are_no_events(recorder: LedgerRecorder) -> None:
    assert recorder.insert_together([]) == []


def test_groups_and_single_requests_do_not_refuse_one_another(opening: Opening, database: Database) -> None:
    """Both wait in the queue of one process."""
    recorder, rivals = opening(), [uuid4() for _ in range(4)]
    groups = [[appended(like(uuid4())) for _ in range(50)] for _ in range(4)]
    lost = [*groups[0][:10], appended(like(rivals[0], 7))]

    results = racing(
        partial(recorder.insert_together, lost),
        *(partial(recorder.insert_together, group) for group in groups),
        *(partial(recorder.insert_events, [event(rival)]) for rival in rivals),
    )

    assert isinstance(results[0], IntegrityError)
    assert [len(each) for each in results[1:] if isinstance(each, list)] == [50] * 4 + [1] * 4
    for positions in results[1:5]:
        assert isinstance(positions, list)
        assert positions == list(range(positions[0], positions[0] + 50))


@pytest.fixture
def relay(database: Database) -> Iterator[Relay]:
    with Relay(database) as relay:
        yield relay


def test_what_was_recorded_without_our_hearing_of_it_is_recorded_once(relay: Relay, database: Database) -> None:
    with closing(LedgerRecorder(relay.database)) as recorder:
        recorder.max_notification_id()
        recorder.insert_together([appended(like(uuid4()))])
        group = [appended(like(uuid4()), command=command(uuid4())) for _ in range(3)]
        relay.cut_at_next_reply(lambda: None)

        positions = recorder.insert_together(group)

    assert positions == [2, 3, 4]
    assert len(ledger(database)) == 4
