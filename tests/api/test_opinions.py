"""Opinions over the API: asked for, adopted, transmitted, followed up, counted (PS-AVIS, M4)."""

from typing import Any

import pytest

from tests.api.decisions import a_deciding_pole, representing
from tests.api.given import Api, Client, an_operator, day, ids_in
from tests.api.opinions import (
    INFORMATION,
    OPINION,
    SAYING,
    a_decision_to_give,
    an_adopted_list,
    an_opinion,
    opportunity,
)

pytestmark = pytest.mark.platform("module")

WHOLE = """
    query ($id: ID!, $on: Date) {
        opinion(id: $id) {
            kind state title requester dueOn transmittedOn published overdue(inForceOn: $on)
            target { kind name } criteria { topic finding } criteriaMissing operatorKinds operators { id }
            pole { id } decision { id } theme { id } follows { id } followedBy { id }
            dossier { followUps { kind on text operator { id } } }
        }
    }
"""
UNKNOWN = "Decision:00000000-0000-4000-8000-000000000000"
SCORES = """
    query ($on: Date) {
        opinionScoreboard(bassin: LIEGE, inForceOn: $on) { sent acknowledged answered withEffect overdue late }
    }
"""
LISTED = "query ($filter: OpinionFilter) { opinions(filter: $filter) { edges { node { id } } } }"


