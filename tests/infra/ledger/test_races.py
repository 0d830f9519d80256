import threading
import time
from collections import Counter
from functools import partial
from itertools import pairwise
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from efe_infra.ledger.append_request import AppendRequest
from efe_infra.ledger.pages import LedgerEvent, LedgerPages
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole
from tests.infra.ledger.conftest import Opening
from tests.infra.ledger.given import event, ledger, outcomes, racing, until, versions


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_writers_on_one_stream_one_wins_every_time(
    opening: Opening, database: Database, processes: int
) -> None:
    recorders = [opening() for _ in range(processes)]
    stream = uuid4()

    for version in range(1, 101):
        one, other = (
            partial(recorder.insert_events, [event(stream, version, state=name)])
            for recorder, name in ((recorders[0], b'"one"'), (recorders[-1], b'"other"'))
        )
        results = racing(one, other)

        assert Counter(type(result) for result in results) == {list: 1, IntegrityError: 1}

    assert versions(database, stream) == list(range(1, 101))


def test_of_two_writers_in_one_call_the_first_wins(database: Database) -> None:
    stream = uuid4()

    assert outcomes(database, *(AppendRequest([event(stream, 1)], [], None) for _ in range(3))) == [
        "recorded",
        "moved",
        "moved",
    ]


def test_a_later_request_of_one_call_may_build_on_an_earlier_one(database: Database) -> None:
    stream = uuid4()

    assert outcomes(database, *(AppendRequest([event(stream, version)], [], None) for version in (1, 2, 3))) == [
        "recorded",
        "recorded",
        "recorded",
    ]


def test_a_reader_misses_nothing_of_what_six_writers_record(opening: Opening, database: Database) -> None:
    recorders = [opening(), opening()]
    acknowledged: list[list[int]] = [[] for _ in range(6)]
    seen: list[LedgerEvent] = []
    ending = time.monotonic() + 5.0

    def write(recorder: LedgerRecorder, mine: list[int]) -> None:
        stream, version = uuid4(), 0
        while time.monotonic() < ending:
            size = 1 + version % 3
            mine += recorder.insert_events([event(stream, version + n) for n in range(1, size + 1)])
            version += size

    def read(pages: LedgerPages) -> None:
        for page in pages:
            seen.extend(page)

    with LedgerPages(database, DatabaseRole.PROJECTOR, page_size=50) as pages:
        reader = threading.Thread(target=read, args=[pages])
        reader.start()
        racing(*(partial(write, recorders[n % 2], acknowledged[n]) for n in range(6)))
        until(lambda: len(seen) == sum(map(len, acknowledged)))
        pages.stop()
        reader.join()

    instants = [each.recorded_at for each in seen]
    assert [each.position for each in seen] == list(range(1, len(seen) + 1))
    assert sorted(position for mine in acknowledged for position in mine) == list(range(1, len(seen) + 1))
    assert all(earlier < later for earlier, later in pairwise(instants))
    assert ledger(database) == seen
