"""Tasks by which a pôle takes part in a joint meeting: its own alone, whatever others convened (PS-RENCONTRE)."""

import pytest

from tests.api.decisions import representing
from tests.api.given import Api, Client, day
from tests.api.projects import SELECT, Joint
from tests.hostile.pen.joint_meetings import call, take_part

pytestmark = pytest.mark.platform("module")

TASKS = """query ($project: ID!, $at: AsOf) {
    viewer { tasks(asOf: $at, first: 100) { edges { node {
        kind due bassin command subject { id } jointMeeting { id day } owner { party { id } }
    } } } }
    project(id: $project, asOf: $at) { nextStep { kind } dossier { owed { kind } } }
}"""
type Due = tuple[str, str, str | None, str]


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}")


def due(by: Client, joint: Joint, meeting: str) -> list[Due]:
    """Kind, bassin, day and command of the tasks of a viewer on a joint meeting."""
    nodes = [edge["node"] for edge in by.ask(TASKS, project=joint.project)["viewer"]["tasks"]["edges"]]
    return [
        (each["kind"], each["bassin"], each["due"], each["command"])
        for each in nodes
        if each["jointMeeting"] and each["jointMeeting"]["id"] == meeting
    ]


def test_each_pole_is_to_convene_and_follow_for_itself(api: Api, joint: Joint) -> None:
    joint.carried()
    liege, namur = joint.liege, joint.namur
    speaker = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Convoquée")
    meeting = call(namur, joint.project, joint.at_namur, day(3))
    sides = (liege, speaker, namur)
    at_first = [due(by, joint, meeting["id"]) for by in sides]
    own = take_part(liege, joint.at_liege, meeting)
    after = [due(by, joint, meeting["id"]) for by in sides]
    seen = liege.ask(TASKS, project=joint.project)["project"]
    call(namur, joint.project, joint.at_namur, day(5), jointMeetingId=meeting["id"], replaces=1, reason="Une grève.")
    moved = [due(by, joint, meeting["id"]) for by in sides]
    step = liege.ask("query ($id: ID!) { meeting(id: $id) { nextStep { kind jointMeeting { day } } } }", id=own)
    liege.done("postponeMeeting", "meeting { id }", meetingId=own, day=day(5), place="Ici", reason="Comme l'appel.")
    followed = due(liege, joint, meeting["id"])
    cancelling = {"projectId": joint.project, "jointMeetingId": meeting["id"], "replaces": 2, "reason": "Grève."}
    namur.done("cancelJointMeeting", SELECT, **cancelling, poleId=joint.at_namur[0])
    cancelled = [due(by, joint, meeting["id"]) for by in sides]
    liege.done("cancelMeeting", "meeting { id }", meetingId=own, reason="Grève.")

    convene = [("JOINT_MEETING_TO_CONVENE", bassin, day(3), "conveneMeeting") for bassin in ("LIEGE", "NAMUR")]
    follow = ("JOINT_MEETING_MOVED", "LIEGE", day(5), "postponeMeeting")
    assert at_first == [convene[:1], convene[:1], convene[1:]]
    assert after == [[], [], convene[1:]]
    assert "JOINT_MEETING" not in str(seen)
    assert moved == [[follow], [follow], [("JOINT_MEETING_TO_CONVENE", "NAMUR", day(5), "conveneMeeting")]]
    assert step["meeting"]["nextStep"] == {"kind": "JOINT_MEETING_MOVED", "jointMeeting": {"day": day(5)}}
    assert followed == []
    assert cancelled == [[(*follow[:3], "cancelMeeting")], [(*follow[:3], "cancelMeeting")], []]
    assert due(liege, joint, meeting["id"]) == []
