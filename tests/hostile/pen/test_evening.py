"""An honest evening: eight members, five of them without an account, and a decision in one batch."""

from typing import Any
from uuid import uuid4

import pytest

from efe_domain.decision.events import DecisionKind
from efe_domain.decision.wording import Wording
from tests.api.batches import performed
from tests.api.decisions import SELECT, a_deciding_pole, propose, representing
from tests.api.given import Api, Client, an_operator, day
from tests.hostile.pen.evenings import HALL, a_person, at_a_meeting

pytestmark = pytest.mark.platform("module")

TITLE, TEXT = "Un atelier commun", "Le pôle ouvre un atelier commun dès septembre."
SHOWN = """
    query ($id: ID!) { decision(id: $id) { state dossier {
        meeting { id } positions { recordedFor basis { meeting { id } } } consultation { isConsensus }
    } } }
"""


def eight_members(api: Api, by: Client) -> tuple[str, list[str], list[Client]]:
    """The pôle, its members, and the accounts of the first three."""
    pole, members = a_deciding_pole(by)
    for nth, kind in enumerate(("ENTREPRISE", "FORMATION", "CEFA", "CEFA", "ENTREPRISE")):
        operator = an_operator(by, kind, name=f"Membre {nth}")
        voice = a_person(by, f"Voix{nth}")
        seat = {"poleId": pole, "operatorId": operator, "representativeId": voice}
        by.done("designateMember", "pole { id }", **seat, effectiveOn=day(-400))
        members.append(operator)
    accounts = [representing(api, by, pole, each, f"Membre{nth}") for nth, each in enumerate(members[:3])]
    return pole, members, accounts


def test_a_decision_is_proposed_discussed_and_adopted_in_one_batch(api: Api, liege: Client) -> None:
    """The coordinator comes home with the list of those who were there, and records it at once."""
    pole, members, _ = eight_members(api, liege)
    decision, meeting = uuid4(), uuid4()
    judged = Wording(title=TITLE, text=TEXT).hash_for(DecisionKind.DECISION, None)
    proxy = [{"operatorId": members[7], "byId": members[6]}]
    commands: list[dict[str, Any]] = [
        {"conveneMeeting": {"assembly": {"poleId": pole}, "day": day(0), **HALL, "commandId": str(meeting)}},
        {
            "holdMeeting": {
                "meetingId": f"Meeting:={meeting}",
                **HALL,
                "present": [{"operatorId": each} for each in members[:7]],
                "represented": proxy,
                "commandId": str(uuid4()),
            }
        },
        {
            "proposeDecision": {
                "poleId": pole,
                "kind": "DECISION",
                "title": TITLE,
                "text": TEXT,
                "commandId": str(decision),
            }
        },
        *(
            {
                "takePosition": {
                    "decisionId": f"Decision:={decision}",
                    "operatorId": each,
                    "stance": "AGREE",
                    "contentHash": judged,
                    "basisMeetingId": f"Meeting:={meeting}",
                    "commandId": str(uuid4()),
                }
            }
            for each in members
        ),
        {
            "adoptDecision": {
                "decisionId": f"Decision:={decision}",
                "meetingId": f"Meeting:={meeting}",
                "commandId": str(uuid4()),
            }
        },
    ]

    answers = performed(liege, *commands)

    assert [each["userErrors"] for each in answers] == [[]] * 12
    held = answers[0]["id"]
    shown = liege.ask(SHOWN, id=answers[2]["id"])["decision"]
    assert (shown["state"], shown["dossier"]["meeting"]) == ("ADOPTED", {"id": held})
    assert shown["dossier"]["positions"] == [{"recordedFor": True, "basis": {"meeting": {"id": held}}}] * 8


def test_three_speak_for_themselves_and_five_are_recorded(api: Api, liege: Client) -> None:
    pole, members, accounts = eight_members(api, liege)
    decision = propose(liege, pole)
    for client, member in zip(accounts, members, strict=False):
        said = {"operatorId": member, "stance": "AGREE", "contentHash": decision["contentHash"]}
        client.done("takePosition", SELECT, decisionId=decision["id"], **said)

    meeting = at_a_meeting(liege, pole, decision, members[3:])
    liege.done("adoptDecision", SELECT, decisionId=decision["id"], meetingId=meeting)

    positions = liege.ask(SHOWN, id=decision["id"])["decision"]["dossier"]["positions"]
    assert [each["recordedFor"] for each in positions] == [False] * 3 + [True] * 5
    assert [each["basis"] for each in positions[:3]] == [None] * 3
