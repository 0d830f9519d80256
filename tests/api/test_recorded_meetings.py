"""An evening in one command: attendance, decisions with their outcome, minutes; recorded whole, or not at all."""

from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.database import Database
from tests.api.decisions import SELECT, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, day
from tests.api.meetings import convened
from tests.api.recorded_meetings import HALL, Evening, consensus, events
from tests.conftest import Cloning
from tests.running import serving


class Prepared(NamedTuple):
    """Platform that stopped before the evening; each case has a copy of its database."""

    database: Database
    home: Path
    evening: Evening


@pytest.fixture(scope="module")
def prepared(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    home = tmp_path_factory.mktemp("home")
    with cloning() as database:
        with serving(database, home) as api:
            evening = Evening(api, api.coordinator(Bassin.LIEGE))
        yield Prepared(database, home, evening)


@pytest.fixture
def own_api(prepared: Prepared, cloning: Cloning) -> Iterator[Api]:
    with cloning(prepared.database) as database, serving(database, prepared.home) as running:
        yield running


@pytest.fixture
def evening(prepared: Prepared, api: Api, liege: Client) -> Evening:
    here = copy(prepared.evening)
    here.api, here.liege = api, liege
    return here


def test_eight_members_decide_twice(evening: Evening) -> None:
    before = len(events(evening.api))

    payload = evening.record(consensus(evening.open), consensus(evening.proposed))

    assert payload["userErrors"] == []
    assert payload["meeting"]["heldOn"] == day(0)
    assert [(each["adopted"], each["reasons"]) for each in payload["decisions"]] == [(True, []), (True, [])]
    assert [each["decision"]["title"] for each in payload["decisions"]] == [
        "Un atelier partagé",
        "Un second atelier",
    ]
    assert [topic.partition(".v")[0] for topic in events(evening.api, before)] == [
        "meeting.held",
        *["decision.position-taken"] * 8,
        "decision.adopted",
        "decision.proposed",
        *["decision.position-taken"] * 8,
        "decision.adopted",
    ]


def test_one_absent_member_does_not_lose_the_evening(evening: Evening) -> None:
    before = len(events(evening.api))

    payload = evening.record(
        consensus(evening.open), consensus(evening.proposed), present=evening.present(7), minutes=None
    )

    assert payload["userErrors"] == []
    assert [each["adopted"] for each in payload["decisions"]] == [False, False]
    assert [each["decision"]["state"] for each in payload["decisions"]] == ["OPEN", "OPEN"]
    absent = evening.liege.ask("query ($id: ID!) { operator(id: $id) { name } }", id=evening.members[7])
    assert all(absent["operator"]["name"] in each["reasons"] for each in payload["decisions"])
    topics = [topic.partition(".v")[0] for topic in events(evening.api, before)]
    assert topics.count("decision.position-taken") == 14
    assert "decision.adopted" not in topics
    say(evening.liege, evening.decision, evening.members[7])
    evening.liege.done("adoptDecision", SELECT, decisionId=evening.decision["id"], meetingId=evening.meeting)


def test_the_represented_agree_too_and_an_objection_keeps_it_open(evening: Evening) -> None:
    objection = {"operatorId": evening.members[0], "stance": "OBJECT", "words": "Trop cher."}

    payload = evening.record(
        consensus(evening.open),
        consensus(evening.proposed, positions=[objection]),
        present=evening.present(7),
        represented=[{"operatorId": evening.members[7], "byId": evening.members[6]}],
    )

    assert [each["adopted"] for each in payload["decisions"]] == [True, False]
    assert "Une objection n'est pas retirée." in payload["decisions"][1]["reasons"]


def test_a_members_own_word_stands(api: Api, evening: Evening) -> None:
    member = representing(api, evening.liege, evening.pole, evening.members[0], "Vanderborght")
    say(member, evening.decision, evening.members[0], "RESERVE", words="À revoir.")

    payload = evening.record(consensus(evening.open))

    assert [each["adopted"] for each in payload["decisions"]] == [True]
    assert [each["id"] for each in payload["decisions"][0]["notRecorded"]] == [evening.members[0]]


def test_minutes_are_joined_and_earlier_ones_adopted(evening: Evening) -> None:
    sha256, earlier = stored(evening.liege), convened(evening.liege, {"poleId": evening.pole}, -30)
    evening.liege.done(
        "holdMeeting", "meeting { id }", meetingId=earlier, **HALL, present=evening.present(), effectiveOn=day(-30)
    )
    before = len(events(evening.api))

    evening.record(
        minutes={"sha256": sha256},
        earlierMinutes=[{"meetingId": earlier, "sha256": sha256}],
        present=evening.present(),
    )

    assert [topic.partition(".v")[0] for topic in events(evening.api, before)] == [
        "meeting.held",
        "meeting.minutes-adopted",
        "meeting.document-attached",
    ]


def test_a_decision_is_left_there(evening: Evening) -> None:
    closed = {"decision": evening.open, "outcome": "CLOSED", "reason": "Sans suite."}

    payload = evening.record(closed, present=evening.present(7))

    assert [each["code"] for each in payload["userErrors"]] == ["CONSULTATION_UNDER_WAY"]
    assert payload["userErrors"][0]["path"] == ["input", "decisions", "0"]


def test_it_is_repeated_without_a_second_event_and_is_no_other_command(evening: Evening) -> None:
    key: dict[str, Any] = {"commandId": str(uuid4())}
    first = evening.record(consensus(evening.open), present=evening.present(7), **key)
    say(evening.liege, evening.decision, evening.members[7])
    recorded = events(evening.api)

    again = evening.record(consensus(evening.open), present=evening.present(7), **key)
    other = evening.record(consensus(evening.open), present=evening.present(6), **key)
    single = evening.liege.refused("holdMeeting", meetingId=evening.meeting, **HALL, present=[], **key)

    with psycopg.connect(evening.api.installation.database.admin) as connection:
        found = connection.execute("select command_id from ledger.command order by first_position desc limit 8")
        keys = {each for (each,) in found}
    assert keys == {UUID(key["commandId"]), *(uuid5(UUID(key["commandId"]), f"part {nth}") for nth in range(1, 8))}
    assert (again["position"], again["userErrors"]) == (first["position"], [])
    assert [each["adopted"] for each in again["decisions"]] == [False]
    assert [each["code"] for each in other["userErrors"]] == ["COMMAND_REUSED"]
    assert single["code"] == "COMMAND_REUSED"
    assert events(evening.api) == recorded


def test_nothing_is_recorded_if_a_part_is_refused_and_the_error_names_it(evening: Evening) -> None:
    before = len(events(evening.api))
    positions = [{"operatorId": each, "stance": "RESERVE", "words": " "} for each in evening.members[:2]]
    wrong = {"open": {**evening.open["open"], "contentHash": "0" * 64}}

    payload = evening.record(
        {"decision": evening.open, "outcome": "ADOPTED", "positions": positions},
        {"decision": wrong, "outcome": "OPEN", "positions": [{"operatorId": evening.members[2], "stance": "AGREE"}]},
    )

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [
        ("INVALID", ["input", "decisions", "0", "positions", "0", "words"]),
        ("INVALID", ["input", "decisions", "0", "positions", "1", "words"]),
        ("WORDING_CHANGED", ["input", "decisions", "1", "positions", "0"]),
    ]
    assert events(evening.api, before) == []


def test_a_wording_that_changed_is_neither_adopted_nor_closed(evening: Evening) -> None:
    unread = {"open": {**evening.open["open"], "contentHash": "0" * 64}}

    payload = evening.record(
        {"decision": unread, "outcome": "CLOSED", "reason": "Sans suite."},
        {"decision": unread, "outcome": "ADOPTED"},
    )

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [
        ("WORDING_CHANGED", ["input", "decisions", "0"]),
        ("WORDING_CHANGED", ["input", "decisions", "1"]),
    ]


def test_what_only_follows_from_a_refused_part_is_not_shown(evening: Evening) -> None:
    evening.liege.done("cancelMeeting", "meeting { id }", meetingId=evening.meeting, reason="Grève.")

    payload = evening.record(consensus(evening.open), consensus(evening.proposed))

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [("MEETING_IS_CANCELLED", ["input"])]


def test_a_hundred_parts_at_most(evening: Evening) -> None:
    before = len(events(evening.api))

    payload = evening.record(*[consensus(evening.proposed)] * 12)

    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [("INVALID", ["input", "decisions"])]
    assert events(evening.api, before) == []


def test_a_dry_run_says_what_the_evening_would_be(evening: Evening) -> None:
    key: dict[str, Any] = {"commandId": str(uuid4())}
    before = len(events(evening.api))

    decisions = (consensus(evening.open), consensus(evening.proposed))
    dry = evening.record(*decisions, present=evening.present(7), **key, dryRun=True)
    left = events(evening.api, before)
    done = evening.record(*decisions, present=evening.present(7), **key)

    assert dry["userErrors"] == []
    assert [(each["adopted"], each["reasons"]) for each in dry["decisions"]] == [
        (each["adopted"], each["reasons"]) for each in done["decisions"]
    ]
    assert [bool(each["decision"]) for each in dry["decisions"]] == [True, False]
    assert left == []
    assert [each["kind"] for each in dry["planned"]] == events(evening.api, before)


def test_an_outsider_and_a_representative(api: Api, evening: Evening, namur: Client) -> None:
    before = len(events(api))
    member = representing(api, evening.liege, evening.pole, evening.members[0], "Vanderborght")
    before = len(events(api))
    asked = evening.asked(consensus(evening.open), consensus(evening.proposed))

    outsider = namur.refused("recordMeeting", **asked)
    answer = member.post(
        "mutation ($input: RecordMeetingInput!) { recordMeeting(input: $input) { userErrors { code } } }",
        {"input": asked},
    )

    assert outsider["code"] == "NOT_FOUND"
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["path"]) == ("FORBIDDEN", ["decisions", "0"])
    assert events(api, before) == []
    alone = {"decision": evening.open, "outcome": "OPEN"}
    own = [{"operatorId": evening.members[0], "stance": "AGREE"}]
    assert evening.record({**alone, "positions": own}, by=member)["userErrors"] == []


