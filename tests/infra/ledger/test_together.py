"""Requests that are recorded together, or none of them."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from uuid import UUID, uuid4

import msgspec
import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from efe_domain.shared.codec import encode
from efe_domain.shared.ledger import Append, Command, StreamRead
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.samples.simulation.history import History
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import command, event, ledger, racing
from tests.infra.ledger.relay import Relay


def appended(*stored: StoredEvent, command: Command | None = None, reads: tuple[StreamRead, ...] = ()) -> Append:
    return Append([CanonicalMapper().to_domain_event(each) for each in stored], reads, command)


def like(stream: UUID, version: int = 1) -> StoredEvent:
    """An event whose state is one of the domain, in that place."""
    [known] = History().take(1)
    found = CanonicalMapper().to_domain_event(known)
    placed = msgspec.structs.replace(found, originator_id=stream, originator_version=version)
    return event(stream, version, topic=known.topic, state=encode(placed))


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
    assert recorder.find_commands([asked.id, uuid4()])[asked.id].recorded.positions == [3]


def test_they_are_recorded_in_the_turn_that_their_thread_holds(opening: Opening) -> None:
    holder, rival = opening(), opening()

    with holder.turn(lambda: rival.insert_events([event(uuid4())])):
        assert holder.insert_together([appended(like(uuid4())), appended(like(uuid4()))]) == [2, 3]

    with holder.turn(lambda: None), pytest.raises(IntegrityError):
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
    """They meet on the way to the ledger of one process."""
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
