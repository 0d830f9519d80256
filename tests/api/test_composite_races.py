"""A composite command and its rivals: one of two evenings is recorded; one that is killed is whole or not there."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, mutation
from tests.api.killed_lines import killed_at
from tests.api.recorded_meetings import Evening, consensus, events

LINES_BETWEEN_KILLS = 29


def test_two_coordinators_record_one_meeting(api: Api, liege: Client) -> None:
    evening, rival = Evening(api, liege), api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE)
    before, barrier = len(events(api)), Barrier(2)

    def record(by: Client, absent: int) -> dict[str, Any]:
        barrier.wait(10)
        return evening.record(consensus(evening.open), by=by, present=evening.present(absent))

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(record, (liege, rival), (6, 7)))

    codes = sorted(error["code"] for each in answers for error in each["userErrors"])
    assert codes == ["MEETING_IS_HELD"]
    assert [topic.partition(".v")[0] for topic in events(api, before)] == [
        "meeting.held",
        *["decision.position-taken"] * 7,
    ]


def test_an_absent_member_speaks_while_the_evening_is_recorded(api: Api, liege: Client) -> None:
    """Whichever comes first, no word is lost, and the decision is adopted if the member came first."""
    evening, rival = Evening(api, liege), api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE)
    positions = [{"operatorId": evening.members[7], "stance": "AGREE"}]
    asked = {"decisionId": evening.decision["id"], "contentHash": evening.decision["contentHash"]}
    basis = {"sha256": evening.note}

    with ThreadPoolExecutor(2) as threads:
        word = threads.submit(rival.do, "takePositions", **asked, positions=positions, **basis)
        answer = evening.record(consensus(evening.open), present=evening.present(7))

    assert word.result()["userErrors"] == answer["userErrors"] == []
    order = [topic for topic in events(api) if "position" in topic or "adopted" in topic]
    assert len([topic for topic in order if "position" in topic]) == 8
    assert answer["decisions"][0]["adopted"] == any("adopted" in topic for topic in order)


def test_killed_at_any_line_it_is_recorded_whole_or_not_at_all(api: Api, liege: Client) -> None:
    evening = Evening(api, liege)
    before, key = len(events(api)), {"commandId": str(uuid4())}
    body = {
        "query": mutation("recordMeeting"),
        "variables": {
            "input": evening.asked(
                consensus(evening.open), consensus(evening.proposed), present=evening.present(7), **key
            )
        },
    }
    whole, kills, line = 1 + 7 + 1 + 7, 0, 1
    while True:
        with killed_at(line) as lines:
            answer = liege.http.post(body, liege.headers)
        recorded = len(events(api)) - before
        assert recorded in (0, whole)
        if lines() < line:
            break
        kills += 1
        line += LINES_BETWEEN_KILLS

    assert answer["data"]["recordMeeting"]["userErrors"] == []
    assert len(events(api)) - before == whole
    assert kills > 20