def test_a_name_in_a_text_is_found_in_its_part(evening: Evening) -> None:
    evening.liege.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")
    objection = {"operatorId": evening.members[0], "stance": "OBJECT", "words": "Selon Marie Dupont, trop cher."}
    before = len(events(evening.api))

    payload = evening.record(consensus(evening.open, positions=[objection]))

    assert [each["path"] for each in payload["userErrors"]] == [
        ["input", "decisions", "0", "positions", "0", "words"]
    ]
    assert events(evening.api, before) == []


def test_positions_of_several_members_on_one_document(evening: Evening) -> None:
    positions = [{"operatorId": each, "stance": "AGREE"} for each in evening.members]
    asked = {"decisionId": evening.decision["id"], "contentHash": evening.decision["contentHash"]}
    signed = {"commandId": str(uuid4()), "sha256": stored(evening.liege)}

    without = evening.liege.do("takePositions", **asked, positions=positions)
    done = evening.liege.do("takePositions", SELECT, **asked, positions=positions, **signed)
    again = evening.liege.do("takePositions", SELECT, **asked, positions=positions, **signed)

    assert [(each["code"], each["path"][1:]) for each in without["userErrors"]] == [
        ("NO_BASIS", ["positions", str(nth)]) for nth in range(8)
    ]
    assert (done["userErrors"], again) == ([], done)
    evening.liege.done("adoptDecision", SELECT, decisionId=evening.decision["id"])
