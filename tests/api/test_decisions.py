"""A pôle decides by consensus (PS-CONSENSUS), and its Instance hears of it (PS-COM)."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, an_adopted_decision, announce, propose, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, day

pytestmark = pytest.mark.platform("module")

DECISION = """
    query ($id: ID!) {
        decision(id: $id) {
            state number title text adoptedOn communicatedOn receivedOn published
            pole { id }
            dossier {
                closeReason
                wordings { number text contentHash }
                roster { college operator { id } representative { familyName } }
                positions { stance words recordedFor contentHash operator { id } objection { number } }
                objections { id number state reason answer lastWord operator { id } }
                consultation {
                    isConsensus collegesNotHeard awaited { id } silent { id } standingObjections { number }
                }
            }
        }
    }
"""
LISTS = """
    query ($pole: ID!) {
        decisions(filter: { poleId: $pole }) { totalCount edges { node { id } } }
        decisionsToCommunicate(bassin: LIEGE) { edges { node { id } } }
        decisionsToReceive(bassin: LIEGE) { edges { node { id } } }
    }
"""
TRAIL = """
    query ($kind: [String!]) {
        auditTrail(bassin: LIEGE, filter: { kinds: $kind }) {
            edges { node { actor { id } onBehalfOf { id name } rule { key } subject { id } } }
        }
    }
