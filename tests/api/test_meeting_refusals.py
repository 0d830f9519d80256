"""Refusals of commands on meetings, each by its rule; nothing is recorded."""

from typing import Any

import pytest

from tests.api.decisions import concert
from tests.api.documents import stored
from tests.api.given import Client, an_operator, day
from tests.api.meetings import HALL, MEETING, UNKNOWN, a_body, a_constituted_pole, a_person, convened, held, rule_of

pytestmark = pytest.mark.platform("module")


def test_a_pole_does_not_meet_outside_its_terms(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, -400, ends=day(-10))
    meeting = convened(liege, {"poleId": pole}, -20)
    present = [{"personId": a_person(liege)}]

    too_late = liege.refused("conveneMeeting", assembly={"poleId": pole}, day=day(0), **HALL)
    moved = liege.refused("holdMeeting", meetingId=meeting, **HALL, present=present, effectiveOn=day(-9))
    recorded_late = liege.done("holdMeeting", MEETING, meetingId=meeting, **HALL, present=present)

    assert [rule_of(too_late), rule_of(moved)] == [("TERM_OVER", "PS-3ANS")] * 2
    assert recorded_late["heldOn"] == day(-20)


def test_a_pole_meets_remotely_only_where_its_modalities_allow_it(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    concert(liege, pole, members, on=day(0), meetingEveryMonths=6)
    meeting = convened(liege, {"poleId": pole})

    remote = liege.refused("conveneMeeting", assembly={"poleId": pole}, day=day(0), remote=True)
    held_remotely = liege.refused(
        "holdMeeting", meetingId=meeting, remote=True, present=[{"personId": a_person(liege)}]
    )
    concert(liege, pole, members, on=day(0), meetingEveryMonths=6, remoteAllowed=True)
    allowed = liege.done("conveneMeeting", MEETING, assembly={"poleId": pole}, day=day(0), remote=True)

    assert [rule_of(remote), rule_of(held_remotely)] == [("REMOTE_NOT_ALLOWED", "PS-REUNION")] * 2
    assert allowed["remote"]


def test_only_members_attend_a_pole_as_operators(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    stranger = an_operator(liege, "CEFA", number="autre")
    meeting = convened(liege, {"poleId": pole})

    error = liege.refused("holdMeeting", meetingId=meeting, **HALL, present=[{"operatorId": stranger}])

    assert rule_of(error) == ("NOT_A_MEMBER", "PS-DESIGN")


def test_a_body_that_is_dissolved_does_not_meet(liege: Client) -> None:
    assembly = a_body(liege)
    meeting = convened(liege, assembly, 0)
    liege.done("dissolveBody", "instance { id }", bassin="LIEGE", bodyId=assembly["body"]["bodyId"])

    convening = liege.refused("conveneMeeting", assembly=assembly, day=day(10), **HALL)
    holding = liege.refused("holdMeeting", meetingId=meeting, **HALL, present=[{"personId": a_person(liege)}])

    assert [rule_of(convening), rule_of(holding)] == [("BODY_IS_DISSOLVED", "M6")] * 2


def test_a_meeting_is_over_once_it_was_held_and_its_minutes_are_adopted_once(liege: Client) -> None:
    ahead, meeting = convened(liege, assembly := a_body(liege), 5), held(liege, assembly, -5)
    sha256 = stored(liege)
    liege.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=sha256)
    present = [{"personId": a_person(liege)}]

    errors = [
        liege.refused("setAgenda", meetingId=meeting, items=["Divers"]),
        liege.refused("holdMeeting", meetingId=meeting, **HALL, present=present),
        liege.refused("cancelMeeting", meetingId=meeting, reason="Grève."),
        liege.refused("adoptMinutes", meetingId=meeting, sha256=sha256),
        liege.refused("adoptMinutes", meetingId=ahead, sha256=sha256),
    ]

    assert [rule_of(error) for error in errors] == [
        *[("MEETING_IS_HELD", "M1")] * 3,
        ("MINUTES_ALREADY_ADOPTED", "M1"),
        ("MEETING_NOT_HELD", "M1"),
    ]


def test_minutes_are_a_document_that_the_instance_has_put_into_the_store(liege: Client, namur: Client) -> None:
    meeting = held(liege, a_body(liege))
    of_namur = stored(namur, b"%PDF-1.7 namur")

    errors = [
        liege.refused("adoptMinutes", meetingId=meeting, sha256=each) for each in (of_namur, "0" * 64, "", "\x00")
    ]

    assert [error["code"] for error in errors] == ["NOT_FOUND"] * 4
    assert liege.ask("query ($id: ID!) { meeting(id: $id) { version } }", id=meeting)["meeting"] == {"version": 2}


@pytest.mark.parametrize(
    ("command", "asked", "code"),
    [
        ("conveneMeeting", {"day": day(-1), "effectiveOn": day(0)}, "TOO_EARLY"),
        ("conveneMeeting", {"effectiveOn": day(1), "day": day(2)}, "IN_THE_FUTURE"),
        ("conveneMeeting", {"place": ""}, "INVALID"),
        ("conveneMeeting", {"place": "x" * 900_000}, "INVALID"),
        ("conveneMeeting", {"place": "Chez Anne Dupont"}, "INVALID"),
        ("setAgenda", {"items": []}, "INVALID"),
        ("setAgenda", {"items": ["x" * 900_000]}, "INVALID"),
        ("setAgenda", {"items": ["Budget"], "effectiveOn": day(-1)}, "TOO_EARLY"),
        ("holdMeeting", {"present": [], **HALL}, "INVALID"),
        ("holdMeeting", {"present": [{}], **HALL}, "INVALID"),
        ("holdMeeting", {"present": [{"personId": f"Person:{UNKNOWN}"}], **HALL}, "NOT_FOUND"),
        ("holdMeeting", {"present": [{"operatorId": f"Operator:{UNKNOWN}"}], **HALL}, "NOT_FOUND"),
        ("cancelMeeting", {"reason": ""}, "INVALID"),
        ("cancelMeeting", {"reason": "x" * 900_000}, "INVALID"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_demand_that_could_not_be_is_refused_and_nothing_is_recorded(
    liege: Client, command: str, asked: dict[str, Any], code: str
) -> None:
    a_person(liege)
    assembly = a_body(liege)
    meeting = convened(liege, assembly)
    common = {"assembly": assembly, "day": day(0), **HALL} if command == "conveneMeeting" else {"meetingId": meeting}
    before = liege.ask("{ meta { position } }")

    error = liege.refused(command, **{**common, **asked})

    assert error["code"] == code
    assert liege.ask("{ meta { position } }") == before


def test_an_unknown_assembly_or_meeting_is_not_found(liege: Client) -> None:
    assembly = a_body(liege)
    asked = {"day": day(0), **HALL}

    codes = [
        liege.refused("conveneMeeting", assembly={"poleId": f"Pole:{UNKNOWN}"}, **asked)["code"],
        liege.refused("conveneMeeting", assembly={"body": {"bassin": "LIEGE", "bodyId": f"Body:{UNKNOWN}"}}, **asked)[
            "code"
        ],
        liege.refused("setAgenda", meetingId=f"Meeting:{UNKNOWN}", items=["Divers"])["code"],
        liege.refused("cancelMeeting", meetingId=f"Meeting:{assembly['body']['bodyId'][5:]}", reason="Fin.")["code"],
        liege.code_of("setAgenda", meetingId=f"Pole:{UNKNOWN}", items=["Divers"]),
        liege.code_of("conveneMeeting", assembly={"poleId": assembly["body"]["bodyId"]}, **asked),
    ]

    assert codes == [*["NOT_FOUND"] * 4, *["BAD_USER_INPUT"] * 2]
