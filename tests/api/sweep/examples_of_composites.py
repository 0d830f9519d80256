"""Inputs of the composite commands: together they fill every field."""

from typing import Any

from efe_domain.decision.events import DecisionKind
from tests.api.sweep.prepared import JO, Prepared
from tests.domain.given import TOMORROW
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.stage import COMPANY, PLENARY, SCHOOL, SPARE, TRAINING

SAID = {"title": "Un atelier", "text": "Le pôle ouvre ses deux ateliers."}
RESERVED = {"operatorId": f"Operator:{COMPANY}", "stance": "RESERVE", "words": "À revoir."}
JUDGED = WORDING.hash_for(DecisionKind.DECISION, None)


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    return {
        "recordMeeting": meetings(it),
        "takePositions": positions(it),
        "composePole": compositions(it),
        "conveneSeries": series(it),
        "invitePoles": [sharing(it)],
    }


def sharing(it: Prepared) -> dict[str, Any]:
    project, poles = f"Project:{it.stage.projects.emerged}", [f"Pole:{it.stage.companion}"]
    return {"projectId": project, "poleIds": poles, "answerBy": "2026-06-30"}


def compositions(it: Prepared) -> list[dict[str, Any]]:
    person = {"givenName": "Anne", "familyName": "Dupont", "email": "anne@exemple.be", "function": "Directrice"}
    pole, cited = {"poleId": f"Pole:{it.stage.formed}"}, {"meetingId": f"Meeting:{it.stage.held}"}
    spare = {"operatorId": f"Operator:{SPARE}"}
    return [
        {**pole, **cited, "members": [{**spare, "representative": {"personId": f"Person:{JO}"}}]},
        {**pole, "members": [{**spare, "representative": {"newPerson": person}}]},
    ]


def series(it: Prepared) -> list[dict[str, Any]]:
    meeting = {"day": TOMORROW.isoformat(), "place": "Salle B", "startsAt": "14:00", "endsAt": "16:00"}
    assemblies = (
        {"body": {"bassin": "LIEGE", "bodyId": f"Body:{PLENARY}"}},
        {"poleId": f"Pole:{it.stage.constituted}"},
        {"zone": "ENTRE_SAMBRE_ET_MEUSE"},
    )
    return [{"assembly": each, "meetings": [dict(meeting), dict(meeting)]} for each in assemblies]


def meetings(it: Prepared) -> list[dict[str, Any]]:
    pole, decisions = {"poleId": f"Pole:{it.stage.constituted}"}, it.stage.decisions
    held = {"meetingId": f"Meeting:{it.meeting_ahead}", "place": "Salle B"}
    present = [
        {"operatorId": f"Operator:{COMPANY}"},
        {"operatorId": f"Operator:{SCHOOL}", "personId": f"Person:{JO}"},
    ]
    project = {"subjectId": f"Project:{it.stage.projects.emerged}", "subjectHash": it.hash_of_project}
    objected = {"open": {"decisionId": f"Decision:{decisions.objected}", "contentHash": JUDGED}}
    agreed = {"open": {"decisionId": f"Decision:{decisions.agreed}", "contentHash": JUDGED}}
    proposed = {**pole, **SAID, "kind": "PROJECT", **project, "deadline": "2026-06-30"}
    replacing = {**pole, **SAID, "kind": "DECISION", "replacesId": f"Decision:{decisions.adopted}"}
    return [
        {
            **held,
            "present": present,
            "represented": [{"operatorId": f"Operator:{TRAINING}", "byId": f"Operator:{COMPANY}"}],
            "decisions": [
                {"decision": objected, "outcome": "OPEN", "positions": [{**RESERVED}]},
                {"decision": {"proposed": proposed}, "outcome": "ADOPTED"},
                {"decision": {"proposed": replacing}, "outcome": "CONSENSUS", "positions": [{**RESERVED}]},
            ],
            "minutes": {"sha256": it.sha256, "title": "Notes"},
            "earlierMinutes": [{"meetingId": f"Meeting:{it.meeting_of_pole}", "sha256": it.sha256}],
        },
        {
            **held,
            "present": present,
            "excused": [{"operatorId": f"Operator:{TRAINING}", "personId": f"Person:{JO}"}],
            "decisions": [{"decision": agreed, "outcome": "CLOSED", "reason": "Trop tôt."}],
            "minutes": {"sha256": it.sha256, "adopted": True},
        },
    ]


def positions(it: Prepared) -> list[dict[str, Any]]:
    asked = {
        "decisionId": f"Decision:{it.stage.decisions.objected}",
        "contentHash": JUDGED,
        "positions": [{**RESERVED}, {"operatorId": f"Operator:{TRAINING}", "stance": "AGREE"}],
    }
    return [{**asked, "sha256": it.sha256}, {**asked, "basisMeetingId": f"Meeting:{it.meeting_of_today}"}]
