"""A project from its emergence to its end, as its pôles and the Instances concerned live it (PS-CONJOINT)."""

from typing import Any

import pytest

from tests.api.decisions import representing
from tests.api.given import Api, Client, an_operator
from tests.api.projects import (
    CONTENT,
    OUTCOME,
    SELECT,
    Joint,
    a_constituted_pole,
    adopt,
    emerge,
    hash_of,
    join,
    judge,
)

pytestmark = pytest.mark.platform("module")

BOARD = """
    query ($id: ID!) {
        project(id: $id) {
            outcome pending joint bassins
            dossier {
                state lead { bassin }
                board {
                    bassin since submittedNumber verdict reopenedReason
                    verdictGiven { conditions reasons number }
                    supports { kind phase until toReconfirm }
                    fundings { authority amount granted decidedOn }
                }
                verdicts { bassin kind number }
                contents { number title reason }
                carriers { bassin pastEvents pastRoot until }
                progressReports { report pole { bassin } }
            }
        }
    }
"""
LISTS = """
    query ($pole: ID!) {
        pole(id: $pole) { projects { edges { node { id } } } }
        all: projects { totalCount }
        joint: projects(filter: { joint: true, bassin: NAMUR, outcome: PENDING, search: "plateau" }) { totalCount }
        started: projects(filter: { state: STARTED }) { totalCount }
        led: projects(filter: { poleId: $pole }) { totalCount }
        zone: projects(filter: { zone: true }) { totalCount }
    }
"""
CONTENTS = """
    query ($id: ID!) {
        project(id: $id) {
            dossier {
                content {
                    title aims aspects otherAspects publics axisKey budget zone starts ends
                    actions { nature description } communes { name } partners { college operators { name } }
                }
            }
        }
    }
"""
SUPPORT = {"kind": "HUMAN", "phase": "ANALYSE", "description": "Une chargée de mission."}


def board(by: Client, project: str) -> Any:
    return by.ask(BOARD, id=project)["project"]


def lines(by: Client, project: str) -> dict[str, Any]:
    """The lines of the board by bassin."""
    return {line["bassin"]: line for line in board(by, project)["dossier"]["board"]}


