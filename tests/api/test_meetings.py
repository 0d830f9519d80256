"""The meetings of bodies, of pôles and of the zone, through the contract."""

from typing import Any
from uuid import UUID

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.documents import stored
from tests.api.given import Api, Client, a_pole, day
from tests.api.meetings import (
    HALL,
    LISTED,
    MEETING,
    UNKNOWN,
    a_body,
    a_constituted_pole,
    a_person,
    convened,
    held,
    rule_of,
)

pytestmark = pytest.mark.platform("module")


@pytest.mark.platform("own")
def test_a_meeting_of_a_pole_goes_from_its_convening_to_its_minutes(liege: Client) -> None:
    pole, [company, training, _] = a_constituted_pole(liege)
    meeting = convened(liege, {"poleId": pole}, -30)
    liege.done("setAgenda", "meeting { id }", meetingId=meeting, items=["Stages", "Divers"], effectiveOn=day(-30))
    attendance = {
        "present": [{"operatorId": company, "personId": a_person(liege)}, {"operatorId": training}],
        "excused": [{"personId": a_person(liege, "Bert")}],
    }
    liege.done("holdMeeting", "meeting { id }", meetingId=meeting, remote=True, **attendance)
    sha256 = stored(liege, b"%PDF-1.7 minutes")

    adopted = liege.done("adoptMinutes", MEETING, meetingId=meeting, sha256=sha256)

    assert adopted == {
        "kind": "POLE",
        "bassins": ["LIEGE"],
        "body": None,
        "pole": {"name": "Chauffage"},
        "convenedOn": day(-30),
        "day": day(-30),
        "remote": True,
        "place": "",
        "agenda": ["Stages", "Divers"],
        "heldOn": day(-30),
        "present": [
            {"operator": {"name": "Opérateur ENTREPRISE-liege"}, "person": {"givenName": "Anne"}},
            {"operator": {"name": "Opérateur FORMATION-liege"}, "person": None},
        ],
        "excused": [{"person": {"givenName": "Bert"}}],
        "minutes": {
            "sha256": sha256,
            "size": 16,
            "mediaType": "application/pdf",
            "path": f"/documents/{sha256}",
        },
        "minutesAdoptedOn": day(0),
        "cancelledOn": None,
        "cancelReason": None,
        "version": 4,
    }


@pytest.mark.platform("own")
def test_a_meeting_that_lies_ahead_is_cancelled_and_not_held(liege: Client) -> None:
    meeting = convened(liege, a_body(liege), 10)

    early = liege.refused("holdMeeting", meetingId=meeting, **HALL, present=[{"personId": a_person(liege)}])
    cancelled = liege.done("cancelMeeting", MEETING, meetingId=meeting, reason="Grève.")

    assert rule_of(early) == ("IN_THE_FUTURE", "REGISTRE")
    assert (cancelled["cancelledOn"], cancelled["cancelReason"], cancelled["heldOn"]) == (day(0), "Grève.", None)
    assert cancelled["body"] == {"name": "Plénière"}


@pytest.mark.platform("own")
def test_a_meeting_of_the_zone_is_in_the_dossiers_of_its_two_instances(api: Api, namur: Client) -> None:
    south, liege = api.coordinator(Bassin.HAINAUT_SUD), api.coordinator(Bassin.LIEGE)
    meeting = convened(namur, {"zone": "ENTRE_SAMBRE_ET_MEUSE"})
    south.done("setAgenda", "meeting { id }", meetingId=meeting, items=["Navettes"])

    seen = [
        by.ask(LISTED, filter={"zone": "ENTRE_SAMBRE_ET_MEUSE"})["meetings"]["totalCount"]
        for by in (namur, south, liege, api.visitor)
    ]
    trails = [
        by.ask(
            "query ($b: Bassin!) { auditTrail(bassin: $b) { edges { node { kind rule { key } leaf } } } }", b=bassin
        )
        for by, bassin in ((namur, "NAMUR"), (south, "HAINAUT_SUD"))
    ]
    denied = liege.code_of("conveneMeeting", assembly={"zone": "ENTRE_SAMBRE_ET_MEUSE"}, day=day(0), place="Couvin")

    assert seen == [1, 1, 0, 0]
    ends = [[edge["node"] for edge in trail["auditTrail"]["edges"][-2:]] for trail in trails]
    assert ends[0] == ends[1]
    assert [(entry["kind"], entry["rule"]["key"]) for entry in ends[0]] == [
        ("meeting.convened.v2", "ART-18"),
        ("meeting.agenda-set.v1", "M1"),
    ]
    assert denied == "FORBIDDEN"


@pytest.mark.platform("own")
def test_a_command_convenes_one_meeting_however_often_it_comes(liege: Client) -> None:
    asked = {"commandId": UNKNOWN, "assembly": a_body(liege), "day": day(0), **HALL}

    ids = {liege.done("conveneMeeting", "meeting { id }", **asked)["id"] for _ in range(2)}
    reused = liege.refused("conveneMeeting", **{**asked, "day": day(1)})

    assert len(ids) == 1
    assert liege.ask(LISTED)["meetings"]["totalCount"] == 1
    assert reused["code"] == "COMMAND_REUSED"


