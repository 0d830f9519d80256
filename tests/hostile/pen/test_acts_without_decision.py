"""One member of three ends, amends or leaves a project that its pôle did not decide to end, amend or leave."""

from typing import Any

import pytest

from tests.api.decisions import representing
from tests.api.given import Api, Client
from tests.api.projects import JOINT, SELECT, Joint, adopt, decided, hash_of, judge

pytestmark = pytest.mark.platform("module")

BOARD = "query ($id: ID!) { project(id: $id) { outcome pending dossier { state board { verdict } } } }"
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "ABANDONMENT": ("abandonProject", {"reason": "Je n'en veux plus."}),
    "AMENDMENT": ("amendProject", {"content": {**JOINT, "title": "À mon goût"}, "reason": "À mon goût."}),
    "DEPARTURE": ("leaveProject", {"reason": "Je pars."}),
}


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    """Started, and agreed by both Instances."""
    joint = Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}").submitted()
    for client, bassin in ((liege, "LIEGE"), (namur, "NAMUR")):
        judge(client, bassin, joint.project)
    liege.done("startProject", SELECT, projectId=joint.project)
    return joint


def one_member(api: Api, joint: Joint, name: str) -> Client:
    """A person with an account who represents one of the three members of the pôle of Liège."""
    return representing(api, joint.liege, joint.at_liege[0], joint.at_liege[1][0], name)


def act(joint: Joint, kind: str) -> tuple[str, dict[str, Any]]:
    command, asked = ACTS[kind]
    pole: dict[str, Any] = {"poleId": joint.at_liege[0]} if kind == "DEPARTURE" else {}
    return command, {"projectId": joint.project, **pole, **asked}


@pytest.mark.parametrize("kind", ACTS)
def test_one_member_alone_neither_ends_nor_amends_nor_leaves(api: Api, joint: Joint, kind: str) -> None:
    member = one_member(api, joint, f"Seule{kind.title()}")
    command, asked = act(joint, kind)

    refused = [client.refused(command, **asked) for client in (member, joint.liege)]

    assert [each["code"] for each in refused] == ["DECISION_NEEDED"] * 2
    assert [each["rule"]["key"] for each in refused] == ["PS-CONSENSUS"] * 2
    project = joint.liege.ask(BOARD, id=joint.project)["project"]
    assert project["outcome"] == "AGREED_BY_ALL"
    assert project["dossier"] == {"state": "STARTED", "board": [{"verdict": "AGREED"}] * 2}


@pytest.mark.parametrize("kind", ACTS)
def test_a_decision_on_something_else_carries_no_act(joint: Joint, kind: str) -> None:
    liege, other = joint.liege, next(each for each in ACTS if each != kind)
    command, asked = act(joint, kind)
    hashed = hash_of(liege, joint.project)
    open_one = liege.done(
        "proposeDecision",
        "decision { id }",
        poleId=joint.at_liege[0],
        kind=kind,
        subjectId=joint.project,
        subjectHash=hashed,
        title="Un acte",
        text="En discussion.",
    )["id"]
    to_carry = liege.ask(
        "query ($id: ID!) { project(id: $id) { dossier { carriers { decision { id } pole { id } } } } }",
        id=joint.project,
    )["project"]["dossier"]["carriers"]
    cited = [
        decided(liege, joint.at_liege, joint.project, other),
        open_one,
        next(each["decision"]["id"] for each in to_carry if each["pole"]["id"] == joint.at_liege[0]),
    ]

    codes = [liege.refused(command, **asked, decisionId=each)["code"] for each in cited]

    assert codes == ["NOT_DECIDED"] * 3


def test_the_pole_of_another_bassin_decides_nothing_for_the_lead(joint: Joint) -> None:
    namur, liege = joint.namur, joint.liege
    proposed = {"kind": "ABANDONMENT", "title": "Fin", "text": "Le pôle de Namur n'en veut plus."}
    subject = {"subjectId": joint.project, "subjectHash": hash_of(namur, joint.project)}
    departure = decided(namur, joint.at_namur, joint.project, "DEPARTURE")

    leading = namur.refused("proposeDecision", poleId=joint.at_namur[0], **proposed, **subject)["code"]
    borrowed = liege.do(
        "leaveProject", projectId=joint.project, poleId=joint.at_liege[0], reason="Fin.", decisionId=departure
    )["userErrors"][0]["code"]

    assert leading == "NOT_LEADING"
    assert borrowed in {"NOT_DECIDED", "NOT_FOUND"}


