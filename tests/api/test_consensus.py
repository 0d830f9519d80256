"""Consensus as a client sees it: own words, signed documents, modalities, meetings, and who may do what."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.shared.command_context import CommandContext, in_context
from tests.api.decisions import (
    PROPOSED,
    SELECT,
    a_deciding_pole,
    an_adopted_decision,
    concert,
    propose,
    representing,
    say,
)
from tests.api.documents import get, stored
from tests.api.given import Api, Client, day
from tests.api.meetings import convened, held

pytestmark = pytest.mark.platform("module")

DECISION = """
    query ($id: ID!, $on: Date, $at: AsOf) {
        decision(id: $id, asOf: $at) {
            dossier {
                quorumPercent agreementPerCollege meeting { id heldOn }
                roster { operator { id } }
                positions { recordedFor stance document { sha256 size mediaType path } }
                objections { state lastWord document { sha256 } }
                consultation(on: $on) {
                    isConsensus collegesNotHeard somebodyAgrees collegesNotAgreeing awaited { id } notCounted { id }
                }
            }
        }
    }
"""
MODALITIES = """
    query ($id: ID!, $at: AsOf) {
        pole(id: $id, asOf: $at) { dossier {
            modalities { agreedOn meetingEveryMonths quorumPercent agreementPerCollege decision { id kind } }
            proposedModalities { proposedOn meetingEveryMonths quorumPercent agreementPerCollege contentHash }
        } }
    }
