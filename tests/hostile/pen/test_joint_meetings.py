"""Joint meetings of a project, and those who would call, read, bend or block what is not theirs (PS-RENCONTRE)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import propose, representing
from tests.api.given import Api, Client, day, mutation
from tests.api.projects import SELECT, Joint, hash_of, invite, join
from tests.hostile.pen.joint_meetings import AGENDA, AT, attendance, call, hold, own_meeting, shown, take_part

pytestmark = pytest.mark.platform("module")


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}")


def test_a_pole_takes_part_by_a_meeting_of_its_own(api: Api, joint: Joint) -> None:
    joint.carried()
    liege, namur = joint.liege, joint.namur
    person = liege.done("registerPerson", "person { id }", givenName="Anne", familyName="Présente")["id"]
    meeting = call(namur, joint.project, joint.at_namur)
    ours, theirs = take_part(liege, joint.at_liege, meeting), take_part(namur, joint.at_namur, meeting)
    first, second, third = joint.at_liege[1]
    liege.done(
        "recordMeeting",
        "meeting { id jointMeeting { id } }",
        meetingId=ours,
        place="Chez nous",
        present=[{"operatorId": first, "personId": person}, {"personId": person}],
        represented=[{"operatorId": second, "byId": first}],
        excused=[{"operatorId": third}],
    )
    hold(namur, theirs, joint.at_namur[1][:1])

    [seen] = shown(liege, joint.project)
    others = {each["pole"]["id"] for each in seen.pop("poleMeetings")}
    [read] = shown(namur, joint.project)

    assert others == {joint.at_liege[0]}
    assert {each["pole"]["id"] for each in read.pop("poleMeetings")} == {joint.at_namur[0]}
    assert read == seen
    assert attendance(namur, joint.project, "LIEGE") == sorted([first, second])
    assert attendance(liege, joint.project, "NAMUR") == joint.at_namur[1][:1]
    stored = stored_states(api, joint.project)
    assert len(stored) == 3
    assert not [state for state in stored if person.partition(":")[2].encode() in state]


def test_the_attendance_and_the_holding_are_one_transaction(api: Api, joint: Joint) -> None:
    joint.carried()
    meeting = take_part(joint.liege, joint.at_liege, call(joint.liege, joint.project, joint.at_liege))
    hold(joint.liege, meeting, joint.at_liege[1][:1])

    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute(
            "select xmin, topic from ledger.event where topic in ('meeting.held.v2', 'project.meeting-attended.v1')"
            " order by position desc limit 2"
        ).fetchall()

    assert [topic for _, topic in found] == ["project.meeting-attended.v1", "meeting.held.v2"]
    assert len({transaction for transaction, _ in found}) == 1


def test_a_dry_run_and_a_repeated_call_record_once(joint: Joint) -> None:
    joint.carried()
    given = {"projectId": joint.project, "poleId": joint.at_liege[0], "day": day(3), "agenda": AGENDA, **AT}
    planned = joint.liege.do("callJointMeeting", "planned { kind }", **given, dryRun=True)
    assert shown(joint.liege, joint.project) == []
    command = str(uuid4())
    for _ in range(2):
        joint.liege.done("callJointMeeting", SELECT, **given, commandId=command)

    assert [each["kind"] for each in planned["planned"]] == ["project.meeting-called.v1"]
    assert [each["number"] for each in shown(joint.liege, joint.project)] == [1]


def test_a_pole_that_does_not_carry_calls_no_joint_meeting(api: Api, joint: Joint) -> None:
    liege, namur, verviers = joint.liege, joint.namur, api.coordinator(Bassin.VERVIERS)
    given = {"projectId": joint.project, "day": day(3), "agenda": AGENDA, **AT}
    meeting = call(liege, joint.project, joint.at_liege, day(3))
    moving = {"jointMeetingId": meeting["id"], "replaces": 1, "reason": "À nous.", "day": day(4)}

    stranger = code_of(namur, "callJointMeeting", **given, poleId=joint.at_namur[0])
    invite(liege, joint.at_namur[0], joint.project)
    invited = code_of(namur, "callJointMeeting", **{**given, "poleId": joint.at_namur[0], **moving})
    for_another = code_of(verviers, "callJointMeeting", **given, poleId=joint.at_liege[0])

    assert (stranger, invited) == ("NOT_FOUND", "NOT_FOUND")
    assert for_another in {"FORBIDDEN", "NOT_FOUND"}
    assert [each["number"] for each in shown(liege, joint.project)] == [1]


def test_a_call_that_was_not_read_is_not_replaced(api: Api, joint: Joint) -> None:
    """Two coordinators move one meeting at once: one is refused and reads again, and nothing is lost."""
    joint.carried()
    meeting, barrier = call(joint.liege, joint.project, joint.at_liege, day(3)), Barrier(2)
    moved = {"projectId": joint.project, "jointMeetingId": meeting["id"], "replaces": 1, "agenda": AGENDA, **AT}

    def attempt(client: Client, pole: str, to: str) -> list[dict[str, Any]]:
        barrier.wait()
        asked = {**moved, "poleId": pole, "day": to, "reason": f"Au {to}."}
        found: list[dict[str, Any]] = client.do("callJointMeeting", **asked)["userErrors"]
        return found

    sides = (joint.liege, joint.namur), (joint.at_liege[0], joint.at_namur[0]), (day(4), day(5))
    with ThreadPoolExecutor(2) as threads:
        errors = list(threads.map(attempt, *sides))

    assert sorted(len(each) for each in errors) == [0, 1]
    [[error]] = [each for each in errors if each]
    assert (error["code"], error["rule"]["key"]) == ("JOINT_MEETING_MOVED", "PS-RENCONTRE")
    [seen] = shown(joint.liege, joint.project)
    assert (seen["number"], seen["day"] in {day(4), day(5)}) == (2, True)


def test_poles_that_hold_at_once_are_both_shown(joint: Joint) -> None:
    joint.carried()
    meeting, barrier = call(joint.liege, joint.project, joint.at_liege), Barrier(2)
    sides = [(joint.liege, joint.at_liege), (joint.namur, joint.at_namur)]
    meetings = [take_part(client, pole, meeting) for client, pole in sides]

    def attempt(side: tuple[Client, tuple[str, list[str]]], own: str) -> None:
        barrier.wait()
        hold(side[0], own, side[1][1])

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(attempt, sides, meetings))

    for bassin, pole in (("LIEGE", joint.at_liege), ("NAMUR", joint.at_namur)):
        assert attendance(joint.liege, joint.project, bassin) == sorted(pole[1])


def test_an_invited_pole_learns_of_calls_and_one_that_left_reads_nothing_more(api: Api, joint: Joint) -> None:
    liege, namur = joint.liege, joint.namur
    before = call(liege, joint.project, joint.at_liege, day(3))
    sent = invite(liege, joint.at_namur[0], joint.project)
    moved = {"jointMeetingId": before["id"], "replaces": 1, "reason": "Secret de Liège."}
    call(liege, joint.project, joint.at_liege, day(0), **moved)
    known = """query ($id: ID!) { invitation(id: $id) { answeredOn state jointMeetings {
        jointMeetingId day agenda cancelled place } } }"""
    [told] = namur.ask(known, id=sent["id"])["invitation"]["jointMeetings"]
    own = take_part(namur, joint.at_namur, {"id": told["jointMeetingId"], "day": told["day"]})
    trail = str(namur.ask("{ auditTrail(bassin: NAMUR, last: 20) { edges { node { kind sentence } } } }"))
    hold(namur, own, joint.at_namur[1][:1])

    assert told["day"] == day(0)
    assert namur.ask("query ($id: ID!) { project(id: $id) { id } }", id=joint.project)["project"] is None
    assert "invitation.meeting-called.v1" in trail
    assert "Secret de Liège" not in trail
    assert attendance(liege, joint.project, "NAMUR") == []

    join(liege, joint.at_liege, joint.project, hash_of(liege, joint.project))
    join(namur, joint.at_namur, joint.project, hash_of(liege, joint.project))
    position = namur.ask("{ meta { position } }")["meta"]["position"]
    joint.leave()
    left = namur.ask("{ meta { position } }")["meta"]["position"]
    later = call(liege, joint.project, joint.at_liege, day(9), place="Secret")
    cut = shown(namur, joint.project, left)
    refused = code_of(namur, "conveneMeeting", **own_meeting(joint.at_namur, later))
    calling = {"projectId": joint.project, "poleId": joint.at_namur[0], "day": day(9), "agenda": AGENDA, **AT}

    assert len(shown(namur, joint.project, position)) == 1
    assert "Secret" not in str([each["place"] for each in cut])
    assert refused == "NOT_FOUND"
    assert code_of(namur, "callJointMeeting", **calling) == "NOT_FOUND"


def test_a_pole_without_part_convenes_nothing_for_a_joint_meeting(joint: Joint) -> None:
    meeting = call(joint.liege, joint.project, joint.at_liege, day(3))
    unknown = {**meeting, "id": f"JointMeeting:{uuid4()}/{uuid4()}"}

    codes = [
        code_of(joint.namur, "conveneMeeting", **own_meeting(joint.at_namur, each)) for each in (meeting, unknown)
    ]

    assert codes == ["NOT_FOUND", "NOT_FOUND"]


def test_a_pole_convenes_on_the_day_of_the_call_and_once(joint: Joint) -> None:
    joint.carried()
    meeting = call(joint.liege, joint.project, joint.at_liege, day(3))
    other_day = joint.namur.refused("conveneMeeting", **own_meeting(joint.at_namur, meeting, day=day(4)))
    take_part(joint.namur, joint.at_namur, meeting)
    again = joint.namur.refused("conveneMeeting", **own_meeting(joint.at_namur, meeting))["code"]
    cancelling = {"projectId": joint.project, "jointMeetingId": meeting["id"], "replaces": 1, "reason": "Grève."}
    joint.namur.done("cancelJointMeeting", SELECT, **cancelling, poleId=joint.at_namur[0])
    for_none = joint.liege.refused("conveneMeeting", **own_meeting(joint.at_liege, meeting))["code"]
    [seen] = shown(joint.liege, joint.project)

    assert (other_day["code"], other_day["rule"]["key"]) == ("NOT_THE_JOINT_DAY", "PS-RENCONTRE")
    assert (again, for_none) == ("ALREADY_TAKING_PART", "JOINT_MEETING_CANCELLED")
    assert (seen["cancelled"], seen["reason"], seen["pole"]["id"]) == (True, "Grève.", joint.at_namur[0])


def test_a_corrected_attendance_is_recorded_again_and_touches_no_other_pole(api: Api, joint: Joint) -> None:
    joint.carried()
    liege, namur = joint.liege, joint.namur
    meeting = call(liege, joint.project, joint.at_liege)
    ours, theirs = take_part(liege, joint.at_liege, meeting), take_part(namur, joint.at_namur, meeting)
    hold(liege, ours, joint.at_liege[1][:1])
    hold(namur, theirs, joint.at_namur[1])
    decision = propose(namur, joint.at_namur[0])
    stated = {"stance": "AGREE", "contentHash": decision["contentHash"], "basisMeetingId": theirs}
    for member in joint.at_namur[1]:
        namur.done("takePosition", "decision { id }", decisionId=decision["id"], operatorId=member, **stated)

    patch = {"present": [{"operatorId": each} for each in joint.at_liege[1]]}
    held = version_of(api, ours, "meeting.held.v2")
    change = {"changes": [{"version": held, "patch": patch}], "reason": "Deux membres oubliés."}
    by_namur = code_of(namur, "rectify", entityId=ours, **change)
    done = liege.do("rectify", "userErrors { code }", entityId=ours, **change)
    seen = attendance(namur, joint.project, "LIEGE")
    questions = "query ($id: ID!) { decision(id: $id) { history(first: 50) { edges { node { kind } } } } }"
    untouched = str(namur.ask(questions, id=decision["id"]))

    assert by_namur == "NOT_FOUND"
    assert done["userErrors"] == []
    assert seen == sorted(joint.at_liege[1])
    assert attendance(namur, joint.project, "NAMUR") == sorted(joint.at_namur[1])
    assert "questioned" not in untouched
    annul = {"changes": [{"version": held, "annul": True}], "reason": "Jamais tenue."}
    assert liege.do("rectify", "userErrors { code }", entityId=ours, **annul)["userErrors"] == []
    assert attendance(namur, joint.project, "LIEGE") == []


def test_a_meeting_that_took_place_is_neither_moved_nor_cancelled(joint: Joint) -> None:
    joint.carried()
    meeting = call(joint.liege, joint.project, joint.at_liege)
    hold(joint.namur, take_part(joint.namur, joint.at_namur, meeting), joint.at_namur[1])
    asked = {"projectId": joint.project, "poleId": joint.at_liege[0], "jointMeetingId": meeting["id"], "replaces": 1}

    codes = [
        joint.liege.refused("callJointMeeting", **asked, day=day(9), agenda=AGENDA, **AT, reason="Plus tard.")[
            "code"
        ],
        joint.liege.refused("cancelJointMeeting", **asked, reason="Sans nous.")["code"],
    ]

    assert codes == ["JOINT_MEETING_HELD", "JOINT_MEETING_HELD"]


def test_no_text_of_a_call_names_a_person(joint: Joint) -> None:
    joint.carried()
    joint.liege.done("registerPerson", "person { id }", givenName="Ondine", familyName="Delvaux-Pirard")
    given = {"projectId": joint.project, "poleId": joint.at_liege[0], "day": day(3), "agenda": AGENDA, **AT}
    texts: list[dict[str, Any]] = [
        {"agenda": ["Exposé d'Ondine Delvaux-Pirard"]},
        {"place": "Chez Ondine Delvaux-Pirard"},
    ]

    paths = [joint.liege.refused("callJointMeeting", **{**given, **said})["path"] for said in texts]

    assert paths == [["input", "agenda", "0"], ["input", "place"]]


def test_a_member_calls_and_a_stranger_to_the_pole_does_not(api: Api, joint: Joint) -> None:
    joint.carried()
    member = representing(api, joint.liege, *(joint.at_liege[0], joint.at_liege[1][0]), "Appelante")

    assert call(member, joint.project, joint.at_liege, day(2))["day"] == day(2)


def code_of(by: Client, command: str, **said: Any) -> str:
    """The code of the refusal of a command, in its payload or in its place."""
    answer = by.post(mutation(command), {"input": said})
    errors = answer.get("errors")
    code: str = errors[0]["extensions"]["code"] if errors else answer["data"][command]["userErrors"][0]["code"]
    return code


def stored_states(api: Api, project: str) -> list[bytes]:
    """The stored bytes of what a project says of joint meetings."""
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute(
            "select state from ledger.event where originator_id = %s and topic like 'project.meeting-%%'",
            [project.partition(":")[2]],
        ).fetchall()
    return [bytes(state) for (state,) in found]


def version_of(api: Api, entity: str, topic: str) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute(
            "select max(originator_version) from ledger.event where originator_id = %s and topic = %s",
            [entity.partition(":")[2], topic],
        ).fetchone()
    assert found
    return int(found[0])