def test_a_pole_gives_the_opinion_that_it_was_asked_for_by_its_own_decision(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    asked = {"brief": opportunity(pole), "requester": "Jury de GreenWin", "dueOn": day(5)}

    requested = liege.done("requestOpinion", OPINION, **asked)
    drafted = liege.done("draftOpinion", OPINION, origin={"opinionId": requested["id"]}, content=SAYING)
    decision = a_decision_to_give(liege, pole, members, drafted)
    liege.done("adoptOpinion", OPINION, opinionId=requested["id"], decisionId=decision)
    liege.done("transmitOpinion", OPINION, opinionId=requested["id"], answerDueOn=day(30))

    found = liege.ask(WHOLE, id=requested["id"])["opinion"]
    assert (requested["state"], drafted["state"], found["state"]) == ("REQUESTED", "DRAFTED", "TRANSMITTED")
    assert (found["pole"], found["decision"]) == ({"id": pole}, {"id": decision})
    assert (found["requester"], found["target"]["name"]) == ("Jury de GreenWin", "Jury de GreenWin")
    assert found["criteriaMissing"] == ["SECTOR_EMPLOYMENT", "OPERATORS", "CENTRES", "ACCESSIBILITY"]
    assert liege.ask("query ($id: ID!) { pole(id: $id) { opinions { edges { node { id } } } } }", id=pole) == {
        "pole": {"opinions": {"edges": [{"node": {"id": requested["id"]}}]}}
    }


def test_a_decision_on_another_content_does_not_carry_the_opinion(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    origin = {"initiative": opportunity(pole)}
    drafted = liege.done("draftOpinion", OPINION, origin=origin, content=SAYING)
    decision = a_decision_to_give(liege, pole, members, drafted)
    liege.done("amendOpinion", OPINION, opinionId=drafted["id"], content={**SAYING, "conclusion": "Réservé."})

    error = liege.refused("adoptOpinion", opinionId=drafted["id"], decisionId=decision)

    assert (error["code"], error["rule"]["key"]) == ("NOT_CARRIED", "PS-CONSENSUS")


def test_no_opinion_is_adopted_after_the_term_of_the_pole(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege, ends=day(-1))
    origin = {"initiative": opportunity(pole)}
    drafted = liege.done("draftOpinion", OPINION, origin=origin, content=SAYING)

    error = liege.refused("adoptOpinion", opinionId=drafted["id"], decisionId=UNKNOWN)

    assert (error["code"], error["rule"]["key"]) == ("TERM_OVER", "PS-3ANS")


def test_a_member_of_the_pole_drafts_its_opinion_and_no_other(api: Api, liege: Client) -> None:
    pole, [member, *_] = a_deciding_pole(liege)
    marie = representing(api, liege, pole, member, "Dupont")

    drafted = marie.done("draftOpinion", OPINION, origin={"initiative": opportunity(pole)}, content=SAYING)

    assert marie.ask(WHOLE, id=drafted["id"])["opinion"]["dossier"] == {"followUps": []}
    assert marie.code_of("draftOpinion", origin={"initiative": INFORMATION}, content=SAYING) == "FORBIDDEN"


def test_an_instance_informs_operators_and_records_what_became_of_it(liege: Client) -> None:
    school = an_operator(liege)
    opinion = an_opinion(liege, transmitted=True, answer_due_on=day(-5))

    liege.done("acknowledgeOpinion", OPINION, opinionId=opinion, operatorId=school, effectiveOn=day(-12))
    overdue = liege.ask(WHOLE, id=opinion)["opinion"]["overdue"]
    liege.done("answerOpinion", OPINION, opinionId=opinion, operatorId=school, answer="Option ouverte.")
    liege.done("observeEffect", OPINION, opinionId=opinion, effect="Douze inscrits.")

    found = liege.ask(WHOLE, id=opinion)["opinion"]
    assert (overdue, found["overdue"], found["state"]) == (True, False, "EFFECT_OBSERVED")
    assert found["dossier"]["followUps"] == [
        {"kind": "ACKNOWLEDGED", "on": day(-12), "text": None, "operator": {"id": school}},
        {"kind": "ANSWERED", "on": day(0), "text": "Option ouverte.", "operator": {"id": school}},
        {"kind": "EFFECT_OBSERVED", "on": day(0), "text": "Douze inscrits.", "operator": None},
    ]


@pytest.mark.platform("own")
def test_the_scoreboard_counts_what_became_of_the_opinions(api: Api, liege: Client) -> None:
    school = an_operator(liege)
    answered, _ = (an_opinion(liege, transmitted=True, answer_due_on=day(-5)) for _ in range(2))
    liege.done("acknowledgeOpinion", OPINION, opinionId=answered, operatorId=school)
    liege.done("answerOpinion", OPINION, opinionId=answered, operatorId=school, answer="Merci.")
    liege.done("observeEffect", OPINION, opinionId=answered, effect="Une option.")
    asked = {"brief": INFORMATION, "requester": "IPIEQ", "dueOn": day(-20), "effectiveOn": day(-30)}
    late = liege.done("requestOpinion", OPINION, **asked)["id"]

    scores, before = liege.ask(SCORES), liege.ask(SCORES, on=day(-20))
    seen = api.visitor.ask(SCORES)

    counted = {"sent": 2, "acknowledged": 1, "answered": 1, "withEffect": 1, "overdue": 1}
    assert scores == {"opinionScoreboard": {**counted, "late": 1}}
    assert before == {"opinionScoreboard": {**counted, "overdue": 0, "late": 0}}
    assert seen == {"opinionScoreboard": {**counted, "late": 0}}
    assert late in ids_in(liege.ask(LISTED, filter={"overdueOn": day(0)}))


@pytest.mark.platform("own")
def test_a_transmitted_opinion_is_seen_by_all_and_what_became_of_it_by_its_own(api: Api, liege: Client) -> None:
    opinion = an_opinion(liege)
    before = api.visitor.ask(WHOLE, id=opinion)
    liege.done("adoptOpinion", OPINION, opinionId=opinion, effectiveOn=day(-15))
    liege.done("transmitOpinion", OPINION, opinionId=opinion, effectiveOn=day(-15))

    found = api.visitor.ask(WHOLE, id=opinion)["opinion"]

    assert before == {"opinion": None}
    assert (found["published"], found["title"], found["dossier"]) == (True, "Chauffage durable", None)
    assert ids_in(api.visitor.ask(LISTED)) == {opinion}


def test_a_transmitted_opinion_is_followed_by_another(liege: Client) -> None:
    first = an_opinion(liege, transmitted=True)

    error = liege.refused("amendOpinion", opinionId=first, content={**SAYING, "title": "Autre"})
    second = an_opinion(liege, followsId=first)

    assert (error["code"], error["rule"]["key"]) == ("OPINION_IS_TRANSMITTED", "PS-AVIS")
    assert liege.ask(WHOLE, id=second)["opinion"]["follows"] == {"id": first}
    assert liege.ask(WHOLE, id=first)["opinion"]["followedBy"] == [{"id": second}]


def test_only_a_transmitted_opinion_is_followed_by_another(liege: Client) -> None:
    first = an_opinion(liege)

    origin = {"initiative": {**INFORMATION, "followsId": first}}
    error = liege.refused("draftOpinion", origin=origin, content=SAYING)

    assert (error["code"], error["rule"]["key"]) == ("NOT_TRANSMITTED", "PS-AVIS")


def test_an_opinion_on_a_theme_is_found_from_it(liege: Client) -> None:
    theme = an_adopted_list(liege)["themes"][0]["id"]

    opinion = an_opinion(liege, kind="ORIENTATION", subject={"themeId": theme})

    assert liege.ask(WHOLE, id=opinion)["opinion"]["theme"] == {"id": theme}
    assert liege.ask("query ($id: ID!) { theme(id: $id) { opinions { edges { node { id } } } } }", id=theme) == {
        "theme": {"opinions": {"edges": [{"node": {"id": opinion}}]}}
    }
    assert ids_in(liege.ask(LISTED, filter={"themeId": theme})) == {opinion}


REFUSED = {
    "ONLY_A_POLE_GIVES": ({"kind": "AVIS_OPPORTUNITE"}, {}, "PS-AVIS"),
    "NOT_AN_ADDRESSEE": ({}, {"operatorKinds": ["ENTREPRISE"]}, "M4-DEST"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_each_rule_refuses_in_its_own_name(liege: Client, code: str) -> None:
    brief, content, rule = REFUSED[code]
    origin = {"initiative": {**INFORMATION, **brief}}

    *_, error = liege.do("draftOpinion", origin=origin, content={**SAYING, **content})["userErrors"]

    assert (error["code"], error["rule"]["key"]) == (code, rule)


@pytest.mark.parametrize(
    ("brief", "content", "code", "rule"),
    [
        ({"target": None}, {}, "NO_TARGET", "PS-AVIS-OBJET"),
        ({}, {"impact": " "}, "NO_IMPACT", "PS-AVIS-OBJET"),
        ({"kind": "AVIS"}, {}, "ONLY_AN_INSTANCE_GIVES", "M4"),
    ],
)
def test_an_avis_d_opportunite_weighs_the_impact_of_a_project_put_to_a_body(
    liege: Client, brief: dict[str, Any], content: dict[str, Any], code: str, rule: str
) -> None:
    pole, _ = a_deciding_pole(liege)
    origin = {"initiative": {**opportunity(pole), **brief}}

    [error] = liege.do("draftOpinion", origin=origin, content={**SAYING, **content})["userErrors"]

    assert (error["code"], error["rule"]["key"]) == (code, rule)


def test_an_opinion_of_an_instance_has_no_decision_and_one_of_a_pole_has_one(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    origin = {"initiative": opportunity(pole)}
    of_pole = liege.done("draftOpinion", OPINION, origin=origin, content=SAYING)["id"]
    of_instance = an_opinion(liege)

    errors = [
        liege.refused("adoptOpinion", opinionId=of_pole),
        liege.refused("adoptOpinion", opinionId=of_instance, decisionId=UNKNOWN),
    ]

    assert [(error["code"], error["path"]) for error in errors] == [("INVALID", ["input", "decisionId"])] * 2


def test_an_instance_gives_an_opinion_by_a_body_in_place(liege: Client) -> None:
    bodies = "instance { bodies { id } }"
    body = liege.done("setUpBody", bodies, bassin="LIEGE", name="IPIEQ", effectiveOn=day(-20))["bodies"][0]["id"]
    opinion = an_opinion(liege, bodyId=body)
    liege.done("dissolveBody", bodies, bassin="LIEGE", bodyId=body)

    origin = {"initiative": {**INFORMATION, "bodyId": body}}
    error = liege.refused("draftOpinion", origin=origin, content=SAYING)

    assert error["code"] == "BODY_IS_DISSOLVED"
    assert liege.ask("query ($id: ID!) { opinion(id: $id) { body { name } } }", id=opinion) == {
        "opinion": {"body": {"name": "IPIEQ"}}
    }


def test_a_transmitted_opinion_is_read_as_it_was_before(liege: Client) -> None:
    opinion = an_opinion(liege)
    at = liege.ask("{ meta { position } }")["meta"]["position"]
    liege.done("adoptOpinion", OPINION, opinionId=opinion, effectiveOn=day(-15))
    liege.done("transmitOpinion", OPINION, opinionId=opinion, effectiveOn=day(-15))

    past = "query ($id: ID!) { node(id: $id) { ... on Opinion { state published } } }"

    assert liege.ask(past, id=f"{opinion}@{at}") == {"node": {"state": "DRAFTED", "published": False}}
