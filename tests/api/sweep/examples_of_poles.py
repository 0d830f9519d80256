"""Inputs of the commands of pôles, on their decisions and on their projects."""

from typing import Any
from uuid import uuid5

from efe_domain.decision.events import DecisionKind
from efe_domain.shared.texts import slug
from tests.api.sweep.examples_of_instances import AXIS, LIEGE
from tests.api.sweep.prepared import DEPUTY, JO, Prepared
from tests.domain.given import HEATING, WOOD
from tests.domain.opinions import LANGUAGES
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.stage import COMPANY, PERSON, SCHOOL, SPARE, TRAINING

TOGETHER = {
    "day": "2026-06-30",
    "startsAt": "14:00",
    "endsAt": "16:00",
    "place": "Maison de l'emploi",
    "remote": True,
    "agenda": ["Le budget"],
}
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
    decided = {"meetingId": f"Meeting:{it.stage.held}"}
    return {
        "createPole": [{**LIEGE, "axis": axis, "name": "Autre"}],
        "takeOverPole": [
            {
                **LIEGE,
                "axis": {**axis, "kind": WOOD.kind.name, "label": WOOD.label},
                "name": "Ancien",
                "members": [
                    {"operatorId": f"Operator:{each}", "representativeId": f"Person:{person}"}
                    for each, person in ((COMPANY, JO), (TRAINING, DEPUTY), (SCHOOL, PERSON))
                ],
                "starts": "2026-01-01",
                "ends": "2028-12-31",
                "sha256": it.sha256,
            }
        ],
        "renamePole": [{"poleId": formed, "name": "Chaleur"}],
        "designateMember": [
            {"poleId": formed, "operatorId": f"Operator:{SPARE}", "representativeId": f"Person:{JO}", **decided}
        ],
        "replaceRepresentative": [
            {"poleId": formed, **CENTRE, "representativeId": f"Person:{JO}", "sha256": it.sha256}
        ],
        "nameSubstitute": [{"poleId": formed, **CENTRE, "substituteId": f"Person:{JO}"}],
        "endMembership": [{"poleId": formed, **CENTRE, "reason": "Départ."}],
        "agreeModalities": [
            {"poleId": formed, "meetingEveryMonths": 3, "quorumPercent": 50, "remoteAllowed": True},
            {
                "poleId": constituted,
                "meetingEveryMonths": 4,
                "agreementPerCollege": True,
                "decisionId": f"Decision:{it.on_modalities}",
            },
        ],
        "constitutePole": [
            {"poleId": formed, "ends": "2027-12-31", "continuesId": constituted, "why": "Il vit encore.", **decided}
        ],
        "evaluatePole": [
            {
                "poleId": constituted,
                "criteria": [{"label": "Réunions", "finding": "Tenues."}],
                "conclusion": "Toujours bien.",
                **decided,
            }
        ],
        "renewPole": [{"poleId": constituted, "ends": "2030-12-31", **decided}],
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
    modalities = {"subjectId": f"Pole:{it.stage.constituted}", "subjectHash": it.hash_of_modalities}
    deadline = {"deadline": "2026-06-30"}
    position = {
        **objected,
        **CENTRE,
        "stance": "RESERVE",
        "words": "À revoir.",
        "contentHash": WORDING.hash_for(DecisionKind.DECISION, None),
    }
    return {
        "proposeDecision": [
            {**pole, **SAID, "kind": "PROJECT", **project, **deadline},
            {**pole, **SAID, "kind": "OPINION", **opinion},
            {**pole, **SAID, "kind": "MODALITIES", **modalities},
            {**pole, **SAID, "kind": "DECISION", "replacesId": f"Decision:{decisions.adopted}"},
        ],
        "amendDecision": [
            {"decisionId": f"Decision:{it.on_a_project}", **SAID, **deadline, "subjectHash": it.hash_of_project}
        ],
        "setDecisionDeadline": [{**objected, **deadline}],
        "takePosition": [
            {**position, "sha256": it.sha256},
            {**position, "basisMeetingId": f"Meeting:{it.meeting_of_today}"},
        ],
        "answerObjection": [{"objectionId": f"Objection:{decisions.objected}/2", "answer": "Réponse."}],
        "maintainObjection": [{**objection, "reason": "Toujours."}],
        "withdrawObjection": [
            {**objection, "reason": "Rassurée.", "sha256": it.sha256},
            {**objection, "reason": "Rassurée.", "basisMeetingId": f"Meeting:{it.meeting_of_today}"},
        ],
        "adoptDecision": [
            {"decisionId": f"Decision:{decisions.agreed}", "meetingId": f"Meeting:{it.meeting_of_pole}"}
        ],
        "closeWithoutConsensus": [{"decisionId": f"Decision:{decisions.agreed}", "reason": "Trop tôt."}],
        "attachToDecision": [{"decisionId": f"Decision:{decisions.adopted}", "sha256": it.sha256, "title": "Plan"}],
        "noteDecisionErratum": [{"decisionId": f"Decision:{decisions.adopted}", "text": "Lire 30."}],
        "communicateDecision": [{"decisionId": f"Decision:{decisions.adopted}"}],
        "receiveDecision": [{"decisionId": f"Decision:{decisions.communicated}"}],
    }


def of_projects(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    pole, projects = {"poleId": f"Pole:{it.stage.constituted}"}, it.stage.projects
    emerged, carried, submitted, started = (
        {"projectId": f"Project:{each}"}
        for each in (projects.emerged, projects.carried, projects.submitted, projects.started)
    )
    in_call = {"fundingCallId": f"FundingCall:{projects.call}"}
    call = {
        "name": "Appel 2026",
        "executive": "Gouvernement wallon",
        "opens": "2026-01-15",
        "closes": "2026-06-30",
        "reference": "Moniteur belge",
        "sha256": it.sha256,
    }
    funded = {"authority": "GOUVERNEMENT_WALLON", "procedure": "Appel à projets 2026", "amount": "900000"}
    joint = {"jointMeetingId": f"JointMeeting:{projects.started}/{projects.meeting}"}
    return {
        "emergeProject": [{**pole, "content": CONTENT}],
        "amendProject": [
            {**emerged, "content": CONTENT, "reason": "Autre idée."},
            {**submitted, "content": CONTENT, "reason": "Autre idée.", "decisionId": f"Decision:{it.to_amend}"},
        ],
        "joinProject": [{**emerged, **pole, "decisionId": f"Decision:{projects.decision}"}],
        "invitePole": [{**emerged, "poleId": f"Pole:{it.stage.companion}", "answerBy": "2026-06-30"}],
        "declineInvitation": [{"invitationId": f"Invitation:{projects.invitation}", "reason": "Faute de temps."}],
        "withdrawInvitation": [{"invitationId": f"Invitation:{projects.unanswered}", "reason": "Erreur."}],
        "offerLead": [{"projectId": f"Project:{projects.led}", "poleId": f"Pole:{it.stage.companion}"}],
        "takeLead": [
            {
                "projectId": f"Project:{projects.offered}",
                "poleId": f"Pole:{it.stage.companion}",
                "decisionId": f"Decision:{projects.to_lead}",
            }
        ],
        "leaveProject": [{**submitted, **pole, "reason": "Départ.", "decisionId": f"Decision:{projects.to_leave}"}],
        "submitProject": [carried],
        "applyForFunding": [{**carried, **pole, **funded, "decisionId": f"Decision:{it.to_fund}"} | in_call],
        "openFundingCall": [{**LIEGE, **call}],
        "changeFundingCall": [{**in_call, **call, "reason": "Relu."}],
        "withdrawFundingCall": [{**in_call, "reason": "Annulé."}],
        "recordFundingOutcome": [
            {**started, "fundingId": f"Funding:{projects.funding}", "granted": "800000", "comment": "Accordé."}
        ],
        "startProject": [carried],
        "reportProgress": [
            {**started, **pole, "report": "Ouvert.", "action": {"number": 1, "rank": 1}, "state": "RUNNING"}
        ],
        "writePlanPart": [
            {
                **started,
                **pole,
                "replaces": 1,
                "number": 1,
                "actions": [
                    {
                        "rank": 1,
                        "operatorIds": [f"Operator:{TRAINING}"],
                        "starts": "2026-03-01",
                        "ends": "2026-06-30",
                        "expectedResult": "Un atelier ouvert.",
                    }
                ],
                "budgetLines": [{"what": "Micros", "kind": "EQUIPMENT", "year": 2026, "amount": "250000"}],
                "financing": [{"fundingId": f"Funding:{projects.funding}", "amount": "200000"}, {"amount": "50000"}],
                "reason": "Un micro de plus.",
            }
        ],
        "callJointMeeting": [
            {**started, **pole, **TOGETHER},
            {**started, **pole, **TOGETHER, **joint, "replaces": 1, "reason": "Salle prise."},
        ],
        "cancelJointMeeting": [{**started, **pole, **joint, "replaces": 1, "reason": "Grève."}],
        "attachToProject": [{**started, "sha256": it.sha256, "title": "Plan"}],
        "noteProjectErratum": [{**started, "text": "Lire 30."}],
        "completeProject": [{**started, "result": "Réussi.", "decisionId": f"Decision:{it.to_complete}"}],
        "abandonProject": [
            {
                "projectId": f"Project:{projects.hopeless}",
                "reason": "Faute de moyens.",
                "decisionId": f"Decision:{projects.to_abandon}",
            }
        ],
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
    unsaid = {name: value for name, value in judged.items() if name != "meetingId"}
    why = {"why": "Après vérification."}
    foreseen = {"hours": 40, "starts": "2026-03-01", "ends": "2026-06-30"}
    revised = {**judged, **started, **why}
    return {
        "giveVerdict": [
            {**judged, "verdict": "CONDITIONS", "conditions": "Ouvrir aux écoles du bassin."},
            {
                **judged,
                "verdict": "CONDITIONS",
                "conditionList": ["Ouvrir aux écoles du bassin."],
                "conditionDueOn": ["2026-12-31"],
            },
            {**judged, "verdict": "REFUSED", "reasons": "Trop cher."},
            {**unsaid, "verdict": "AGREED", "withoutMeeting": "Procédure écrite."},
        ],
        "reviseVerdict": [
            {**revised, "verdict": "CONDITIONS", "conditions": "Ouvrir aux écoles.", "conditionList": ["Un bilan."]},
            {**revised, "verdict": "CONDITIONS", "conditionList": ["Un bilan."], "conditionDueOn": ["2026-12-31"]},
            {**revised, "verdict": "REFUSED", "reasons": "Trop cher."},
            {
                **started,
                **why,
                "contentHash": it.hash_of_submitted,
                "verdict": "AGREED",
                "withoutMeeting": "Urgence.",
            },
        ],
        "expectVerdict": [{**LIEGE, "projectId": judged["projectId"], "expectedOn": "2026-06-30"}],
        "meetCondition": [{**started, "condition": 2, "finding": "Bilan reçu."}],
        "grantSupport": [
            {**started, "kind": "MATERIAL", "phase": "EMERGENCE", "description": "Une salle.", **foreseen},
        ],
        "endSupport": [{**started, "supportId": f"Support:{projects.support}", "reason": "Fin."}],
    }
