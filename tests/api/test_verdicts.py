"""Verdicts of an Instance: their meeting, their expected day, their revision and their conditions."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import CREATED, Api, Client, day, with_a_free
from tests.api.projects import SELECT, WRITTEN, Joint, hash_of, judge

pytestmark = pytest.mark.platform("module")

BOARD = """
    query ($id: ID!, $at: AsOf, $on: Date) {
        project(id: $id, asOf: $at) {
            outcome pending
            dossier {
                board { bassin expectedOn overdue(inForceOn: $on) verdict verdictOn }
                verdicts {
                    bassin kind conditions withoutMeeting meeting why givenOn until
                    conditionList { number text metOn finding }
                }
            }
        }
    }
"""


@pytest.fixture
def joint(liege: Client, namur: Client) -> Joint:
    return Joint(liege, namur).submitted()


def seen(by: Client, project: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(BOARD, id=project, **asked)["project"]
    return found


def line(by: Client, project: str, bassin: str, **asked: Any) -> dict[str, Any]:
    return next(each for each in seen(by, project, **asked)["dossier"]["board"] if each["bassin"] == bassin)


def position(by: Client) -> dict[str, str]:
    return {"position": by.ask("{ meta { position } }")["meta"]["position"]}


def a_body(by: Client, bassin: Bassin = Bassin.LIEGE, name: str = "Plénière") -> str:
    asked = {"bassin": bassin.name, "name": name, "mission": "M6", "effectiveOn": CREATED}
    instance, name = with_a_free("name", by, "setUpBody", "instance { bodies { id name } }", **asked)
    body: str = next(each["id"] for each in instance["bodies"] if each["name"] == name)
    return body


def a_meeting(by: Client, assembly: dict[str, Any], on: str, *, held: bool = True) -> str:
    where = {"remote": False, "place": "Liège"}
    convened = {"assembly": assembly, "day": on, **where, "effectiveOn": day(-1)}
    meeting: str = by.done("conveneMeeting", "meeting { id }", **convened)["id"]
    if held:
        person = by.done("registerPerson", "person { id }", givenName="Anne", familyName="Lambert")["id"]
        by.done("holdMeeting", "meeting { id }", meetingId=meeting, present=[{"personId": person}], **where)
    return meeting


def verdict_of(joint: Joint, **said: Any) -> dict[str, Any]:
    common = {"projectId": joint.project, "bassin": "LIEGE", "contentHash": hash_of(joint.liege, joint.project)}
    return {**common, "verdict": "AGREED", **said}


@pytest.mark.platform("own")
def test_a_verdict_cites_a_meeting_that_a_body_held_or_says_why_none(joint: Joint) -> None:
    liege, body = joint.liege, {"body": {"bassin": "LIEGE", "bodyId": a_body(joint.liege)}}
    to_come, held = a_meeting(liege, body, day(365), held=False), a_meeting(liege, body, day(0))
    of_the_pole = a_meeting(liege, {"poleId": joint.at_liege[0]}, day(365), held=False)

    refused = [
        liege.refused("giveVerdict", **verdict_of(joint, **cited))["code"]
        for cited in ({}, {"meetingId": to_come}, {"meetingId": of_the_pole})
    ]
    liege.done("giveVerdict", SELECT, **verdict_of(joint, meetingId=held))

    [verdict] = seen(joint.namur, joint.project)["dossier"]["verdicts"]
    assert refused == ["MEETING_NOT_HELD"] * 3
    assert f"Meeting:{verdict['meeting']}" == held


def test_the_rules_of_order_say_which_bodies_give_verdicts(joint: Joint) -> None:
    liege = joint.liege
    plenary, chamber = a_body(liege), a_body(liege, name="Chambre")
    held = a_meeting(liege, {"body": {"bassin": "LIEGE", "bodyId": plenary}}, day(0))
    rules = [{"bodyId": chamber, "givesVerdicts": True}]
    said = liege.done(
        "adoptRulesOfOrder", "instance { rulesOfOrder { bodies { givesVerdicts } } }", bassin="LIEGE", rules=rules
    )

    refused = liege.refused("giveVerdict", **verdict_of(joint, meetingId=held))

    assert said["rulesOfOrder"]["bodies"] == [{"givesVerdicts": True}]
    assert (refused["code"], refused["rule"]["key"]) == ("BODY_DOES_NOT_JUDGE", "ART-7")


def test_a_joint_project_has_a_calendar_of_verdicts(joint: Joint) -> None:
    on = {"projectId": joint.project}
    joint.namur.done("expectVerdict", SELECT, **on, bassin="NAMUR", expectedOn=day(10))
    judge(joint.liege, "LIEGE", joint.project)

    board = {each["bassin"]: each for each in seen(joint.liege, joint.project)["dossier"]["board"]}
    late = line(joint.liege, joint.project, "NAMUR", on=day(11))
    judge(joint.namur, "NAMUR", joint.project)

    assert (board["NAMUR"]["expectedOn"], board["NAMUR"]["overdue"], board["NAMUR"]["verdict"]) == (
        day(10),
        False,
        None,
    )
    assert (board["LIEGE"]["expectedOn"], board["LIEGE"]["verdictOn"]) == (None, day(0))
    assert late["overdue"]
    assert not line(joint.liege, joint.project, "NAMUR", on=day(11))["overdue"]


def test_an_amendment_clears_the_calendar(joint: Joint) -> None:
    joint.namur.done("expectVerdict", SELECT, projectId=joint.project, bassin="NAMUR", expectedOn=day(10))

    joint.amend()

    assert line(joint.namur, joint.project, "NAMUR")["expectedOn"] is None


def test_a_revised_verdict_holds_from_its_day_and_the_one_before_is_kept(joint: Joint) -> None:
    liege, namur = joint.liege, joint.namur
    judge(liege, "LIEGE", joint.project)
    judge(namur, "NAMUR", joint.project)
    before = position(liege)

    liege.done(
        "reviseVerdict",
        SELECT,
        **verdict_of(joint, verdict="REFUSED", reasons="Trop cher.", withoutMeeting=WRITTEN, why="Coûts revus."),
    )

    now, then = seen(namur, joint.project), seen(namur, joint.project, at=before)
    kept = [(each["bassin"], each["kind"], each["until"], each["why"]) for each in now["dossier"]["verdicts"]]
    assert (then["outcome"], now["outcome"]) == ("AGREED_BY_ALL", "AGREED_IN_PART")
    assert kept == [
        ("LIEGE", "AGREED", day(0), None),
        ("NAMUR", "AGREED", None, None),
        ("LIEGE", "REFUSED", None, "Coûts revus."),
    ]
    assert line(namur, joint.project, "LIEGE")["verdict"] == "REFUSED"


def test_only_its_own_instance_revises_expects_and_follows_a_verdict(joint: Joint) -> None:
    judge(joint.liege, "LIEGE", joint.project, "CONDITIONS", conditions="Ouvrir aux CEFA.")
    on = {"projectId": joint.project, "bassin": "LIEGE"}
    revision = verdict_of(joint, withoutMeeting=WRITTEN, why="Pour voir.")

    codes = [
        joint.namur.code_of("reviseVerdict", **revision),
        joint.namur.code_of("expectVerdict", **on, expectedOn=day(10)),
        joint.namur.code_of("meetCondition", **on, condition=1, finding="Fait."),
    ]

    assert codes == ["FORBIDDEN"] * 3


def test_conditions_are_open_until_the_instance_says_that_they_are_met(api: Api, joint: Joint) -> None:
    said = {"conditions": "Ouvrir aux CEFA.", "conditionList": ["Un bilan après six mois."]}
    judge(joint.liege, "LIEGE", joint.project, "CONDITIONS", **said)
    on = {"projectId": joint.project, "bassin": "LIEGE"}
    joint.liege.done("meetCondition", SELECT, **on, condition=2, finding="Bilan reçu.")

    again = joint.liege.refused("meetCondition", **on, condition=2, finding="Encore.")
    unknown = joint.liege.refused("meetCondition", **on, condition=3, finding="Rien.")

    [verdict] = seen(joint.namur, joint.project)["dossier"]["verdicts"]
    rebuild(api.installation.database, PROJECTIONS)
    assert verdict["conditions"] == "Ouvrir aux CEFA.\nUn bilan après six mois."
    assert verdict["conditionList"] == [
        {"number": 1, "text": "Ouvrir aux CEFA.", "metOn": None, "finding": None},
        {"number": 2, "text": "Un bilan après six mois.", "metOn": day(0), "finding": "Bilan reçu."},
    ]
    assert (again["code"], unknown["code"]) == ("CONDITION_ALREADY_MET", "NOT_FOUND")
    assert seen(joint.namur, joint.project)["dossier"]["verdicts"] == [verdict]
