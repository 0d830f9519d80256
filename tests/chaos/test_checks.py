"""Checks of a run: each fails when its promise is broken."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.audience import Audience
from tests.chaos.book import Book
from tests.chaos.clients import Answer, Client
from tests.chaos.followers import Cut, Follower
from tests.chaos.judge import judge
from tests.chaos.prober import IN_A_ROW, Prober
from tests.chaos.promises import Fault
from tests.chaos.records import EVENTS, Records
from tests.chaos.rounds import Rounds
from tests.chaos.stage import Served
from tests.chaos.tally import Round
from tests.chaos.troubles import Kind, Troubles
from tests.hostile.crowd import CUT, NEVER, Asked
from tests.hostile.restarting import Restarted

NOW = datetime.now(UTC)
NOWHERE = "http://127.0.0.1:9"


class Ledger(Restarted):
    """Its events are those that a test says."""

    def __init__(self) -> None:
        self.events: list[tuple[int, datetime, str | None]] = [(1, NOW - timedelta(hours=1), None)]

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        if sql == EVENTS:
            return [each for each in self.events if each[0] > parameters[0]]
        return [(len(self.events), self.events[-1][0])]

    def record(self, command: object, *, position: int | None = None) -> None:
        at = position or len(self.events) + 1
        self.events.append((at, NOW + timedelta(seconds=at), str(command)))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def book() -> Book:
    return Book(1)


@pytest.fixture
def records(ledger: Ledger, book: Book) -> Records:
    return Records(ledger, book)


def test_what_is_acknowledged_is_recorded_once(ledger: Ledger, book: Book, records: Records) -> None:
    command = book.begin("writer", "LIEGE", 1)
    command.position = 2
    with pytest.raises(Fault, match="recorded at \\[\\]"):
        records.check()

    ledger.record(command.id)
    records.check_all()

    ledger.record(command.id)
    with pytest.raises(Fault, match="recorded at \\[2, 3\\]"):
        records.check()


def test_what_was_refused_is_not_recorded_already(ledger: Ledger, book: Book, records: Records) -> None:
    command = book.begin("writer", "LIEGE", 1)
    command.note("SERVICE_UNAVAILABLE")
    command.position, command.refused_at = 2, NOW + timedelta(hours=1)
    ledger.record(command.id)

    with pytest.raises(Fault, match="was refused"):
        records.check()


def test_what_was_refused_after_a_doubt_may_be_recorded(ledger: Ledger, book: Book, records: Records) -> None:
    command = book.begin("writer", "LIEGE", 1)
    for code in ("OUTCOME_UNKNOWN", "SERVICE_UNAVAILABLE", ""):
        command.note(code)
    command.position = 2
    ledger.record(command.id)

    records.check()

    assert command.refused_at is None


def test_positions_have_no_gap_and_events_a_sender(ledger: Ledger, records: Records) -> None:
    ledger.record("somebody")
    with pytest.raises(Fault, match="nobody sent"):
        records.check()

    ledger.record("somebody", position=4)
    with pytest.raises(Fault, match="comes 4"):
        records.check()


def test_what_was_read_once_stays(ledger: Ledger, book: Book, records: Records) -> None:
    command = book.begin("writer", "LIEGE", 1)
    command.position = 2
    ledger.record(command.id)
    records.check()
    ledger.events[0] = (1, NOW - timedelta(hours=2), None)

    with pytest.raises(Fault, match="The ledger had"):
        records.check_all()


def test_a_command_that_is_not_answered_is_found(book: Book, records: Records) -> None:
    book.begin("writer", "LIEGE", 1)

    with pytest.raises(Fault, match="never acknowledged"):
        records.check()


class Given(Follower):
    """Follows what a test says."""

    def __init__(self, *numbers: int) -> None:
        super().__init__("follower", NOWHERE, {}, "LIEGE")
        self._numbers = numbers

    def _bodies(self) -> Iterator[dict[str, Any]]:
        for number in self._numbers:
            yield {"data": {"auditEntries": {"position": str(number), "seq": number}}}
        self.end()


@pytest.mark.parametrize("numbers", [(1, 3), (1, 1), (2,), (1, 2, 1)])
def test_a_subscriber_is_given_every_entry_once_in_order(numbers: Sequence[int]) -> None:
    follower, sound = Given(*numbers), Given(1, 2, 3)
    follower.run()
    sound.run()

    assert isinstance(follower.fault, Fault)
    assert (sound.fault, sound.seq) == (None, 3)


def test_a_subscriber_may_be_told_to_come_back_and_nothing_else() -> None:
    with pytest.raises(Cut):
        Given()._take({"errors": [{"extensions": {"code": "GOING_AWAY"}}]})
    with pytest.raises(Fault):
        Given()._take({"errors": [{"extensions": {"code": "FORBIDDEN"}}]})


def probed(*samples: tuple[bool, str]) -> Prober:
    """A prober that has taken some samples: whether it is ready, and the code of what is asked."""
    saying, answering = iter([ready for ready, _ in samples]), iter([code for _, code in samples])
    prober = Prober(NOWHERE, [lambda _: next(answering)], lambda: next(saying))
    for _ in samples:
        prober.sample(HTTPConnection("127.0.0.1"))
    return prober


def test_a_server_that_is_ready_answers() -> None:
    probed((False, "TIMEOUT"), (True, "TIMEOUT"), (True, "TIMEOUT"), (True, ""), (True, "TIMEOUT"), (False, CUT))
    with pytest.raises(Fault, match="says that it is ready"):
        probed(*[(True, "TIMEOUT")] * IN_A_ROW)


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


def judged(troubles: Troubles, code: str, *, took: float = 0.1, margin: float = 0.0) -> None:
    ended = time.monotonic()
    judge(Asked(0, ended - took, ended, code), Client("reader", {}), troubles, margin)


def test_a_request_ends_in_its_time(troubles: Troubles) -> None:
    judged(troubles, "", took=Client.limit)
    judged(troubles, "", took=Client.limit + 2, margin=3)

    with pytest.raises(Fault, match="waited"):
        judged(troubles, "", took=Client.limit + 2)
    with pytest.raises(Fault, match="waited"):
        judged(troubles, NEVER, took=60)


@pytest.mark.parametrize("code", ["TIMEOUT", CUT, "INTERNAL_SERVER_ERROR", "OUTCOME_UNKNOWN"])
def test_a_request_fails_only_for_a_reason(troubles: Troubles, code: str) -> None:
    with pytest.raises(Fault):
        judged(troubles, code)


def test_what_is_harmed_is_a_reason(troubles: Troubles) -> None:
    with troubles.during(Kind.HARM):
        judged(troubles, "TIMEOUT")
        with pytest.raises(Fault, match="a server that was there"):
            judged(troubles, CUT)
        with troubles.during(Kind.AWAY):
            judged(troubles, CUT)
        with pytest.raises(Fault, match="INTERNAL_SERVER_ERROR"):
            judged(troubles, "INTERNAL_SERVER_ERROR")


class Once(Rounds):
    """Its database was away once more, up to this moment."""

    audiences = ()

    def __init__(self, back: float) -> None:
        super().__init__(1)
        self._back = back

    def back(self, since: float) -> float:
        return max(since, self._back)


class Asking(Audience):
    """Served again ten seconds after the run began."""

    def __init__(self, served: Served) -> None:
        super().__init__(served, [Client("reader", {})], [], [])

    def served_again(self, since: float) -> float:
        return 10 - since


@pytest.mark.parametrize(("away_until", "absence"), [(0.0, 10.0), (9.0, 1.0)])
def test_that_a_database_was_away_once_more_is_no_absence_of_the_server(
    tmp_path: Path, away_until: float, absence: float
) -> None:
    found, asking = Round("freeze leader"), Asking(Served(tmp_path, {}))

    assert Once(away_until).absence(found, asking, 0.0) == absence

    assert found.again == away_until
    assert asking.served.troubles.overlap(Kind.HARM, 0.0, 20.0) == away_until


def test_an_outage_is_told_as_one() -> None:
    refused = b'{"data":null,"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}'

    assert Answer(503, "5", refused).code == "SERVICE_UNAVAILABLE"
    with pytest.raises(Fault, match="status 200"):
        assert Answer(200, "5", refused).code
    with pytest.raises(Fault, match="Retry-After"):
        assert Answer(503, None, refused).code