"""
TAKEN = ["decision.position-taken.v3"]


def seen(by: Client, decision: dict[str, Any]) -> Any:
    return by.ask(DECISION, id=decision["id"])["decision"]


def waiting(by: Client, pole: str) -> tuple[int, int, int]:
    """Returns the numbers of decisions: all, those to communicate, those to receive."""
    lists = by.ask(LISTS, pole=pole)
    return (
        lists["decisions"]["totalCount"],
        len(lists["decisionsToCommunicate"]["edges"]),
        len(lists["decisionsToReceive"]["edges"]),
    )


def trail(by: Client, kinds: list[str]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in by.ask(TRAIL, kind=kinds)["auditTrail"]["edges"]]


@pytest.mark.platform("own")
def test_representatives_decide_with_their_own_accounts(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    company, training, school = (
        representing(api, liege, pole, member, name)
        for member, name in zip(members, ("Lambert", "Dubois", "Renard"), strict=True)
    )

    decision = propose(company, pole)
    say(company, decision, members[0])
    say(training, decision, members[1], "RESERVE", words="Sous réserve d'accès.")
    say(school, decision, members[2], "ABSTAIN")
    adopted = school.done("adoptDecision", "decision { state adoptedOn }", decisionId=decision["id"])
    training.done("communicateDecision", SELECT, decisionId=decision["id"])
    liege.done("receiveDecision", SELECT, decisionId=decision["id"])

    assert adopted == {"state": "ADOPTED", "adoptedOn": day(0)}
    assert [entry["onBehalfOf"] for entry in trail(liege, TAKEN)] == [None] * 3
    assert [entry["actor"]["id"] for entry in trail(liege, TAKEN)] == [
        f"Account:{api.account(name)}" for name in ("Lambert", "Dubois", "Renard")
    ]
    assert seen(company, decision)["dossier"]["positions"][1]["words"] == "Sous réserve d'accès."
    assert api.visitor.ask("query ($id: ID!) { decision(id: $id) { state receivedOn } }", id=decision["id"]) == {
        "decision": {"state": "RECEIVED", "receivedOn": day(0)}
    }


@pytest.mark.platform("own")
def test_a_coordinator_records_on_behalf_of_the_members_and_the_trail_keeps_both(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)

    an_adopted_decision(liege, pole, members)

    entries = trail(liege, TAKEN)
    assert {entry["actor"]["id"] for entry in entries} == {f"Account:{api.account('coordination-liege')}"}
    assert [entry["onBehalfOf"]["id"] for entry in entries] == members
    assert {entry["rule"]["key"] for entry in entries} == {"PS-CONSENSUS"}


def test_an_objection_is_answered_maintained_and_withdrawn_after_an_amendment(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0], "OBJECT", words="Les assurances ne suivent pas.")
    objection = {"objectionId": seen(liege, decision)["dossier"]["objections"][0]["id"]}

    liege.done("answerObjection", SELECT, **objection, answer="L'assureur confirme.")
    liege.done("maintainObjection", SELECT, **objection, reason="Par écrit ?")
    amended = liege.done("amendDecision", SELECT, decisionId=decision["id"], title="Atelier", text="Avec l'assureur.")
    for member in members[1:]:
        say(liege, amended, member)
    refused = liege.refused("adoptDecision", decisionId=decision["id"])
    liege.done("withdrawObjection", SELECT, **objection, reason="Rassurée.", sha256=stored(liege))
    say(liege, amended, members[0])
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])

    found = seen(liege, decision)
    assert (refused["code"], refused["reasons"]) == (
        "OBJECTION_STANDS",
        ["Objection 1 : Opérateur ENTREPRISE-liege."],
    )
    assert [wording["text"] for wording in found["dossier"]["wordings"]] == [
        "Le pôle ouvre son atelier.",
        "Avec l'assureur.",
    ]
    assert (found["number"], found["text"], found["state"]) == (2, "Avec l'assureur.", "ADOPTED")
    [kept] = found["dossier"]["objections"]
    assert (kept["state"], kept["answer"], kept["lastWord"]) == ("WITHDRAWN", "L'assureur confirme.", "Rassurée.")
    assert [position["stance"] for position in found["dossier"]["positions"]] == ["OBJECT", "AGREE", "AGREE", "AGREE"]


def test_what_is_missing_for_a_consensus_shows_as_the_adoption_refuses_it(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0], "OBJECT", words="Non.")
    say(liege, decision, members[1])

    found = seen(liege, decision)["dossier"]["consultation"]

    assert found == {
        "isConsensus": False,
        "collegesNotHeard": ["C"],
        "awaited": [{"id": members[2]}],
        "silent": [{"id": members[2]}],
        "standingObjections": [{"number": 1}],
    }


def test_the_silent_are_waited_for_until_the_announced_deadline(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege, quorum=60)
    decision = propose(liege, pole, effectiveOn=day(-20))
    announce(api, decision, -5, recorded=-20)
    for member in members[:2]:
        say(liege, decision, member, effectiveOn=day(-10))

    early = liege.refused("adoptDecision", decisionId=decision["id"], effectiveOn=day(-5))
    unheard = liege.refused("adoptDecision", decisionId=decision["id"], effectiveOn=day(-4))

    assert (early["code"], early["reasons"]) == ("NOT_EVERYONE_CONSULTED", ["Opérateur CEFA-liege"])
    assert unheard["code"] == "COLLEGE_NOT_HEARD"
    assert unheard["reasons"] == ["Collège C (enseignement qualifiant) : aucune position d'un membre qui compte."]
    assert {early["rule"]["key"], unheard["rule"]["key"]} == {"PS-CONSENSUS"}


def test_a_member_that_leaves_does_not_change_the_roster(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = an_adopted_decision(liege, pole, members)
    before = seen(liege, decision)["dossier"]["roster"]

    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=members[2], reason="Départ.")

    assert seen(liege, decision)["dossier"]["roster"] == before
    assert [seat["operator"]["id"] for seat in before] == members


@pytest.mark.platform("own")
def test_what_is_adopted_waits_to_be_communicated_then_to_be_received(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    counts = [waiting(liege, pole)]

    decision = an_adopted_decision(liege, pole, members)
    counts.append(waiting(liege, pole))
    liege.done("communicateDecision", SELECT, decisionId=decision["id"])
    counts.append(waiting(liege, pole))
    liege.done("receiveDecision", SELECT, decisionId=decision["id"])
    counts.append(waiting(liege, pole))

    assert counts == [(0, 0, 0), (1, 1, 0), (1, 0, 1), (1, 0, 0)]


def test_a_decision_left_without_consensus_is_never_public(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    for member in members:
        say(liege, decision, member, "ABSTAIN")

    liege.done("closeWithoutConsensus", SELECT, decisionId=decision["id"], reason="Trop tôt.")

    assert seen(liege, decision)["dossier"]["closeReason"] == "Trop tôt."
    assert seen(api.visitor, decision) is None
    assert liege.refused("communicateDecision", decisionId=decision["id"])["code"] == "NOT_ADOPTED"


def test_a_decision_is_read_as_it_was(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    at = liege.ask("{ meta { position } }")["meta"]["position"]
    say(liege, decision, members[0])

    then = liege.ask(
        "query ($id: ID!, $at: AsOf) { decision(id: $id, asOf: $at) { id dossier { positions { id } } } }",
        id=decision["id"],
        at={"position": at},
    )

    assert then == {"decision": {"id": f"{decision['id']}@{at}", "dossier": {"positions": []}}}
