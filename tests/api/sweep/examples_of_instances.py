"""Inputs of the commands of Instances, of access, of operators, of meetings and of persons."""

from typing import Any

from tests.api.sweep.prepared import DEPUTY, JO, VACANT, Prepared
from tests.domain.given import HEATING, TOMORROW, WOOD, some_id
from tests.infra.commands.project_stage import PERSON_OF_NAMUR
from tests.infra.commands.stage import PERSON, PLENARY, READER_OF_A_POLE, SEAT, TRAINING

LIEGE = {"bassin": "LIEGE"}
IN_PLENARY = {**LIEGE, "bodyId": f"Body:{PLENARY}"}
AXIS = {"kind": "METIER", "label": "Couvreur", "codes": [{"system": "REM", "code": "F1610"}]}
PLACED = {"place": "Salle des fêtes", "remote": False}


def inputs(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    return {**of_instances(), **of_access(it), **of_operators(), **of_meetings(it), **of_persons(it)}


def of_instances() -> dict[str, list[dict[str, Any]]]:
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
            {**LIEGE, "rules": [{"bodyId": f"Body:{PLENARY}", "quorumPercent": 50, "majorityPercent": 60}]}
        ],
        "setUpBody": [{**LIEGE, "name": "Chambre", "mission": "M7"}],
        "dissolveBody": [IN_PLENARY],
        "fillSeat": [seated, {**seated, "seatId": f"BodySeat:{VACANT}"}],
        "vacateSeat": [{**IN_PLENARY, "seatId": f"BodySeat:{SEAT}", "reason": "Départ."}],
        "identifyAxis": [{**LIEGE, "axis": AXIS}],
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


def of_operators() -> dict[str, list[dict[str, Any]]]:
    centre = {**LIEGE, "operatorId": f"Operator:{TRAINING}"}
    return {
        "registerOperator": [{**LIEGE, "scheme": "FASE", "number": "5", "name": "N° 5", "kind": "EMPLOI"}],
        "openSite": [{**centre, "commune": "62063"}],
        "closeSite": [{**centre, "siteId": f"Site:{some_id('2')}"}],
        "recogniseCompetence": [{**centre, "axis": AXIS}],
        "withdrawCompetence": [{**centre, "axisKey": WOOD.key}],
    }


def of_meetings(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    convened = {"meetingId": f"Meeting:{it.stage.convened}"}
    body, person, operator = {"body": IN_PLENARY}, f"Person:{PERSON}", f"Operator:{TRAINING}"
    assemblies = (body, {"poleId": f"Pole:{it.stage.constituted}"}, {"zone": "ENTRE_SAMBRE_ET_MEUSE"})
    return {
        "conveneMeeting": [{"assembly": each, "day": TOMORROW.isoformat(), **PLACED} for each in assemblies],
        "setAgenda": [{**convened, "items": ["Divers", "Budget"]}],
        "holdMeeting": [
            {
                **convened,
                **PLACED,
                "present": [{"personId": person}],
                "excused": [{"operatorId": operator, "personId": f"Person:{JO}"}],
            },
            {**convened, **PLACED, "present": [{"operatorId": operator}], "excused": []},
        ],
        "adoptMinutes": [{"meetingId": f"Meeting:{it.stage.held}", "sha256": it.sha256}],
        "cancelMeeting": [{**convened, "reason": "Grève."}],
    }


def of_persons(it: Prepared) -> dict[str, list[dict[str, Any]]]:
    named = {"givenName": "Anne", "familyName": "Dupont", "email": "anne@exemple.be", "function": "Directrice"}
    return {
        "registerPerson": [named],
        "forgetPerson": [{"personId": f"Person:{JO}", "reason": "REQUESTED"}],
        "linkAccount": [{"accountId": f"Account:{it.stranger}", "personId": f"Person:{JO}"}],
    }
