"""Verdicts, supports and starts of a joint project that somebody bends after the fact."""

from typing import Any

import pytest

from tests.api.decisions import representing
from tests.api.given import Api, Client, day
from tests.api.meetings import HALL, a_body, a_person, convened, held
from tests.api.projects import JOINT, SELECT, Joint, hash_of, judge
from tests.hostile.pen.joint_meetings import seen, version_of

pytestmark = pytest.mark.platform("module")

CONDITIONS = ["Ouvrir aux écoles du bassin.", "Faire un bilan après six mois."]
TASKS = "{ viewer { tasks(first: 100) { edges { node { kind due subject { id } } } } } }"


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}").submitted()


def tasks(by: Client, project: str) -> list[tuple[str, str | None]]:
    nodes = [edge["node"] for edge in by.ask(TASKS)["viewer"]["tasks"]["edges"]]
    return [(each["kind"], each["due"]) for each in nodes if each["subject"]["id"] == project]


def support(by: Client, project: str, kind: str = "HUMAN") -> None:
    asked = {"bassin": "LIEGE", "kind": kind, "phase": "ANALYSE", "description": "Un mi-temps."}
    by.done("grantSupport", SELECT, projectId=project, **asked)


def revise(by: Client, project: str, verdict: str, **asked: Any) -> None:
    common = {"projectId": project, "bassin": "LIEGE", "contentHash": hash_of(by, project), "verdict": verdict}
    written = {"withoutMeeting": "Procédure écrite.", "why": "Après vérification."}
    by.done("reviseVerdict", SELECT, **common, **written, **asked)


