"""Inputs of the commands on analyses, common themes and opinions."""

from typing import Any

from tests.api.sweep.examples_of_instances import LIEGE
from tests.api.sweep.examples_of_poles import theme_of
from tests.api.sweep.prepared import Prepared
from tests.domain.given import HEATING, WOOD
from tests.infra.commands.stage import PLENARY, SCHOOL

SAYING = {
    "title": "Chauffage durable",
    "impact": "Trente emplois dans l'arrondissement.",
    "criteria": [{"topic": "OTHER", "label": "Mobilité", "finding": "Deux gares concernées."}],
    "conclusion": "Réservé.",
    "operatorIds": [f"Operator:{SCHOOL}"],
    "operatorKinds": ["CEFA"],
}


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    return {**of_analyses(it), **of_themes(it), **of_opinions(it), **of_sent_opinions(it)}


def of_analyses(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    opinions = it.stage.opinions
    awaited, received = ({"analysisId": f"Analysis:{each}"} for each in (opinions.awaited, opinions.received))
    request = {
        **LIEGE,
        "subject": "EMPLOYMENT_NEEDS",
        "source": "ADMINISTRATION",
        "provider": "Forem",
        "question": "Combien d'offres en chauffage ?",
        "dueOn": "2026-06-30",
        "remindOn": "2026-06-01",
        "lateSource": "Courrier du 3 mars.",
    }
    return {
        "requestData": [request],
        "recordReminder": [{**awaited, "note": "Rappel.", "remindOn": "2026-05-01"}],
        "receiveContribution": [{**awaited, "sha256": it.sha256, "reference": "Note"}],
        "writeSynthesis": [{**received, "text": "Croisement.", "crossesIds": [f"Analysis:{opinions.written}"]}],
        "adoptSynthesis": [{"analysisId": f"Analysis:{opinions.written}"}],
    }


def of_themes(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    opinions = it.stage.opinions
    drafted = {"themeListId": f"ThemeList:{opinions.drafted_list}"}
    theme = {
        "label": "Langues",
        "kinds": ["METIER"],
        "axisKeys": [HEATING.key, WOOD.key],
        "analysisIds": [f"Analysis:{opinions.adopted}"],
        "orientation": "Relance, axe 1",
    }
    return {
        "draftThemes": [{**LIEGE, "title": "Nouvelles", "themes": [theme]}],
        "amendThemes": [{**drafted, "title": "Autres", "themes": [theme]}],
        "adoptThemes": [{**drafted, "starts": "2026-03-01", "ends": "2027-12-31"}],
        "diffuseThemes": [
            {
                "themeListId": f"ThemeList:{opinions.diffusible}",
                "college": "C",
                "operatorIds": [f"Operator:{SCHOOL}"],
            }
        ],
    }


def of_opinions(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    opinions = it.stage.opinions
    by_body = {
        "kind": "INFORMATION",
        **LIEGE,
        "bodyId": f"Body:{PLENARY}",
        "followsId": f"Opinion:{opinions.transmitted}",
    }
    project = {"projectId": f"Project:{it.judged}"}
    by_pole = {
        "kind": "AVIS_OPPORTUNITE",
        **LIEGE,
        "poleId": f"Pole:{it.stage.constituted}",
        "subject": project,
        "target": {"kind": "COMPETITIVENESS_POLE", "name": "Jury de GreenWin"},
    }
    briefs = [
        {**by_body, "subject": {"file": "Ouverture d'une option"}},
        {**by_body, "subject": {"themeId": theme_of(it)}},
        {"kind": "ORIENTATION", **LIEGE, "subject": {"file": "Au nom de l'Instance"}},
        by_pole,
    ]
    asked = {"requester": "IPIEQ", "dueOn": "2026-06-30"}
    requested = {"origin": {"opinionId": f"Opinion:{opinions.requested}"}, "content": SAYING}
    return {
        "requestOpinion": [{"brief": brief, **asked} for brief in briefs],
        "draftOpinion": [requested, *({"origin": {"initiative": brief}, "content": SAYING} for brief in briefs)],
        "amendOpinion": [{"opinionId": f"Opinion:{opinions.drafted}", "content": SAYING}],
        "adoptOpinion": [
            {"opinionId": f"Opinion:{opinions.drafted}"},
            {"opinionId": f"Opinion:{it.opinion_of_pole}", "decisionId": f"Decision:{it.to_give_it}"},
        ],
    }


def of_sent_opinions(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    opinions = it.stage.opinions
    sent = {"opinionId": f"Opinion:{opinions.transmitted}"}
    by_school = {**sent, "operatorId": f"Operator:{SCHOOL}"}
    return {
        "transmitOpinion": [{"opinionId": f"Opinion:{opinions.transmissible}", "answerDueOn": "2026-06-30"}],
        "acknowledgeOpinion": [by_school],
        "answerOpinion": [{**by_school, "answer": "Merci."}],
        "attachToOpinion": [{**sent, "sha256": it.sha256, "title": "Tableau"}],
        "noteOpinionErratum": [{**sent, "text": "Lire 30."}],
        "observeEffect": [{**sent, "effect": "Une option ouverte."}],
    }
