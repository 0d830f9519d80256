"""A coordinator speaks for members, or removes a silent one, and adopts: the members still have the last word."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import (
    PROPOSAL,
    PROPOSED,
    SELECT,
    a_deciding_pole,
    an_adopted_decision,
    propose,
    representing,
    say,
)
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator, day
from tests.hostile.pen.evenings import an_account_of, recorded_for, seen, tasks

pytestmark = pytest.mark.platform("module")

QUESTIONS = """
    { instance(bassin: LIEGE) { dossier { waiting { toReconsider { edges { node { findings cause { id } } } } } } } }
"""
PURGED = "query ($id: ID!) { decision(id: $id) { lateUntil dossier { purgedDocuments } } }"
VERSION = "query ($id: ID!) { decision(id: $id) { version } }"
MODALITIES = {"meetingEveryMonths": 6, "quorumPercent": 60}


def remove(by: Client, pole: str, member: str) -> None:
    by.done("endMembership", "pole { id }", poleId=pole, operatorId=member, reason="Départ", effectiveOn=day(-2))


@pytest.fixture
def school(liege: Client) -> str:
    """A fourth member, of a college that has another one."""
    return an_operator(liege, "CEFA")


def a_pole_of_four(api: Api, by: Client, school: str, name: str) -> tuple[str, list[str], Client]:
    """A constituted pôle with two schools, the second of which has an account."""
    pole, members = a_deciding_pole(by)
    by.done("designateMember", "pole { id }", poleId=pole, operatorId=school, effectiveOn=day(-450))
    return pole, [*members, school], representing(api, by, pole, school, name)


def test_a_silent_member_that_was_removed_and_designated_again_contests(api: Api, liege: Client, school: str) -> None:
    pole, members, silent = a_pole_of_four(api, liege, school, "Absente")
    decision = propose(liege, pole, effectiveOn=day(-3))
    for member in members[:3]:
        say(liege, decision, member, effectiveOn=day(-3))
    awaited = liege.refused("adoptDecision", decisionId=decision["id"])["code"]
    remove(liege, pole, school)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    person = silent.ask("{ viewer { account { person { id } } } }")["viewer"]["account"]["person"]["id"]
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=school, representativeId=person)

    assert awaited == "NOT_EVERYONE_CONSULTED"
    assert ("CONFIRM_RECORDED_WORD", school) in tasks(silent, decision["id"])
    say(silent, decision, school, "OBJECT", words="Je n'ai pas été entendue.")
    found = seen(silent, decision["id"])

    assert (found["contested"], found["contestedOn"], found["ownWords"], found["memberWords"]) == (True, day(0), 1, 4)
    assert found["dossier"]["positions"][-1] == {"late": True, "recordedFor": False}
    assert ("DECISION_CONTESTED", None) in tasks(liege, decision["id"])


def test_a_member_that_was_removed_speaks_with_the_account_that_it_had(api: Api, liege: Client, school: str) -> None:
    pole, members, silent = a_pole_of_four(api, liege, school, "Partie")
    decision = propose(liege, pole, effectiveOn=day(-3))
    for member in members[:3]:
        say(liege, decision, member, effectiveOn=day(-3))
    remove(liege, pole, school)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    payload = silent.do(
        "takePosition",
        decisionId=decision["id"],
        operatorId=school,
        stance="OBJECT",
        words="Non.",
        contentHash=decision["contentHash"],
    )

    assert payload["userErrors"] == []
    assert seen(liege, decision["id"])["contested"]


def test_a_word_that_was_recorded_for_a_member_is_contested_by_it(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Étonnée")
    decision = an_adopted_decision(liege, pole, members)

    before, waiting = seen(member, decision["id"]), tasks(member, decision["id"])
    say(member, decision, members[0], "OBJECT", words="Je n'ai jamais dit cela.")
    after = seen(member, decision["id"])

    assert (before["contested"], before["ownWords"], before["memberWords"]) == (False, 0, 3)
    assert before["lateUntil"] == day(30)
    assert [each["operator"]["id"] for each in before["dossier"]["maySpeakLate"]] == members
    assert ("CONFIRM_RECORDED_WORD", members[0]) in waiting
    assert (after["contested"], after["ownWords"]) == (True, 1)
    assert ("CONFIRM_RECORDED_WORD", members[0]) not in tasks(member, decision["id"])


def test_nothing_new_rests_on_a_contested_decision_and_what_does_is_in_question(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Contestataire")
    liege.done("agreeModalities", "pole { id }", poleId=pole, **MODALITIES)
    text = liege.ask("query ($id: ID!) { pole(id: $id) { dossier { proposedModalities { contentHash } } } }", id=pole)
    hashed = text["pole"]["dossier"]["proposedModalities"]["contentHash"]
    decision, other = (
        an_adopted_decision_on(liege, pole, members, kind="MODALITIES", subjectId=pole, subjectHash=hashed)
        for _ in range(2)
    )
    liege.done("agreeModalities", "pole { id }", poleId=pole, decisionId=other["id"], **MODALITIES)

    for each in (decision, other):
        say(member, each, members[0], "OBJECT", words="Non.")
    refused = liege.refused("agreeModalities", poleId=pole, decisionId=decision["id"], **MODALITIES)
    questions = [
        edge["node"] for edge in liege.ask(QUESTIONS)["instance"]["dossier"]["waiting"]["toReconsider"]["edges"]
    ]

    assert (refused["code"], refused["rule"]["key"]) == ("CONTESTED", "PS-CONSENSUS")
    assert [each["findings"] for each in questions if each["cause"]["id"] == other["id"]] == [["CONTESTED"]]
    assert [each for each in questions if each["cause"]["id"] == decision["id"]] == []


def an_adopted_decision_on(by: Client, pole: str, members: list[str], **asked: Any) -> dict[str, Any]:
    decision = propose(by, pole, **asked)
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", SELECT, decisionId=decision["id"])
    return decision


def test_only_the_word_of_the_member_ends_the_contest(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Fâchée")
    decision = an_adopted_decision(liege, pole, members)
    say(member, decision, members[0], "OBJECT", words="Non.")
    objection = member.ask(
        "query ($id: ID!) { decision(id: $id) { dossier { objections { id } } } }", id=decision["id"]
    )["decision"]["dossier"]["objections"][0]["id"]

    by_pen = [
        liege.refused("withdrawObjection", objectionId=objection, reason="Elle est d'accord.")["code"],
        liege.refused(
            "takePosition",
            decisionId=decision["id"],
            operatorId=members[0],
            stance="AGREE",
            words="Elle est d'accord.",
            contentHash=decision["contentHash"],
        )["code"],
        liege.refused("answerObjection", objectionId=objection, answer="Mais si.")["code"],
    ]
    still = seen(liege, decision["id"])["contested"]
    member.done("withdrawObjection", SELECT, objectionId=objection, reason="On m'a convaincue.")

    assert by_pen == ["DECISION_IS_CLOSED"] * 3
    assert still
    assert not seen(liege, decision["id"])["contested"]


def test_a_decision_that_replaces_it_ends_the_contest(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Remplacée")
    decision = an_adopted_decision(liege, pole, members)
    say(member, decision, members[0], "OBJECT", words="Non.")

    other = propose(liege, pole, replacesId=decision["id"], text="Autrement.")
    before = seen(liege, decision["id"])["contested"]
    say(member, other, members[0])
    for each in members[1:]:
        say(liege, other, each)
    liege.done("adoptDecision", SELECT, decisionId=other["id"])
    found = seen(liege, decision["id"])
    again = liege.refused("proposeDecision", poleId=pole, **PROPOSAL, replacesId=decision["id"])

    assert (before, found["contested"], found["dossier"]["replacedBy"]) == (True, False, {"id": other["id"]})
    assert again["code"] == "NOT_REPLACEABLE"


def test_who_spoke_for_itself_or_kept_silent_past_a_deadline_has_no_late_word(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Engagée")
    decision = propose(liege, pole)
    say(member, decision, members[0])
    for each in members[1:]:
        say(liege, decision, each)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    refused = member.refused(
        "takePosition",
        decisionId=decision["id"],
        operatorId=members[0],
        stance="OBJECT",
        words="Finalement non.",
        contentHash=decision["contentHash"],
    )

    assert refused["code"] == "DECISION_IS_CLOSED"
    assert tasks(member, decision["id"]) == [("DECISION_TO_COMMUNICATE", None)]


def test_a_member_confirms_the_word_that_was_recorded_for_it(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Contente")
    decision = an_adopted_decision(liege, pole, members)

    say(member, decision, members[0])
    found = seen(member, decision["id"])

    assert (found["contested"], found["ownWords"], found["memberWords"]) == (False, 1, 3)
    assert [each["operator"]["id"] for each in found["dossier"]["maySpeakLate"]] == members[1:]


def test_the_purge_of_the_document_of_a_recorded_word_lets_the_members_speak_again(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Signataire")
    sha256 = stored(liege)
    decision = propose(liege, pole, effectiveOn=day(-1))
    for each in members:
        say(liege, decision, each, sha256=sha256, effectiveOn=day(-1))
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    other = an_adopted_decision(liege, pole, members)
    version = liege.ask(VERSION, id=other["id"])["decision"]["version"]

    liege.done("purgeDocument", "purgedDocument { id }", bassin="LIEGE", sha256=sha256, reason="Déposée par erreur.")
    found = member.ask(PURGED, id=decision["id"])["decision"]

    assert found == {"lateUntil": day(30), "dossier": {"purgedDocuments": [sha256]}}
    assert liege.ask(VERSION, id=other["id"])["decision"]["version"] == version
    say(member, decision, members[0], "OBJECT", words="Je n'ai rien signé.")
    assert seen(member, decision["id"])["contested"]


def test_a_representative_who_became_a_coordinator_has_no_late_word(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    speaking = representing(api, liege, pole, members[0], "Promue")
    decision = an_adopted_decision(liege, pole, members)
    person = speaking.ask("{ viewer { account { person { id } } } }")["viewer"]["account"]["person"]["id"]
    an_account_of(api, "promue-et-coordination", person)
    promoted = api.granted("promue-et-coordination", Role.COORDINATOR, Bassin.LIEGE)

    refused = promoted.refused("takePosition", **recorded_for(decision, members[0], "OBJECT", words="Non."))

    assert refused["code"] == "DECISION_IS_CLOSED"
    assert not seen(liege, decision["id"])["contested"]


def test_an_objection_and_an_act_at_once_leave_no_act_out_of_question(api: Api, liege: Client) -> None:
    """Either the act comes first, and is questioned; or the objection does, and refuses it."""
    for number in range(6):
        pole, members = a_deciding_pole(liege)
        member = representing(api, liege, pole, members[0], f"Prompte{number}")
        liege.done("agreeModalities", "pole { id }", poleId=pole, **MODALITIES)
        text = liege.ask(PROPOSED, id=pole)["pole"]["dossier"]["proposedModalities"]
        subject = {"kind": "MODALITIES", "subjectId": pole, "subjectHash": text["contentHash"]}
        decision = an_adopted_decision_on(liege, pole, members, **subject)
        objection = recorded_for(decision, members[0], "OBJECT", words="Non.")
        with ThreadPoolExecutor(2) as threads:
            said = threads.submit(partial(member.do, "takePosition", **objection))
            agreed = {"poleId": pole, "decisionId": decision["id"], **MODALITIES}
            acted = threads.submit(partial(liege.do, "agreeModalities", **agreed))
        codes = [each["code"] for each in acted.result()["userErrors"]]
        waiting = liege.ask(QUESTIONS)["instance"]["dossier"]["waiting"]["toReconsider"]["edges"]
        questioned = [each for each in waiting if each["node"]["cause"]["id"] == decision["id"]]

        assert said.result()["userErrors"] == []
        assert (codes, len(questioned)) in ((["CONTESTED"], 0), ([], 1))
