"""Inputs of the commands of pôles, on their decisions and on their projects."""

from typing import Any
from uuid import uuid5

from efe_domain.decision.events import DecisionKind
from efe_domain.shared.texts import slug
from tests.api.sweep.examples_of_instances import AXIS, LIEGE
from tests.api.sweep.prepared import JO, Prepared
from tests.domain.given import HEATING
from tests.domain.opinions import LANGUAGES
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.stage import SCHOOL, SPARE, TRAINING

CENTRE = {"operatorId": f"Operator:{TRAINING}"}
SAID = {"title": "Un atelier", "text": "Le pôle ouvre ses deux ateliers."}
CONTENT = {
    "title": "Un autre titre",
    "aims": "Former ensemble au chauffage durable.",
    "actions": [{"nature": "ADDITIONAL", "description": "Ouvrir un atelier commun."}],
    "aspects": ["EQUIPMENT"],
    "otherAspects": ["Mobilité"],
    "publics": ["SECONDARY"],
    "communes": ["62063"],
    "partnerIds": [f"Operator:{SCHOOL}"],
    "budget": "1250000",
    "starts": "2026-09-01",
    "ends": "2027-06-30",
    "zone": False,
}


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    return {**of_poles(it), **of_decisions(it), **of_projects(it), **of_verdicts(it)}


def of_poles(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    formed, constituted = f"Pole:{it.stage.formed}", f"Pole:{it.stage.constituted}"
    axis = {**AXIS, "label": HEATING.label}
    return {
        "createPole": [{**LIEGE, "axis": axis, "name": "Autre"}],
        "designateMember": [
            {"poleId": formed, "operatorId": f"Operator:{SPARE}", "representativeId": f"Person:{JO}"}
        ],
        "replaceRepresentative": [{"poleId": formed, **CENTRE, "representativeId": f"Person:{JO}"}],
        "endMembership": [{"poleId": formed, **CENTRE, "reason": "Départ."}],
        "agreeModalities": [{"poleId": formed, "meetingEveryMonths": 3, "quorumPercent": 50, "remoteAllowed": True}],
        "constitutePole": [{"poleId": formed, "ends": "2027-12-31"}],
        "evaluatePole": [
            {
                "poleId": constituted,
                "criteria": [{"label": "Réunions", "finding": "Tenues."}],
                "conclusion": "Toujours bien.",
            }
        ],
        "renewPole": [{"poleId": constituted, "ends": "2030-12-31"}],
        "dissolvePole": [{"poleId": formed, "reason": "Fin."}],
        "citeTheme": [{"poleId": constituted, "themeId": theme_of(it)}],
    }


def theme_of(it: Prepared) -> str:
    themes = it.stage.opinions.diffusible
    return f"Theme:{themes}/{uuid5(themes, slug(LANGUAGES.label))}"


def of_decisions(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    pole, decisions = {"poleId": f"Pole:{it.stage.constituted}"}, it.stage.decisions
    objected = {"decisionId": f"Decision:{decisions.objected}"}
    objection = {"objectionId": f"Objection:{decisions.objected}/1"}
    project = {"subjectId": f"Project:{it.stage.projects.emerged}", "subjectHash": it.hash_of_project}
    opinion = {"subjectId": f"Opinion:{it.opinion_of_pole}", "subjectHash": it.hash_of_opinion}
    deadline = {"deadline": "2026-06-30"}
    return {
        "proposeDecision": [
            {**pole, **SAID, "kind": "PROJECT", **project, **deadline},
            {**pole, **SAID, "kind": "OPINION", **opinion},
        ],
        "amendDecision": [
            {"decisionId": f"Decision:{it.on_a_project}", **SAID, **deadline, "subjectHash": it.hash_of_project}
        ],
        "takePosition": [
            {
                **objected,
                **CENTRE,
                "stance": "RESERVE",
                "words": "À revoir.",
                "contentHash": WORDING.hash_for(DecisionKind.DECISION, None),
            }
        ],
        "answerObjection": [{"objectionId": f"Objection:{decisions.objected}/2", "answer": "Réponse."}],
        "maintainObjection": [{**objection, "reason": "Toujours."}],
        "withdrawObjection": [{**objection, "reason": "Rassurée."}],
        "adoptDecision": [{"decisionId": f"Decision:{decisions.agreed}"}],
        "closeWithoutConsensus": [{**objected, "reason": "Trop tôt."}],
        "communicateDecision": [{"decisionId": f"Decision:{decisions.adopted}"}],
        "receiveDecision": [{"decisionId": f"Decision:{decisions.communicated}"}],
    }


def of_projects(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    pole, projects = {"poleId": f"Pole:{it.stage.constituted}"}, it.stage.projects
    emerged, carried, submitted, started = (
        {"projectId": f"Project:{each}"}
        for each in (projects.emerged, projects.carried, projects.submitted, projects.started)
    )
    funded = {"authority": "GOUVERNEMENT_WALLON", "procedure": "Appel à projets 2026", "amount": "900000"}
    return {
        "emergeProject": [{**pole, "content": CONTENT}],
        "amendProject": [{**emerged, "content": CONTENT, "reason": "Autre idée."}],
        "joinProject": [{**emerged, **pole, "decisionId": f"Decision:{projects.decision}"}],
        "leaveProject": [{**submitted, **pole, "reason": "Départ."}],
        "submitProject": [carried],
        "applyForFunding": [{**carried, **pole, **funded}],
        "recordFundingOutcome": [
            {**started, "fundingId": f"Funding:{projects.funding}", "granted": "800000", "comment": "Accordé."}
        ],
        "startProject": [carried],
        "reportProgress": [{**started, **pole, "report": "Ouvert."}],
        "completeProject": [{**started, "result": "Réussi."}],
        "abandonProject": [{**emerged, "reason": "Faute de moyens."}],
    }


def of_verdicts(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    projects = it.stage.projects
    started = {**LIEGE, "projectId": f"Project:{projects.started}"}
    judged = {
        **LIEGE,
        "projectId": f"Project:{projects.submitted}",
        "contentHash": it.hash_of_submitted,
        "meetingId": f"Meeting:{it.stage.held}",
    }
    return {
        "giveVerdict": [
            {**judged, "verdict": "CONDITIONS", "conditions": "Ouvrir aux écoles du bassin."},
            {**judged, "verdict": "REFUSED", "reasons": "Trop cher."},
        ],
        "grantSupport": [{**started, "kind": "MATERIAL", "phase": "EMERGENCE", "description": "Une salle."}],
        "endSupport": [{**started, "supportId": f"Support:{projects.support}", "reason": "Fin."}],
    }