"""


def dossier(by: Client, decision: dict[str, Any], **asked: Any) -> Any:
    return by.ask(DECISION, id=decision["id"], **asked)["decision"]["dossier"]


def position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


def test_only_the_member_lifts_the_objection_that_it_raised_itself(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lambert")
    decision = propose(liege, pole)
    say(marie, decision, members[0], "OBJECT", words="Non.")
    taken = {"decisionId": decision["id"], "operatorId": members[0], "contentHash": decision["contentHash"]}
    recorded = {**taken, "stance": "AGREE", "words": "Au téléphone."}
    objection = {"objectionId": f"{decision['id'].replace('Decision', 'Objection')}/1", "reason": "Au téléphone."}
    before, signed = position(liege), stored(liege, b"%PDF-1.7 signed")

    refused = [
        liege.refused("takePosition", **recorded),
        liege.refused("takePosition", **recorded, sha256=signed),
        liege.refused("withdrawObjection", **objection, sha256=signed),
    ]
    unknown = liege.refused("takePosition", **recorded, sha256="0" * 64)
    not_hers = marie.refused("takePosition", **recorded, sha256=signed)
    unmoved = position(liege)
    marie.done("takePosition", SELECT, **recorded)

    assert {(each["code"], each["rule"]["key"]) for each in refused} == {("OWN_WORD_STANDS", "PS-CONSENSUS")}
    assert refused[0]["message"] == (
        "Ce membre s'est exprimé lui-même : seul un compte qui le représente peut dire autrement."
    )
    assert (unknown["code"], not_hers["code"], unmoved) == ("NOT_FOUND", "NOT_FOUND", before)
    found = dossier(liege, decision)
    assert [each["recordedFor"] for each in found["positions"]] == [False, False]
    assert found["objections"] == [{"state": "WITHDRAWN", "lastWord": "Au téléphone.", "document": None}]
    assert dossier(liege, decision, at={"position": before})["objections"] == [
        {"state": "RAISED", "lastWord": None, "document": None}
    ]


def test_the_document_on_which_a_word_rests_is_shown_to_the_pole(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[1], "Lambert")
    decision = propose(liege, pole)
    signed = stored(liege, b"%PDF-1.7 signed")
    objected = {"words": "Non.", "sha256": stored(liege, b"%PDF-1.7 note")}
    say(liege, decision, members[0], "OBJECT", **objected)
    say(liege, decision, members[0], words="Par écrit.", sha256=signed)

    document = {"sha256": signed, "size": 15, "mediaType": "application/pdf", "path": f"/documents/{signed}"}
    found = dossier(liege, decision)
    assert found["positions"][1] == {"recordedFor": True, "stance": "AGREE", "document": document}
    assert found["objections"] == [{"state": "WITHDRAWN", "lastWord": "Par écrit.", "document": {"sha256": signed}}]
    assert get(marie, signed).content == b"%PDF-1.7 signed"
    assert get(api.visitor, signed).status_code == 404


def test_what_is_missing_shows_as_the_adoption_refuses_it_on_the_day(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-20))
    for member in members:
        say(liege, decision, member, "ABSTAIN", effectiveOn=day(-20))
    before = position(liege)
    nobody = liege.refused("adoptDecision", decisionId=decision["id"], effectiveOn=day(-20))
    say(liege, decision, members[0], "RESERVE", words="Sous réserve.", effectiveOn=day(-20))
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=members[0], reason="Fin.", effectiveOn=day(-9))

    unheard = liege.refused("adoptDecision", decisionId=decision["id"])

    assert (nobody["code"], unheard["code"]) == ("NOBODY_AGREES", "COLLEGE_NOT_HEARD")
    abstained = dossier(liege, decision, on=day(-10), at={"position": before})["consultation"]
    agreed, left = (dossier(liege, decision, on=day(on))["consultation"] for on in (-10, 0))
    assert (abstained["isConsensus"], abstained["somebodyAgrees"], abstained["collegesNotHeard"]) == (
        False,
        False,
        [],
    )
    assert (agreed["isConsensus"], agreed["somebodyAgrees"], agreed["notCounted"]) == (True, True, [])
    assert left == {
        "isConsensus": False,
        "collegesNotHeard": ["A"],
        "somebodyAgrees": False,
        "collegesNotAgreeing": [],
        "awaited": [],
        "notCounted": [{"id": members[0]}],
    }


def test_modalities_are_shown_as_proposed_then_in_force_and_frozen_with_a_decision(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    asked = {"meetingEveryMonths": 3, "quorumPercent": 60, "agreementPerCollege": True}
    liege.done("agreeModalities", "pole { id }", poleId=pole, effectiveOn=day(-100), **asked)
    proposed = liege.ask(MODALITIES, id=pole)["pole"]["dossier"]
    before = position(liege)
    decision = concert(liege, pole, members, on=day(-90), never_met=None, **{**asked, "quorumPercent": 70})
    later = propose(liege, pole)

    in_force = liege.ask(MODALITIES, id=pole)["pole"]["dossier"]

    assert proposed["modalities"] is None
    hashed = proposed["proposedModalities"].pop("contentHash")
    assert proposed["proposedModalities"] == {"proposedOn": day(-100), **asked}
    assert len(hashed) == 64
    kind = {"id": decision["id"], "kind": "MODALITIES"}
    assert in_force == {
        "modalities": {"agreedOn": day(-90), **asked, "quorumPercent": 70, "decision": kind},
        "proposedModalities": None,
    }
    as_it_was = liege.ask(MODALITIES, id=pole, at={"position": before})["pole"]["dossier"]
    assert as_it_was["proposedModalities"]["quorumPercent"] == 60
    frozen = [dossier(liege, each) for each in (decision, later)]
    assert [(each["quorumPercent"], each["agreementPerCollege"]) for each in frozen] == [(None, False), (70, True)]


def test_the_instance_agrees_to_what_the_pole_decided_and_nothing_else(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    other = an_adopted_decision(liege, pole, members)
    asked = {"poleId": pole, "meetingEveryMonths": 3, "decisionId": other["id"]}

    refused = liege.refused("agreeModalities", **asked)

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_CARRIED", "PS-CONSENSUS")
    assert liege.ask(PROPOSED, id=pole)["pole"]["dossier"]["proposedModalities"] is None


def test_an_amendment_is_shown_with_the_members_of_its_day(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    before = position(liege)
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=members[2], reason="Fin.")
    liege.done("amendDecision", SELECT, decisionId=decision["id"], title="Atelier", text="Autrement.")

    then, now = dossier(liege, decision, at={"position": before}), dossier(liege, decision)

    assert [seat["operator"]["id"].partition("@")[0] for seat in then["roster"]] == members
    assert [seat["operator"]["id"] for seat in now["roster"]] == members[:2]


def test_no_word_is_counted_for_a_wording_that_came_after_it(liege: Client) -> None:
    words = "query ($id: ID!) { decision(id: $id) { memberWords ownWords } }"
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0])
    before = liege.ask(words, id=decision["id"])["decision"]
    liege.done("amendDecision", SELECT, decisionId=decision["id"], title="Atelier", text="Autrement.")

    assert before == {"memberWords": 1, "ownWords": 0}
    assert liege.ask(words, id=decision["id"])["decision"] == {"memberWords": 0, "ownWords": 0}


def test_a_decision_shows_the_meeting_at_which_it_was_adopted(liege: Client, namur: Client) -> None:
    pole, members = a_deciding_pole(liege)
    meeting, ahead = held(liege, {"poleId": pole}), convened(liege, {"poleId": pole})
    decision = propose(liege, pole)
    for member in members:
        say(liege, decision, member)

    not_held = liege.refused("adoptDecision", decisionId=decision["id"], meetingId=ahead)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"], meetingId=meeting)
    liege.done("communicateDecision", SELECT, decisionId=decision["id"])

    assert not_held["code"] == "MEETING_NOT_HELD"
    assert dossier(liege, decision)["meeting"] == {"id": meeting, "heldOn": day(0)}
    assert namur.ask(DECISION, id=decision["id"]) == {"decision": {"dossier": None}}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Cet acte est ouvert à un coordinateur de l'Instance concernée (règle PS-3ANS)."),
        ("en", "This act is open to a coordinator of the Instance concerned (rule PS-3ANS)."),
    ],
)
def test_who_has_no_right_is_told_who_has_it_and_by_which_rule(
    api: Api, liege: Client, language: str, sentence: str
) -> None:
    pole, members = a_deciding_pole(liege)
    marie, stranger = representing(api, liege, pole, members[0], "Lambert"), api.client("personne")
    command = f'mutation {{ constitutePole(input: {{ poleId: "{pole}" }}) {{ position }} }}'

    for by in (marie, stranger):
        [error] = by.with_header("Accept-Language", language).post(command, {})["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["message"].endswith(sentence)


def test_a_command_of_the_release_before_is_known_when_it_is_repeated(api: Api, liege: Client) -> None:
    """As that release gave it to the use case: without the inputs that came later, and without a basis.

    An imported line on an imported decision needs no basis, as none did in that release.
    """
    pole, members = a_deciding_pole(liege)
    platform, account = api.installation.platform, api.account("coordination-liege")
    proposed, taken, agreed = uuid4(), uuid4(), uuid4()
    today = date.fromisoformat(day(0))
    imported = CommandContext(actor=str(account), today=today, reprise="before")
    wording = Wording(title="Un atelier", text="Le pôle ouvre son atelier.")
    with in_context(imported):
        platform.propose_decision(proposed, key(pole), DecisionKind.DECISION, wording)
    decision = f"Decision:{proposed}"
    operator, judged = members[0], wording.hash_for(DecisionKind.DECISION, None)
    with in_context(replace(imported, command_id=taken)):
        platform.take_position(proposed, key(operator), Stance.AGREE, "", content_hash=judged, on=None)
    with in_context(CommandContext(actor=str(account), today=today, command_id=agreed)):
        platform.agree_modalities(key(pole), 3, quorum_percent=50, remote_allowed=False, on=None)
    before = platform.recorder.max_notification_id()

    said = {"operatorId": operator, "stance": "AGREE", "contentHash": judged}
    liege.done("takePosition", SELECT, decisionId=decision, **said, commandId=str(taken))
    modalities = {"meetingEveryMonths": 3, "quorumPercent": 50}
    liege.done("agreeModalities", "pole { id }", poleId=pole, **modalities, commandId=str(agreed))

    assert platform.recorder.max_notification_id() == before
    new = liege.refused("takePosition", decisionId=decision, **{**said, "operatorId": members[1]})
    assert new["code"] == "NO_BASIS"


def key(global_id: str) -> UUID:
    return UUID(global_id.partition(":")[2])