def test_two_instances_judge_a_joint_project_each_in_its_own_time(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    judge(liege, "LIEGE", joint.project)
    pending = namur.ask(OUTCOME, id=joint.project)["project"]
    judge(namur, "NAMUR", joint.project, "REFUSED", reasons="Trop loin des écoles de Namur.")

    seen = board(liege, joint.project)

    assert pending == {"outcome": "PENDING", "pending": 1}
    assert (seen["outcome"], seen["pending"], seen["joint"]) == ("AGREED_IN_PART", 0, True)
    assert {(carrier["bassin"], carrier["pastEvents"]) for carrier in seen["dossier"]["carriers"]} == {
        ("LIEGE", 1),
        ("NAMUR", 2),
    }
    assert [(line["bassin"], line["verdict"], line["submittedNumber"]) for line in seen["dossier"]["board"]] == [
        ("LIEGE", "AGREED", 1),
        ("NAMUR", "REFUSED", 1),
    ]
    assert lines(liege, joint.project)["NAMUR"]["verdictGiven"] == {
        "conditions": "",
        "reasons": "Trop loin des écoles de Namur.",
        "number": 1,
    }
    assert board(namur, joint.project) == seen


def test_an_amendment_reopens_the_verdicts_and_leaves_support_to_be_confirmed(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    judge(liege, "LIEGE", joint.project, "CONDITIONS", conditions="Ouvrir aux CEFA.")
    liege.done("grantSupport", SELECT, projectId=joint.project, bassin="LIEGE", **SUPPORT)
    read = hash_of(namur, joint.project)
    joint.amend()

    stale = namur.refused("giveVerdict", projectId=joint.project, bassin="NAMUR", verdict="AGREED", contentHash=read)
    more = liege.refused("grantSupport", projectId=joint.project, bassin="LIEGE", **{**SUPPORT, "kind": "MATERIAL"})
    reopened = lines(namur, joint.project)["LIEGE"]
    joint.submitted()
    judge(liege, "LIEGE", joint.project)

    assert (stale["code"], stale["rule"]["key"]) == ("CONTENT_CHANGED", "PS-ACCORD")
    assert (more["code"], more["rule"]["key"]) == ("NOT_AGREED", "PS-ACCORD")
    assert (reopened["verdict"], reopened["reopenedReason"]) == (None, "Demande de Namur.")
    assert reopened["supports"] == [{"kind": "HUMAN", "phase": "ANALYSE", "until": None, "toReconfirm": True}]
    assert lines(namur, joint.project)["LIEGE"]["supports"][0]["toReconfirm"] is False
    history = board(namur, joint.project)["dossier"]
    assert [(each["kind"], each["number"]) for each in history["verdicts"]] == [("CONDITIONS", 1), ("AGREED", 2)]
    assert [each["reason"] for each in history["contents"]] == [None, "Demande de Namur."]


def test_a_project_is_funded_started_reported_on_and_completed(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    on = {"projectId": joint.project}
    asked = {"authority": "GOUVERNEMENT_WALLON", "procedure": "Appel à projets", "amount": "90000000000"}
    namur.done("applyForFunding", SELECT, **on, poleId=joint.at_namur[0], **asked)
    early = liege.refused("startProject", **on)
    liege.done("submitProject", SELECT, **on)
    liege.done("startProject", SELECT, **on)
    namur.done("reportProgress", SELECT, **on, poleId=joint.at_namur[0], report="L'atelier est ouvert.")
    awaited = funding(liege, joint.project)
    namur.done("recordFundingOutcome", SELECT, **on, fundingId=awaited["id"], granted="45000000000")
    liege.done("completeProject", SELECT, **on, result="Deux cents élèves formés.")

    seen = board(liege, joint.project)["dossier"]

    assert (early["code"], early["rule"]["key"]) == ("NOT_SUBMITTED_TO_ALL", "PS-CONJOINT")
    assert seen["state"] == "COMPLETED"
    assert seen["progressReports"] == [{"report": "L'atelier est ouvert.", "pole": {"bassin": "NAMUR"}}]
    assert awaited["decidedOn"] is None
    found = lines(liege, joint.project)["NAMUR"]["fundings"]
    assert [(each["amount"], each["granted"]) for each in found] == [("90000000000", "45000000000")]
    assert found[0]["decidedOn"]


def funding(by: Client, project: str) -> Any:
    seen = by.ask("query ($id: ID!) { project(id: $id) { dossier { fundings { id decidedOn } } } }", id=project)
    return seen["project"]["dossier"]["fundings"][0]


def test_a_content_is_shown_with_its_partners_by_college(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    partner = an_operator(liege, "ENTREPRISE", number="9", name="Chaudières du Val")
    content = {**CONTENT, "partnerIds": [members[2], partner], "otherAspects": ["Mobilité"], "starts": "2027-01-01"}

    project = emerge(liege, pole, content)

    seen = liege.ask(CONTENTS, id=project)["project"]["dossier"]["content"]
    assert seen == {
        "title": CONTENT["title"],
        "aims": CONTENT["aims"],
        "aspects": ["EQUIPMENT"],
        "otherAspects": ["Mobilité"],
        "publics": ["SECONDARY"],
        "axisKey": "metier:monteur-en-chauffage",
        "budget": "1250000",
        "zone": False,
        "starts": "2027-01-01",
        "ends": None,
        "actions": CONTENT["actions"],
        "communes": [{"name": "Liège"}],
        "partners": [
            {"college": "A", "operators": [{"name": "Chaudières du Val"}]},
            {"college": "C", "operators": [{"name": "Opérateur CEFA-liege"}]},
        ],
    }


@pytest.mark.platform("own")
def test_projects_are_listed_and_found_from_their_poles(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()

    seen = namur.ask(LISTS, pole=joint.at_liege[0])

    counts = {name: found["totalCount"] for name, found in seen.items() if name != "pole"}
    assert seen["pole"]["projects"]["edges"] == [{"node": {"id": joint.project}}]
    assert counts == {"all": 1, "joint": 1, "started": 0, "led": 1, "zone": 0}


def test_a_representative_acts_for_its_pole_and_sees_the_project(api: Api, liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    member = representing(api, liege, pole, members[0], "Dupont")
    project = emerge(member, pole)

    join(liege, (pole, members), project, hash_of(member, project))
    member.done("submitProject", SELECT, projectId=project)

    assert member.ask(OUTCOME, id=project)["project"] == {"outcome": "PENDING", "pending": 1}
    assert (
        member.code_of(
            "giveVerdict", projectId=project, bassin="LIEGE", verdict="AGREED", contentHash=hash_of(member, project)
        )
        == "FORBIDDEN"
    )


@pytest.mark.platform("own")
def test_the_same_leaf_stands_in_the_trail_of_each_instance_concerned(liege: Client, namur: Client) -> None:
    Joint(liege, namur).submitted()
    trail = """
        query ($bassin: Bassin!) {
            auditTrail(bassin: $bassin, filter: { kinds: ["project.pole-joined.v1", "project.submitted.v1"] }) {
                edges { node { leaf position subject { ... on Project { title } } } }
            }
        }
    """

    at_liege = liege.ask(trail, bassin="LIEGE")["auditTrail"]["edges"]
    at_namur = namur.ask(trail, bassin="NAMUR")["auditTrail"]["edges"]

    assert len(at_liege) == 3
    assert at_namur == at_liege[1:]


def test_a_repeated_verdict_is_recorded_once(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    asked = {
        "projectId": joint.project,
        "bassin": "LIEGE",
        "verdict": "AGREED",
        "withoutMeeting": "Procédure écrite.",
        "contentHash": hash_of(liege, joint.project),
        "commandId": "9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e",
    }

    first, second = (liege.do("giveVerdict", SELECT, **asked) for _ in range(2))

    assert first["userErrors"] == second["userErrors"] == []
    assert first["position"] == second["position"]


LEADING = "query ($id: ID!) { project(id: $id) { dossier { lead { id } leadOffered { id } } } }"


def test_the_lead_is_offered_and_taken_by_a_decision(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).carried()
    on, pole = {"projectId": joint.project}, {"poleId": joint.at_namur[0]}
    early = namur.code_of("offerLead", **on, **pole)
    liege.done("offerLead", SELECT, **on, **pole)
    offered = namur.ask(LEADING, id=joint.project)["project"]["dossier"]

    decision = adopt(namur, *joint.at_namur, joint.project, hash_of(namur, joint.project))
    namur.done("takeLead", SELECT, **on, **pole, decisionId=decision)

    taken = liege.ask(LEADING, id=joint.project)["project"]["dossier"]
    assert early == "FORBIDDEN"
    assert offered == {"lead": {"id": joint.at_liege[0]}, "leadOffered": {"id": joint.at_namur[0]}}
    assert taken == {"lead": {"id": joint.at_namur[0]}, "leadOffered": None}
    assert liege.code_of("submitProject", **on) == "FORBIDDEN"
    namur.done("submitProject", SELECT, **on)
