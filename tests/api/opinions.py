"""Analyses, common themes and opinions as a client begins with them."""

from typing import Any

from tests.api.decisions import say
from tests.api.documents import stored
from tests.api.given import Client, day

REQUEST = {
    "bassin": "LIEGE",
    "subject": "EMPLOYMENT_NEEDS",
    "source": "ADMINISTRATION",
    "provider": "Forem",
    "question": "Combien d'offres en chauffage ?",
}
INFORMATION = {"kind": "INFORMATION", "bassin": "LIEGE", "subject": {"file": "Ouverture d'une option"}}
SAYING = {
    "title": "Chauffage durable",
    "impact": "Trente emplois dans l'arrondissement.",
    "criteria": [{"topic": "SCHOOLS", "finding": "Deux écoles concernées."}],
    "conclusion": "Favorable.",
    "operatorKinds": ["CEFA"],
}
ONE = "analysis { id version }"
LIST = "themeList { id version themes { id label } }"
OPINION = "opinion { id contentHash state version }"


def an_analysis(by: Client, *, adopted: bool = False, **asked: Any) -> str:
    """The id of an analysis asked for 50 days ago, due 10 days later; its synthesis is adopted if asked."""
    request = {**REQUEST, "dueOn": day(-40), "effectiveOn": day(-50), **asked}
    analysis: str = by.done("requestData", ONE, **request)["id"]
    if adopted:
        receive(by, analysis)
        by.done("writeSynthesis", ONE, analysisId=analysis, text="Trente postes.", effectiveOn=day(-40))
        by.done("adoptSynthesis", ONE, analysisId=analysis, effectiveOn=day(-40))
    return analysis


def receive(by: Client, analysis: str, **asked: Any) -> None:
    contribution = {"sha256": stored(by, b"%PDF-1.7 data"), "reference": "Note du Forem", "effectiveOn": day(-45)}
    by.done("receiveContribution", ONE, analysisId=analysis, **{**contribution, **asked})


def a_theme(analysis: str, **asked: Any) -> dict[str, Any]:
    """As an input."""
    theme = {"label": "Langues", "kinds": ["METIER"], "analysisIds": [analysis], "orientation": "Relance, axe 1"}
    return {**theme, **asked}


def a_list(by: Client, *themes: dict[str, Any], title: str = "Thématiques") -> dict[str, Any]:
    """A draft of 30 days ago."""
    drafted: dict[str, Any] = by.done(
        "draftThemes", LIST, bassin="LIEGE", title=title, themes=list(themes), effectiveOn=day(-30)
    )
    return drafted


def an_adopted_list(by: Client) -> dict[str, Any]:
    """Makes a list of one theme, for a year, adopted 20 days ago."""
    drafted = a_list(by, a_theme(an_analysis(by, adopted=True)))
    period = {"starts": day(-20), "ends": day(345)}
    by.done("adoptThemes", LIST, themeListId=drafted["id"], **period, effectiveOn=day(-20))
    return drafted


def an_opinion(by: Client, *, transmitted: bool = False, answer_due_on: str | None = None, **brief: Any) -> str:
    """Makes an opinion on the Instance's own initiative, 15 days ago."""
    asked = {"origin": {"initiative": {**INFORMATION, **brief}}, "content": SAYING}
    opinion: str = by.done("draftOpinion", OPINION, **asked, effectiveOn=day(-15))["id"]
    if transmitted:
        by.done("adoptOpinion", OPINION, opinionId=opinion, effectiveOn=day(-15))
        due = {"answerDueOn": answer_due_on, "effectiveOn": day(-15)}
        by.done("transmitOpinion", OPINION, opinionId=opinion, **due)
    return opinion


def a_decision_to_give(by: Client, pole: str, members: list[str], opinion: dict[str, Any]) -> str:
    """The id of a decision of the pôle, adopted for exactly that content."""
    proposal = {
        "kind": "OPINION",
        "title": "Rendre l'avis",
        "text": "Le pôle rend cet avis.",
        "subjectId": opinion["id"],
        "subjectHash": opinion["contentHash"],
    }
    decision = by.done("proposeDecision", "decision { id contentHash }", poleId=pole, **proposal)
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", "decision { id }", decisionId=decision["id"])
    adopted: str = decision["id"]
    return adopted


def opportunity(pole: str) -> dict[str, Any]:
    """Returns the brief of an opinion on opportunity."""
    return {
        "kind": "AVIS_OPPORTUNITE",
        "bassin": "LIEGE",
        "poleId": pole,
        "subject": {"file": "Plateforme HydroGen"},
        "target": {"kind": "COMPETITIVENESS_POLE", "name": "Jury de GreenWin"},
    }


def diffuse(by: Client, themes: dict[str, Any], **asked: Any) -> None:
    by.done("diffuseThemes", LIST, themeListId=themes["id"], **{"college": "C", "effectiveOn": day(-18), **asked})
