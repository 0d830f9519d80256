"""A member contests the decision on which its pôle ends or carries a project."""

import pytest

from tests.api.decisions import representing
from tests.api.given import Api, Client
from tests.api.projects import Joint, decided
from tests.hostile.pen.evenings import recorded_for

pytestmark = pytest.mark.platform("module")

QUESTIONS = """
    query ($bassin: Bassin!) {
        instance(bassin: $bassin) {
            dossier { waiting { toReconsider { edges { node { findings cause { id } entity { id } } } } } }
        }
    }
"""
TEXT = "query ($id: ID!) { decision(id: $id) { id contentHash } }"
CARRIERS = "query ($id: ID!) { project(id: $id) { dossier { carriers { decision { id } pole { id } } } } }"


def contest(member: Client, operator: str, decision: str) -> None:
    found = member.ask(TEXT, id=decision)["decision"]
    member.done("takePosition", "decision { id }", **recorded_for(found, operator, "OBJECT", words="Non."))


def test_a_project_is_not_ended_by_a_contested_decision(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" contesté").carried()
    pole, members = joint.at_liege
    member = representing(api, liege, pole, members[0], "Opposée")
    decision = decided(liege, joint.at_liege, joint.project, "ABANDONMENT")
    asked = {"projectId": joint.project, "reason": "Fin.", "decisionId": decision}

    contest(member, members[0], decision)
    refused = liege.refused("abandonProject", **asked)

    assert (refused["code"], refused["rule"]["key"]) == ("CONTESTED", "PS-CONSENSUS")


def test_partners_learn_of_the_contest_and_act_all_the_same(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" partagé").carried()
    pole, members = joint.at_liege
    member = representing(api, liege, pole, members[0], "Opposante")
    carriers = liege.ask(CARRIERS, id=joint.project)["project"]["dossier"]["carriers"]
    decision = next(each["decision"]["id"] for each in carriers if each["pole"]["id"] == pole)

    contest(member, members[0], decision)
    asked = namur.ask(QUESTIONS, bassin="NAMUR")["instance"]["dossier"]["waiting"]["toReconsider"]["edges"]
    joint.leave()

    questions = [(each["node"]["findings"], each["node"]["entity"]["id"]) for each in asked]
    assert (["CONTESTED"], joint.project) in questions
