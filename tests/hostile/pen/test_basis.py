"""A coordinator who records what members said, and what shows that they did."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, another_pole, propose, representing
from tests.api.documents import stored
from tests.api.given import Api, Client, day
from tests.hostile.pen.evenings import a_second_coordinator, met, recorded_for

pytestmark = pytest.mark.platform("module")

POSITIONS = """
    query ($id: ID!) { decision(id: $id) { state dossier { positions {
        recordedFor basis { meeting { id heldOn represented { operator { id } by { id } } } document { sha256 } }
    } } } }
"""


def positions(by: Client, decision: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = by.ask(POSITIONS, id=decision["id"])["decision"]["dossier"]["positions"]
    return found


def test_nothing_is_recorded_for_a_member_by_telephone(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-10))
    other, _ = a_deciding_pole(liege)
    absent = met(liege, pole, members[1:], on=-1)
    earlier = met(liege, pole, members, on=-2)
    apologised = met(liege, pole, members[1:], on=-1, excused=[{"operatorId": members[0]}])
    elsewhere = met(liege, another_pole(liege, members, pole), members, on=-1)
    ahead = liege.done(
        "conveneMeeting", "meeting { id }", assembly={"poleId": pole}, day=day(-1), effectiveOn=day(-1), place="Salle"
    )["id"]
    unknown = f"Meeting:{pole.partition(':')[2]}"
    said = recorded_for(decision, members[0], effectiveOn=day(-1))

    codes = [
        liege.refused("takePosition", **said, **basis)["code"]
        for basis in ({}, *({"basisMeetingId": each} for each in (absent, earlier, apologised, elsewhere, ahead)))
    ]

    assert other != pole
    assert codes == ["NO_BASIS"] * 6
    assert liege.refused("takePosition", **said, basisMeetingId=unknown)["code"] in {"NO_BASIS", "NOT_FOUND"}
    assert positions(liege, decision) == []


def test_a_meeting_or_a_note_is_the_basis_of_what_members_said(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    proxy: dict[str, Any] = {"represented": [{"operatorId": members[1], "byId": members[0]}]}
    meeting, note = met(liege, pole, members[:1], **proxy), stored(liege, b"%PDF-1.7 note of a call")

    for operator in members[:2]:
        liege.done("takePosition", SELECT, **recorded_for(decision, operator, basisMeetingId=meeting))
    liege.done("takePosition", SELECT, **recorded_for(decision, members[2], sha256=note))
    liege.done("adoptDecision", SELECT, decisionId=decision["id"], meetingId=meeting)

    shown = {
        "id": meeting,
        "heldOn": day(0),
        "represented": [{"operator": {"id": members[1]}, "by": {"id": members[0]}}],
    }
    assert positions(liege, decision) == [
        {"recordedFor": True, "basis": {"meeting": shown, "document": None}},
        {"recordedFor": True, "basis": {"meeting": shown, "document": None}},
        {"recordedFor": True, "basis": {"meeting": None, "document": {"sha256": note}}},
    ]


def test_the_attendance_on_which_a_word_rests_takes_two_coordinators(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    meeting, idle = met(liege, pole, members[:2]), met(liege, pole, members[:2])
    for operator in members[:2]:
        liege.done("takePosition", SELECT, **recorded_for(decision, operator, basisMeetingId=meeting))
    everybody = [{"operatorId": each} for each in members]
    patch = {"changes": [{"version": 2, "patch": {"present": everybody}}], "reason": "Liste incomplète."}
    at_meeting = "meeting { present { operator { id } } version }"

    freely = liege.done("rectify", "entity { id }", entityId=idle, **patch)
    liege.done("rectify", "entity { id }", entityId=meeting, **patch)
    alone = liege.ask(f"query ($id: ID!) {{ {at_meeting.replace('meeting', 'meeting(id: $id)', 1)} }}", id=meeting)
    still = liege.refused("takePosition", **recorded_for(decision, members[2], basisMeetingId=meeting))["code"]
    own = liege.refused("confirmRectification", entityId=meeting, proposal=3)["code"]
    a_second_coordinator(api).done("confirmRectification", "entity { id }", entityId=meeting, proposal=3)
    liege.done("takePosition", SELECT, **recorded_for(decision, members[2], basisMeetingId=meeting))

    assert freely["id"] == idle
    assert len(alone["meeting"]["present"]) == 2
    assert (still, own) == ("NO_BASIS", "SAME_COORDINATOR")


@pytest.mark.parametrize("paper", [False, True])
def test_the_word_of_an_account_stays_while_the_same_person_represents(
    api: Api, liege: Client, *, paper: bool
) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], f"Parole{paper}")
    decision = propose(liege, pole, effectiveOn=day(-1))
    meeting = met(liege, pole, members)
    objection = recorded_for(decision, members[0], "OBJECT", words="Non.", effectiveOn=day(-1))
    marie.done("takePosition", SELECT, **objection)
    basis = {"sha256": stored(liege, b"%PDF-1.7 signed")} if paper else {"basisMeetingId": meeting}
    said = recorded_for(decision, members[0], words="Rassurée.", **basis)
    raised = {"objectionId": f"{decision['id'].replace('Decision', 'Objection')}/1", "reason": "R."}

    codes = [
        liege.refused("takePosition", **said)["code"],
        liege.refused("withdrawObjection", **raised, **basis)["code"],
    ]
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        poleId=pole,
        operatorId=members[0],
        sha256=stored(liege, b"%PDF-1.7 let"),
    )
    if paper:
        liege.done("takePosition", SELECT, **said)

    assert codes == ["OWN_WORD_STANDS"] * 2
    assert [each["recordedFor"] for each in positions(liege, decision)] == [False, True][: 1 + paper]


def test_a_representative_is_replaced_by_a_document_of_the_operator(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    representing(api, liege, pole, members[0], "Remplacée")
    seat = {"poleId": pole, "operatorId": members[0]}

    refused = liege.refused("replaceRepresentative", **seat)

    assert (refused["code"], refused["rule"]["key"]) == ("NO_OPERATOR_DOCUMENT", "PS-DESIGN")