def test_a_member_convenes_its_pole_and_holds_its_meetings(api: Api, liege: Client) -> None:
    person, member = a_person(liege, "Marie"), api.client("membre")
    api.installation.vault.link(api.account("membre"), UUID(person.partition(":")[2]))
    pole, [operator, *_] = a_constituted_pole(liege)
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=operator,
        representativeId=person,
    )

    meeting = convened(member, {"poleId": pole})
    present = [{"operatorId": operator, "personId": person}]
    seen = member.done("holdMeeting", "meeting { heldOn }", meetingId=meeting, **HALL, present=present)
    denied = member.refused("conveneMeeting", assembly={"poleId": a_pole(liege, "Autre")}, day=day(0), **HALL)

    assert seen == {"heldOn": day(0)}
    assert denied["code"] == "NOT_FOUND"


@pytest.mark.platform("own")
def test_the_meetings_of_liege_are_not_there_for_the_others(api: Api, liege: Client, namur: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    ids = [held(liege, {"poleId": pole}, -3), held(liege, a_body(liege), -2)]
    ways = """
        query ($ids: [ID!]!, $pole: ID!) {
            meetings { totalCount } nodes(ids: $ids) { id }
            pole(id: $pole) { dossier { meetings { convened { totalCount } } } }
            instance(bassin: LIEGE) { dossier { meetings { totalCount } } }
        }
    """

    seen = [other.ask(ways, ids=ids, pole=pole) for other in (namur, api.visitor, api.client("personne"))]
    own = liege.ask(ways, ids=ids, pole=pole)
    refused = [
        namur.refused("setAgenda", meetingId=each, items=["Divers"])["code"] for each in (*ids, f"Meeting:{UNKNOWN}")
    ]

    nothing: dict[str, Any] = {"pole": {"dossier": None}, "instance": {"dossier": None}}
    assert seen == [{"meetings": {"totalCount": 0}, "nodes": [None, None], **nothing}] * 3
    assert own["pole"]["dossier"]["meetings"]["convened"] == {"totalCount": 1}
    assert own["meetings"] == own["instance"]["dossier"]["meetings"] == {"totalCount": 2}
    assert refused == ["NOT_FOUND"] * 3


@pytest.mark.platform("own")
def test_meetings_are_listed_by_day_and_filtered(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    body = a_body(liege)
    of_pole, of_body, later = (
        convened(liege, {"poleId": pole}, -5),
        convened(liege, body, -9),
        convened(liege, body, 9),
    )

    def ids(**where: str) -> list[str]:
        return [edge["node"]["id"] for edge in liege.ask(LISTED, filter=where)["meetings"]["edges"]]

    assert ids() == [of_body, of_pole, later]
    assert ids(bodyId=body["body"]["bodyId"]) == [of_body, later]
    assert ids(poleId=pole) == [of_pole]
    assert ids(since=day(-5), until=day(9)) == [of_pole, later]
    assert ids(bassin="NAMUR") == ids(poleId=pole, bodyId=body["body"]["bodyId"]) == []


MOVED = """
    meeting {
        day place remote startsAt endsAt version
        postponements { day place remote startsAt endsAt movedOn reason }
    }
"""


def test_a_postponed_meeting_shows_where_and_when_it_was_convened_before(liege: Client) -> None:
    meeting = convened(liege, a_body(liege), 10, startsAt="14:00", endsAt="16:30")
    before = liege.ask("{ meta { position } }")["meta"]["position"]

    asked = {"day": day(12), "place": "Huy", "startsAt": "09:05", "reason": "Salle prise."}
    moved = liege.done("postponeMeeting", MOVED, meetingId=meeting, **asked)
    same = liege.refused("postponeMeeting", meetingId=meeting, **asked)
    query = f"query ($id: ID!, $at: AsOf) {{ meeting(id: $id, asOf: $at) {MOVED.strip().removeprefix('meeting')} }}"
    earlier = liege.ask(query, id=meeting, at={"position": before})["meeting"]
    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind rule { key } } } } }")

    former = {"day": day(10), **HALL, "remote": False, "startsAt": "14:00", "endsAt": "16:30"}
    assert moved == {
        "day": day(12),
        "place": "Huy",
        "remote": False,
        "startsAt": "09:05",
        "endsAt": None,
        "version": 3,
        "postponements": [{**former, "movedOn": day(0), "reason": "Salle prise."}],
    }
    assert rule_of(same) == ("SAME_SCHEDULE", "M1")
    assert earlier == {**former, "version": 2, "postponements": []}
    kinds = [edge["node"]["kind"] for edge in trail["auditTrail"]["edges"]]
    assert kinds[-3:] == ["meeting.convened.v2", "meeting.hours-set.v1", "meeting.postponed.v1"]


def test_a_meeting_of_a_pole_is_not_postponed_beyond_its_term(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege, -30, ends=day(5))
    meeting = convened(liege, {"poleId": pole}, 2)

    refused = liege.refused("postponeMeeting", meetingId=meeting, day=day(6), reason="Grève.")

    assert rule_of(refused) == ("TERM_OVER", "PS-3ANS")


def test_hours_are_of_a_day_and_the_end_needs_a_beginning(liege: Client) -> None:
    asked = {"assembly": a_body(liege), "day": day(3), **HALL}

    refused = [
        liege.refused("conveneMeeting", **asked, endsAt="16:00")["code"],
        liege.refused("conveneMeeting", **asked, startsAt="16:00", endsAt="16:00")["code"],
    ]
    unread = [liege.code_of("conveneMeeting", **asked, startsAt=hour) for hour in ("24:00", "9:00", "09:00:30")]

    assert refused == ["INVALID", "INVALID"]
    assert unread == ["BAD_USER_INPUT"] * 3
