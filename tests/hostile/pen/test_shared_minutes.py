"""Minutes that the pôles of a joint meeting share: a document of the project, which each adopts (PS-RENCONTRE)."""

from pathlib import Path

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.documents import get, stored
from tests.api.given import Api, Client, day
from tests.api.projects import SELECT, Joint
from tests.api.replays import differing_tables
from tests.conftest import Cloning
from tests.hostile.pen.joint_meetings import call, hold, take_part

pytestmark = pytest.mark.platform("module")

ADOPTED = "meeting { minutes { sha256 size mediaType } }"


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}").carried()


def met(joint: Joint) -> tuple[str, str]:
    """The meetings of the two pôles on one joint meeting, both held."""
    called = call(joint.liege, joint.project, joint.at_liege)
    ours, theirs = take_part(joint.liege, joint.at_liege, called), take_part(joint.namur, joint.at_namur, called)
    hold(joint.liege, ours, joint.at_liege[1][:1])
    hold(joint.namur, theirs, joint.at_namur[1][:1])
    return ours, theirs


def shared_by_liege(joint: Joint, content: bytes) -> str:
    sha256 = stored(joint.liege, content)
    joint.liege.done("attachToProject", SELECT, projectId=joint.project, sha256=sha256, title="Procès-verbal commun")
    return sha256


def test_each_pole_adopts_the_minutes_that_one_attached(
    api: Api, joint: Joint, cloning: Cloning, tmp_path: Path
) -> None:
    (ours, theirs), sha256 = met(joint), shared_by_liege(joint, b"%PDF-1.7 shared minutes")
    adopted = [
        client.done("adoptMinutes", ADOPTED, meetingId=meeting, sha256=sha256)["minutes"]
        for client, meeting in ((joint.liege, ours), (joint.namur, theirs))
    ]

    with psycopg.connect(api.installation.database.admin) as connection:
        stated = connection.execute(
            "select convert_from(state, 'UTF8')::jsonb -> 'document' from ledger.event"
            " where topic = 'meeting.minutes-adopted.v1' and originator_id = any(%s::uuid[])",
            [[each.partition(":")[2] for each in (ours, theirs)]],
        ).fetchall()
    assert adopted[0] == adopted[1]
    assert (len(stated), stated[0]) == (2, stated[1])
    assert get(joint.namur, sha256).content == b"%PDF-1.7 shared minutes"
    with cloning() as elsewhere:
        assert differing_tables(api, [Bassin.LIEGE, Bassin.NAMUR], elsewhere, tmp_path) == []


def test_a_recorded_meeting_takes_the_shared_minutes(joint: Joint) -> None:
    called = call(joint.liege, joint.project, joint.at_liege)
    sha256 = shared_by_liege(joint, b"%PDF-1.7 recorded minutes")
    meeting = take_part(joint.namur, joint.at_namur, called)
    minutes = {"sha256": sha256, "adopted": True}
    present = [{"operatorId": joint.at_namur[1][0]}]

    shown = joint.namur.done(
        "recordMeeting", ADOPTED, meetingId=meeting, place="Chez nous", present=present, minutes=minutes
    )

    assert shown["minutes"]["sha256"] == sha256


def test_no_other_document_and_no_other_meeting_takes_shared_minutes(joint: Joint) -> None:
    _, theirs = met(joint)
    private = stored(joint.liege, b"%PDF-1.7 of Liege alone")
    sha256 = shared_by_liege(joint, b"%PDF-1.7 refused minutes")
    pole, [first, *_] = joint.at_namur
    own = {"assembly": {"poleId": pole}, "place": "Chez nous"}
    alone = joint.namur.done("conveneMeeting", "meeting { id day }", **own, day=day(0))["id"]
    hold(joint.namur, alone, [first])

    refused = [
        joint.namur.refused("adoptMinutes", meetingId=meeting, sha256=document)["code"]
        for meeting, document in ((theirs, private), (alone, sha256), (theirs, "0" * 64))
    ]
    by_liege = joint.liege.refused("adoptMinutes", meetingId=theirs, sha256=sha256)["code"]
    joint.leave()
    left = joint.namur.refused("adoptMinutes", meetingId=theirs, sha256=sha256)["code"]

    assert refused == ["NOT_FOUND"] * 3
    assert by_liege == "NOT_FOUND"
    assert left == "NOT_FOUND"
