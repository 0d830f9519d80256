"""Inputs of the commands of Instances, of access, of operators, of meetings and of persons."""

from typing import Any

from tests.api.sweep.prepared import DEPUTY, JO, VACANT, Prepared
from tests.domain.given import HEATING, TOMORROW, WOOD, some_id
from tests.infra.commands.project_stage import PERSON_OF_NAMUR
from tests.infra.commands.stage import AGENCY, PERSON, PLENARY, READER_OF_A_POLE, SEAT, TRAINING, UNION

LIEGE = {"bassin": "LIEGE"}
IN_PLENARY = {**LIEGE, "bodyId": f"Body:{PLENARY}"}
AXIS = {"kind": "METIER", "label": "Couvreur", "codes": [{"system": "REM", "code": "F1610"}]}
PLACED = {"place": "Salle des fêtes", "remote": False}
AFTERNOON = {"startsAt": "14:00", "endsAt": "16:30"}


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    return {**of_instances(it), **of_access(it), **of_operators(), **of_meetings(it), **of_persons(it)}


PLENARY_RULES = {"bodyId": f"Body:{PLENARY}", "givesVerdicts": True}


def of_instances(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    seated = {
        **IN_PLENARY,
        "category": "Forem",
        "voting": True,
        "personId": f"Person:{JO}",
        "substituteId": f"Person:{DEPUTY}",
        "mandateEnds": "2027-12-31",
    }
    return {
        "establishInstance": [{"bassin": "VERVIERS"}],
        "adoptRulesOfOrder": [
            {
                **LIEGE,
                "rules": [{**PLENARY_RULES, "quorumPercent": 50, "majorityPercent": 60}],
                "renewalWindowDays": 180,
                "lateAfterDays": 90,
                "contestDays": 45,
                "verdictsNeedQuorum": True,
            }
        ],
        "setLetterhead": [{**LIEGE, "address": "Quai Orban 34", "office": "La présidence", "sha256": it.logo}],
        "setUpBody": [{**LIEGE, "name": "Chambre", "mission": "M7"}],
        "dissolveBody": [IN_PLENARY],
        "fillSeat": [seated, {**seated, "seatId": f"BodySeat:{VACANT}"}],
        "vacateSeat": [{**IN_PLENARY, "seatId": f"BodySeat:{SEAT}", "reason": "Départ."}],
        "identifyAxis": [{**LIEGE, "axis": AXIS, "meetingId": f"Meeting:{it.stage.held}"}],
        "withdrawAxis": [{**LIEGE, "axisKey": HEATING.key}],
        "designateZoneRepresentative": [{"bassin": "NAMUR", "personId": f"Person:{JO}"}],
        "endZoneRepresentative": [{"bassin": "NAMUR", "personId": f"Person:{PERSON_OF_NAMUR}"}],
    }


def of_access(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    stranger = f"Account:{it.stranger}"
    return {
        "grantAccess": [{**LIEGE, "accountId": stranger, "role": "READER"}],
        "revokeAccess": [{**LIEGE, "accountId": f"Account:{it.auditor}", "role": "AUDITOR"}],
        "grantPoleAccess": [{"poleId": f"Pole:{it.stage.formed}", "accountId": stranger, "role": "READER"}],
        "revokePoleAccess": [
            {"poleId": f"Pole:{it.stage.formed}", "accountId": f"Account:{READER_OF_A_POLE}", "role": "READER"}
        ],
        "grantPlatformAccess": [{"accountId": stranger, "role": "AUDITOR"}],
        "revokePlatformAccess": [{"accountId": f"Account:{it.reader}", "role": "READER"}],
    }


BETWEEN = {**LIEGE, "axisKey": HEATING.key, "otherAxisKey": WOOD.key}


def of_operators() -> dict[str, list[dict[str, Any]]]:
    centre = {**LIEGE, "operatorId": f"Operator:{TRAINING}"}
    return {
        "registerOperator": [{**LIEGE, "scheme": "FASE", "number": "5", "name": "N° 5", "kind": "EMPLOI"}],
        "renameOperator": [{**centre, "name": "Centre de Herstal"}],
        "changeOperatorKind": [{**centre, "kind": "INSERTION"}],
        "renumberOperator": [{**centre, "scheme": "FASE", "number": "6"}],
        "openSite": [{**centre, "commune": "62063"}],
        "closeSite": [{**centre, "siteId": f"Site:{some_id('2')}"}],
        "matchAxes": [{**BETWEEN, "otherBassin": "NAMUR", "basis": "Plénière."}],
        "unmatchAxes": [{**BETWEEN, "otherBassin": "HUY_WAREMME"}],
        "recordRessort": [{**LIEGE, "operatorId": f"Operator:{AGENCY}", "basis": "Statuts, article 3."}],
        "endRessort": [{**LIEGE, "operatorId": f"Operator:{UNION}"}],
        "recogniseCompetence": [{**centre, "axis": AXIS}],
        "withdrawCompetence": [{**centre, "axisKey": WOOD.key}],
    }


def of_meetings(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    convened = {"meetingId": f"Meeting:{it.stage.convened}"}
    body, person, operator = {"body": IN_PLENARY}, f"Person:{PERSON}", f"Operator:{TRAINING}"
    represented = {"operatorId": f"Operator:{AGENCY}", "byId": operator}
    assemblies = (body, {"poleId": f"Pole:{it.stage.constituted}"}, {"zone": "ENTRE_SAMBRE_ET_MEUSE"})
    joint = f"JointMeeting:{it.stage.projects.started}/{it.stage.projects.meeting}"
    return {
        "conveneMeeting": [
            *({"assembly": each, "day": TOMORROW.isoformat(), **PLACED, **AFTERNOON} for each in assemblies),
            {"assembly": assemblies[1], "day": TOMORROW.isoformat(), **PLACED, "jointMeetingId": joint},
        ],
        "postponeMeeting": [
            {**convened, **PLACED, "day": TOMORROW.isoformat(), **AFTERNOON, "reason": "Salle prise."}
        ],
        "setAgenda": [{**convened, "items": ["Divers", "Budget"]}],
        "holdMeeting": [
            {
                **convened,
                **PLACED,
                "present": [{"personId": person}],
                "excused": [{"operatorId": operator, "personId": f"Person:{JO}"}],
            },
            {**convened, **PLACED, "present": [{"operatorId": operator}], "excused": []},
            {
                **convened,
                **PLACED,
                "present": [{"operatorId": operator}],
                "represented": [represented],
            },
        ],
        "adoptMinutes": [{"meetingId": f"Meeting:{it.stage.held}", "sha256": it.sha256}],
        "attachToMeeting": [{"meetingId": f"Meeting:{it.stage.held}", "sha256": it.sha256, "title": "Plan"}],
        "purgeDocument": [{**LIEGE, "sha256": it.sha256, "reason": "Mauvais dossier."}],
        "cancelMeeting": [{**convened, "reason": "Grève."}],
    }


def of_persons(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    named = {"givenName": "Anne", "familyName": "Dupont", "email": "anne@exemple.be", "function": "Directrice"}
    return {
        "registerPerson": [named],
        "amendPerson": [{**LIEGE, "personId": f"Person:{JO}", **named}],
        "forgetPerson": [
            {"personId": f"Person:{JO}", "reason": "REQUESTED"},
            {"personId": f"Person:{JO}", "reason": "REGISTERED_BY_MISTAKE", "insteadId": f"Person:{PERSON}"},
        ],
        "inviteAccount": [{"subject": "nouvelle-coordination"}],
        "linkAccount": [{"accountId": f"Account:{it.stranger}", "personId": f"Person:{JO}"}],
    }
