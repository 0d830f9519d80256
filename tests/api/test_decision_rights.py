"""Rights to speak on a decision and to see it: members, the Instance, and the public in the end."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import SELECT, a_deciding_pole, an_adopted_decision, propose, representing, say
from tests.api.given import Api, Client, a_pole, day, ids_in

pytestmark = pytest.mark.platform("module")

DOSSIER = """
    query ($id: ID!) {
        decision(id: $id) {
            id title
            dossier { wordings { id } positions { id } objections { id } roster { operator { id } } }
        }
    }
"""
WAYS: dict[str, Any] = {
    "query ($id: ID!) { decision(id: $id) { id } }": {"decision": None},
    "query ($id: ID!) { node(id: $id) { id } }": {"node": None},
    "query ($id: ID!) { nodes(ids: [$id]) { id } decisions { totalCount edges { node { id } } } }": {
        "nodes": [None],
        "decisions": {"totalCount": 0, "edges": []},
    },
    "query ($id: ID!) { node(id: $id) { id } decisionsToCommunicate { edges { node { id } } } }": {
        "node": None,
        "decisionsToCommunicate": {"edges": []},
    },
}


@pytest.fixture(params=["a coordinator of another Instance", "a visitor", "an administrator"])
def outsider(request: pytest.FixtureRequest, api: Api, namur: Client) -> Client:
    match request.param:
        case "a visitor":
            return api.visitor
        case "an administrator":
            return api.granted("administration", Role.ADMINISTRATOR)
        case _:
            return namur


@pytest.mark.platform("own")
def test_a_decision_that_is_not_communicated_is_not_there_for_others(liege: Client, outsider: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = an_adopted_decision(liege, pole, members)

    answers = {way: outsider.ask(way, id=decision["id"]) for way in WAYS}

    assert answers == WAYS


def test_what_a_communicated_decision_came_from_stays_with_its_own(liege: Client, outsider: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0], "OBJECT", words="Non.")
    for member in members:
        say(liege, decision, member, words="Rassurée.")
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    liege.done("communicateDecision", SELECT, decisionId=decision["id"])
    own = liege.ask(DOSSIER, id=decision["id"])
    ids = sorted(each for each in ids_in(own) if not each.startswith(("Operator", "Decision:")))

    seen = outsider.ask(DOSSIER, id=decision["id"])
    nodes = outsider.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"]

    assert seen == {"decision": {"id": decision["id"], "title": "Un atelier partagé", "dossier": None}}
    assert {each.partition(":")[0] for each in ids} == {"DecisionPosition", "DecisionWording", "Objection"}
    assert nodes == [None] * len(ids)


def test_a_representative_sees_the_dossiers_of_its_own_pole_and_no_others(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    other = a_pole(liege, "Bois")
    marie = representing(api, liege, pole, members[0], "Lambert")
    decision = propose(marie, pole)

    own = marie.ask("query ($id: ID!) { pole(id: $id) { dossier { memberships { id } } } }", id=pole)
    hidden = marie.ask("query ($id: ID!) { pole(id: $id) { id } }", id=other)

    assert len(own["pole"]["dossier"]["memberships"]) == 3
    assert hidden == {"pole": None}
    assert marie.ask(DOSSIER, id=decision["id"])["decision"]["dossier"]["roster"]
    assert marie.refusal("{ auditTrail(bassin: LIEGE) { totalCount } }") == "FORBIDDEN"


def test_a_representative_speaks_for_its_own_member_only(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lambert")
    decision = propose(marie, pole)
    say(liege, decision, members[1], "OBJECT", words="Non.")
    objection = liege.ask(DOSSIER, id=decision["id"])["decision"]["dossier"]["objections"][0]["id"]
    position = {"decisionId": decision["id"], "operatorId": members[1], "contentHash": decision["contentHash"]}

    codes = [
        marie.code_of("takePosition", **position, stance="AGREE"),
        marie.code_of("withdrawObjection", objectionId=objection, reason="Retrait."),
        marie.code_of("receiveDecision", decisionId=decision["id"]),
        marie.code_of("dissolvePole", poleId=pole, reason="Fin."),
        marie.code_of("registerPerson", givenName="Jean", familyName="Petit"),
    ]

    assert codes == ["FORBIDDEN"] * 5


def test_a_representative_acts_in_no_other_pole_and_learns_nothing_of_it(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lambert")
    other, unknown = a_pole(liege, "Bois"), "Pole:00000000-0000-4000-8000-000000000000"

    errors = [
        marie.refused("proposeDecision", poleId=each, kind="DECISION", title="T", text="T.")
        for each in (other, unknown)
    ]

    assert [error["code"] for error in errors] == ["NOT_FOUND"] * 2


def test_a_person_who_no_longer_represents_a_member_does_and_sees_nothing(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lambert")
    decision = propose(marie, pole)

    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=members[0], reason="Départ.")

    assert marie.code_of("adoptDecision", decisionId=decision["id"]) == "FORBIDDEN"
    assert marie.ask("query ($id: ID!) { decision(id: $id) { id } }", id=decision["id"]) == {"decision": None}


def test_a_representative_whose_seat_is_given_to_another_does_nothing_more(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lambert")
    decision = propose(marie, pole)
    paul = representing_today(api, liege, pole, members[0])

    say(paul, decision, members[0])

    assert marie.code_of("adoptDecision", decisionId=decision["id"]) == "FORBIDDEN"


def representing_today(api: Api, by: Client, pole: str, operator: str) -> Client:
    return representing(api, by, pole, operator, "Paulus")


def test_a_coordinator_of_another_instance_does_none_of_the_commands(liege: Client, namur: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[0], "OBJECT", words="Non.")
    objection = {"objectionId": liege.ask(DOSSIER, id=decision["id"])["decision"]["dossier"]["objections"][0]["id"]}
    on = {"decisionId": decision["id"]}
    position = {"operatorId": members[0], "stance": "AGREE", "contentHash": decision["contentHash"]}

    codes = [
        namur.refused(command, **asked)["code"]
        for command, asked in (
            ("amendDecision", {**on, "title": "T", "text": "T."}),
            ("takePosition", {**on, **position}),
            ("answerObjection", {**objection, "answer": "R."}),
            ("maintainObjection", {**objection, "reason": "M."}),
            ("withdrawObjection", {**objection, "reason": "R."}),
            ("adoptDecision", on),
            ("closeWithoutConsensus", {**on, "reason": "F."}),
            ("communicateDecision", on),
            ("receiveDecision", on),
        )
    ]

    assert codes == ["NOT_FOUND"] * 9


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.READER])
def test_who_only_sees_takes_no_part(api: Api, liege: Client, role: Role) -> None:
    pole, _ = a_deciding_pole(liege)
    seeing = api.granted("regard", role, Bassin.LIEGE)

    code = seeing.code_of("proposeDecision", poleId=pole, kind="DECISION", title="T", text="T.", effectiveOn=day(0))

    assert code == "FORBIDDEN"