def test_one_decision_serves_one_act(joint: Joint) -> None:
    liege = joint.liege
    decision = decided(liege, joint.at_liege, joint.project, "AMENDMENT")
    amended = {"projectId": joint.project, "reason": "Revu.", "decisionId": decision}

    liege.done("amendProject", SELECT, content={**JOINT, "title": "Un"}, **amended)
    again = liege.refused("amendProject", content={**JOINT, "title": "Deux"}, **amended)["code"]
    back = decided(liege, joint.at_liege, joint.project, "AMENDMENT")
    liege.done("amendProject", SELECT, content=JOINT, **{**amended, "decisionId": back})
    after_return = liege.refused("amendProject", content={**JOINT, "title": "Deux"}, **amended)["code"]

    assert (again, after_return) == ("NOT_DECIDED", "NOT_DECIDED")


def test_a_pole_decides_amends_carries_and_submits_in_one_evening(joint: Joint) -> None:
    liege, namur = joint.liege, joint.namur

    joint.amend("Décidé ce soir")
    joint.carried()
    liege.done("submitProject", SELECT, projectId=joint.project)
    for client, bassin in ((liege, "LIEGE"), (namur, "NAMUR")):
        judge(client, bassin, joint.project)

    seen = liege.ask(
        "query ($id: ID!) { project(id: $id) { outcome dossier { content { title decision { kind state } } } } }",
        id=joint.project,
    )["project"]
    assert seen["outcome"] == "AGREED_BY_ALL"
    assert seen["dossier"]["content"] == {
        "title": "Décidé ce soir",
        "decision": {"kind": "AMENDMENT", "state": "ADOPTED"},
    }


def test_a_pole_leaves_by_its_decision_whatever_the_lead_amends_meanwhile(joint: Joint) -> None:
    decision = decided(joint.namur, joint.at_namur, joint.project, "DEPARTURE")
    joint.amend("Amendé entre-temps")

    left = {"projectId": joint.project, "poleId": joint.at_namur[0], "reason": "Autre priorité."}
    joint.namur.done("leaveProject", SELECT, **left, decisionId=decision)

    carriers = joint.liege.ask(
        "query ($id: ID!) { project(id: $id) { dossier"
        " { carriers { until departureDecided departureDecision { kind } } } } }",
        id=joint.project,
    )["project"]["dossier"]["carriers"]
    [gone] = [each for each in carriers if each["until"]]
    assert gone["departureDecided"] is True
    assert gone["departureDecision"] is None, "Liège does not see a decision of Namur that was not communicated"


def test_a_project_ends_by_the_decision_of_its_pole(joint: Joint) -> None:
    joint.abandon()

    dossier = joint.liege.ask(
        "query ($id: ID!) { project(id: $id) { dossier { state endingDecided endingDecision { kind } } } }",
        id=joint.project,
    )["project"]["dossier"]
    assert dossier == {
        "state": "ABANDONED",
        "endingDecided": True,
        "endingDecision": {"kind": "ABANDONMENT"},
    }


def test_an_end_and_an_application_may_cite_a_decision_or_none(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    asked = {"projectId": project, "poleId": joint.at_liege[0], "authority": "COCOF", "amount": "900000"}
    funding = decided(liege, joint.at_liege, project, "FUNDING")

    liege.done("applyForFunding", SELECT, procedure="Avec", decisionId=funding, **asked)
    liege.done("applyForFunding", SELECT, procedure="Sans", **asked)
    other = adopt(liege, *joint.at_liege, project, hash_of(liege, project), "ABANDONMENT")
    refused = liege.refused("completeProject", projectId=project, result="Fini.", decisionId=other)["code"]
    liege.done("completeProject", SELECT, projectId=project, result="Fini.")

    seen = liege.ask(
        "query ($id: ID!) { project(id: $id) { dossier"
        " { endingDecision { id } fundings { procedure decision { kind } } } } }",
        id=project,
    )["project"]["dossier"]
    assert refused == "NOT_DECIDED"
    assert seen["endingDecision"] is None
    assert {each["procedure"]: each["decision"] for each in seen["fundings"]} == {
        "Avec": {"kind": "FUNDING"},
        "Sans": None,
    }
