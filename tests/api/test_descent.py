"""The line of descent: analysis → theme → pôle → project → opinion → decision, walked both ways in one query."""

from typing import Any

import pytest

from tests.api.decisions import a_deciding_pole, another_pole
from tests.api.given import Client
from tests.api.opinions import OPINION, SAYING, a_decision_to_give, an_adopted_list

pytestmark = pytest.mark.platform("module")

DOWN = """
    query ($analysis: ID!) {
        analysis(id: $analysis) {
            themes {
                id
                poles(first: 3) { edges { node {
                    id
                    projects(first: 3) { edges { node {
                        id
                        opinions(first: 3) { edges { node { id decision { id } } } }
                    } } }
                } } }
            }
        }
    }
"""
UP = """
    query ($decision: ID!) {
        decision(id: $decision) {
            subject { ... on Opinion { id project { id dossier { lead { id themes { id analyses { id } } } } } } }
        }
    }
"""
PROJECT = {
    "title": "Vidéos d'orientation",
    "aims": "Montrer le métier.",
    "actions": [{"nature": "INNOVATIVE", "description": "Douze vidéos."}],
    "aspects": ["AWARENESS"],
    "publics": ["SECONDARY"],
    "communes": ["62063"],
    "budget": "1000000",
}


def only(node: dict[str, Any]) -> dict[str, Any]:
    """A connection of one node."""
    return {"edges": [{"node": node}]}


def test_the_line_of_descent_is_walked_both_ways(liege: Client) -> None:
    theme = an_adopted_list(liege)["themes"][0]["id"]
    analysis = liege.ask("query ($id: ID!) { theme(id: $id) { analyses { id } } }", id=theme)["theme"]["analyses"][0]
    pole, members = a_deciding_pole(liege)
    other = another_pole(liege, members, pole)
    liege.done("citeTheme", "pole { id }", poleId=pole, themeId=theme)
    project = liege.done("emergeProject", "project { id }", poleId=pole, content=PROJECT)["id"]
    brief = {
        "kind": "AVIS_OPPORTUNITE",
        "bassin": "LIEGE",
        "poleId": other,
        "subject": {"projectId": project},
        "target": {"kind": "FUNDING_MECHANISM", "name": "Appel à projets"},
    }
    opinion = liege.done("draftOpinion", OPINION, origin={"initiative": brief}, content=SAYING)
    decision = a_decision_to_give(liege, other, members, opinion)
    liege.done("adoptOpinion", OPINION, opinionId=opinion["id"], decisionId=decision)

    down, up = liege.ask(DOWN, analysis=analysis["id"]), liege.ask(UP, decision=decision)

    given = {"id": opinion["id"], "decision": {"id": decision}}
    brought_out = {"id": project, "opinions": only(given)}
    citing = {"id": pole, "projects": only(brought_out)}
    assert down == {"analysis": {"themes": [{"id": theme, "poles": only(citing)}]}}
    lead = {"id": pole, "themes": [{"id": theme, "analyses": [analysis]}]}
    assert up == {
        "decision": {"subject": {"id": opinion["id"], "project": {"id": project, "dossier": {"lead": lead}}}}
    }


def test_an_opinion_keeps_the_project_as_it_stood(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    project = liege.done("emergeProject", "project { id }", poleId=pole, content=PROJECT)["id"]
    subject = {"subject": {"projectId": project}}
    brief = {"kind": "AVIS", "bassin": "LIEGE", **subject}
    seen = "query ($id: ID!) { opinion(id: $id) { projectSeen { number stage outcome contentHash } } }"
    opinion = liege.done("draftOpinion", OPINION, origin={"initiative": brief}, content=SAYING)["id"]
    before = liege.ask(seen, id=opinion)["opinion"]["projectSeen"]

    amended = {**PROJECT, "aims": "Montrer le métier autrement."}
    liege.done("amendProject", "project { id }", projectId=project, content=amended, reason="Revu.")

    after = liege.ask(seen, id=opinion)["opinion"]["projectSeen"]
    assert after == before
    assert (before["number"], before["stage"], before["outcome"]) == (1, "EMERGED", None)


def test_a_project_that_is_not_for_the_author_to_know_is_not_judged(liege: Client, namur: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    project = liege.done("emergeProject", "project { id }", poleId=pole, content=PROJECT)["id"]
    brief = {"kind": "AVIS", "bassin": "NAMUR", "subject": {"projectId": project}}

    error = namur.refused("draftOpinion", origin={"initiative": brief}, content=SAYING)

    assert error["code"] == "NOT_FOUND"