def test_the_order_of_conditions_is_not_rectified_under_one_that_is_met(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    judge(liege, "LIEGE", project, "CONDITIONS", conditionList=CONDITIONS)
    liege.done("meetCondition", SELECT, projectId=project, bassin="LIEGE", condition=1, finding="Ouvert.")
    version = version_of(liege, project, "project.verdict-given")

    swapped = {"version": version, "patch": {"conditions": [*reversed(CONDITIONS)]}}
    refused = liege.refused("rectify", entityId=project, changes=[swapped], reason="Ordre inversé.")

    assert refused["code"] == "CORRECTION_BREAKS"
    [line] = [each for each in seen(liege, project)["dossier"]["board"] if each["bassin"] == "LIEGE"]
    met = {each["text"]: each["metOn"] for each in line["verdictGiven"]["conditionList"]}
    assert met == {CONDITIONS[0]: day(0), CONDITIONS[1]: None}


def test_the_due_day_of_a_condition_is_rectified_alone(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    judge(liege, "LIEGE", project, "CONDITIONS", conditionList=CONDITIONS)
    version = version_of(liege, project, "project.verdict-given")

    changes = [{"version": version, "patch": {"conditionDueOn": [None, day(40)]}}]
    liege.done("rectify", "position", entityId=project, changes=changes, reason="Le procès-verbal fixe un délai.")

    [line] = [each for each in seen(liege, project)["dossier"]["board"] if each["bassin"] == "LIEGE"]
    assert [each["dueOn"] for each in line["verdictGiven"]["conditionList"]] == [None, day(40)]


def test_a_revision_to_refused_ends_the_supports_of_that_content_alone(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    judge(liege, "LIEGE", project)
    support(liege, project, "MATERIAL")
    joint.amend()
    joint.carried()
    liege.done("submitProject", SELECT, projectId=project)
    waiting = tasks(liege, project)
    judge(liege, "LIEGE", project)
    support(liege, project, "HUMAN")

    revise(liege, project, "REFUSED", reasons="Trop cher.")

    supports = {each["kind"]: each for each in seen(liege, project)["dossier"]["supports"]}
    assert ("SUPPORT_TO_RECONFIRM", None) in waiting
    assert (supports["HUMAN"]["until"], supports["HUMAN"]["endedByVerdict"]) == (day(0), True)
    assert supports["HUMAN"]["endReason"] == "Après vérification."
    assert (supports["MATERIAL"]["until"], supports["MATERIAL"]["toReconfirm"]) == (None, True)
    assert ("SUPPORT_TO_RECONFIRM", None) in tasks(liege, project)


def test_nobody_agrees_supports_or_starts_where_no_instance_is_concerned(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    joint.leave()
    judged = {"projectId": project, "bassin": "LIEGE", "contentHash": hash_of(liege, project)}
    written = {"withoutMeeting": "Procédure écrite."}

    agreed = liege.refused("giveVerdict", **judged, **written, verdict="AGREED")
    started = liege.refused("startProject", projectId=project)
    outside = seen(liege, project)["dossier"]["bassinsOutside"]
    liege.done("giveVerdict", SELECT, **judged, **written, verdict="REFUSED", reasons="Namur est partie.")
    revised = liege.refused("reviseVerdict", **judged, **written, verdict="AGREED", why="Quand même.")

    assert [each["code"] for each in (agreed, started, revised)] == ["OUTSIDE_THE_TERRITORY"] * 3
    assert outside == ["NAMUR"]


def test_a_support_ends_at_the_border_too(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    judge(liege, "LIEGE", project)
    joint.leave()

    asked = {"bassin": "LIEGE", "kind": "HUMAN", "phase": "ANALYSE", "description": "Un mi-temps."}
    assert liege.refused("grantSupport", projectId=project, **asked)["code"] == "OUTSIDE_THE_TERRITORY"


def test_a_start_after_the_refusal_of_all_says_so(joint: Joint) -> None:
    for client, bassin in ((joint.liege, "LIEGE"), (joint.namur, "NAMUR")):
        judge(client, bassin, joint.project, "REFUSED", reasons="Non.")

    joint.liege.done("startProject", SELECT, projectId=joint.project)

    assert seen(joint.liege, joint.project)["dossier"]["startedWithoutAgreement"] is True


def test_a_start_after_one_agreement_says_nothing(joint: Joint) -> None:
    judge(joint.liege, "LIEGE", joint.project)
    judge(joint.namur, "NAMUR", joint.project, "REFUSED", reasons="Non.")

    joint.liege.done("startProject", SELECT, projectId=joint.project)

    assert seen(joint.liege, joint.project)["dossier"]["startedWithoutAgreement"] is False


def test_a_condition_waits_with_its_day_until_it_is_met(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    judge(liege, "LIEGE", project, "CONDITIONS", conditionList=CONDITIONS, conditionDueOn=[None, day(40)])
    before = tasks(liege, project)
    for number in (1, 2):
        liege.done("meetCondition", SELECT, projectId=project, bassin="LIEGE", condition=number, finding="Fait.")

    assert ("CONDITION_TO_MEET", day(40)) in before
    assert "CONDITION_TO_MEET" not in [kind for kind, _ in tasks(liege, project)]


def test_an_offered_lead_is_a_task_of_the_pole_that_may_take_it(api: Api, joint: Joint) -> None:
    member = representing(api, joint.namur, joint.at_namur[0], joint.at_namur[1][0], "Offerte")
    joint.liege.done("offerLead", SELECT, projectId=joint.project, poleId=joint.at_namur[0])

    assert ("LEAD_OFFERED", None) in tasks(member, joint.project)


def test_a_verdict_names_the_meeting_and_whether_it_precedes_the_submission(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    meeting = held(liege, a_body(liege), -30)
    judged = {"projectId": project, "bassin": "LIEGE", "contentHash": hash_of(liege, project), "verdict": "AGREED"}
    liege.done("giveVerdict", SELECT, **judged, meetingId=meeting)

    board = "board { submittedOn verdictGiven { sitting { id heldOn } } }"
    query = f"query ($id: ID!) {{ project(id: $id) {{ dossier {{ {board} }} }} }}"
    [line] = [each for each in liege.ask(query, id=project)["project"]["dossier"]["board"] if each["verdictGiven"]]
    assert line["verdictGiven"]["sitting"] == {"id": meeting, "heldOn": day(-30)}
    assert line["verdictGiven"]["sitting"]["heldOn"] < line["submittedOn"]


def test_a_content_decided_by_both_is_agreed_supported_and_started(joint: Joint) -> None:
    for client, bassin in ((joint.liege, "LIEGE"), (joint.namur, "NAMUR")):
        judge(client, bassin, joint.project)
    support(joint.liege, joint.project)
    joint.liege.done("startProject", SELECT, projectId=joint.project)

    dossier = seen(joint.liege, joint.project)["dossier"]
    assert (dossier["startedWithoutAgreement"], dossier["bassinsOutside"]) == (False, [])
    assert JOINT["title"]


def test_the_quorum_of_a_verdict_counts_the_seats_and_not_the_words(joint: Joint) -> None:
    liege, project = joint.liege, joint.project
    body = a_body(liege)
    holders = [a_person(liege) for _ in range(3)]
    seat = {"bassin": "LIEGE", "bodyId": body["body"]["bodyId"], "category": "Forem", "voting": True}
    for each in holders:
        liege.done("fillSeat", "instance { id }", personId=each, effectiveOn=day(-60), **seat)
    meeting = convened(liege, body, -1)
    present = [{"personId": each} for each in (holders[0], a_person(liege))]
    liege.done("holdMeeting", "meeting { id }", meetingId=meeting, **HALL, present=present)
    judged = {"projectId": project, "bassin": "LIEGE", "contentHash": hash_of(liege, project), "verdict": "AGREED"}
    liege.done("giveVerdict", SELECT, **judged, meetingId=meeting)

    board = "board { verdictGiven { quorum { present seats percent } } }"
    query = f"query ($id: ID!) {{ project(id: $id) {{ dossier {{ {board} }} }} }}"
    [line] = [each for each in liege.ask(query, id=project)["project"]["dossier"]["board"] if each["verdictGiven"]]
    assert line["verdictGiven"]["quorum"] == {"present": 1, "seats": 3, "percent": 33}
