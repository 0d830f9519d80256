"""A year of an Instance with one coordinator, who follows the rules: nothing stops it."""

from typing import Any

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import PROPOSAL, SELECT
from tests.api.given import Api, Client, a_composed_pole, day
from tests.api.projects import JOINT, a_constituted_pole, emerge, hash_of, invite, join, judge
from tests.hostile.pen.evenings import met, recorded_for
from tests.hostile.pen.two_persons import VERSION, minutes

POLE = "query ($id: ID!) { pole(id: $id) { state dossier { terms { ends } evaluations { conclusion } } } }"
PROJECT = "query ($id: ID!) { project(id: $id) { bassins dossier { state startedWithoutAgreement bassinsOutside } } }"
WORDS = (
    "query ($id: ID!) { decision(id: $id) { state contested dossier { positions { basis { meeting { id } } } } } }"
)


def an_evening(by: Client, pole: str, members: list[str], on: int, title: str) -> tuple[str, str]:
    """A meeting of that day, and the decision that the members took there."""
    meeting, that_day = met(by, pole, members, on=on, effectiveOn=day(on)), {"effectiveOn": day(on)}
    decision = by.done("proposeDecision", SELECT, poleId=pole, **{**PROPOSAL, "title": title}, **that_day)
    for member in members:
        by.done("takePosition", SELECT, **recorded_for(decision, member, basisMeetingId=meeting), **that_day)
    by.done("adoptDecision", SELECT, decisionId=decision["id"], meetingId=meeting, **that_day)
    return decision["id"], meeting


def test_a_year_of_one_coordinator(api: Api, liege: Client, namur: Client) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    pole, members = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-360), ends=day(30))
    act = int(liege.ask(VERSION, id=pole)["pole"]["version"])

    evenings = [an_evening(liege, pole, members, on, f"Soirée {-on}") for on in (-300, -200, -100)]

    corrected(liege, administrator, pole, act, minutesMeetingId=minutes(api, liege))
    evaluated = {"criteria": [], "conclusion": "Le pôle a tenu ses engagements.", "effectiveOn": day(-5)}
    liege.done("evaluatePole", "pole { id }", poleId=pole, **evaluated)
    liege.done("renewPole", "pole { id }", poleId=pole, ends=day(700))
    project = started_together(liege, namur, pole, members)

    for decision, meeting in evenings:
        found = liege.ask(WORDS, id=decision)["decision"]
        assert (found["state"], found["contested"]) == ("ADOPTED", False)
        assert [each["basis"]["meeting"]["id"] for each in found["dossier"]["positions"]] == [meeting] * 3
    shown = liege.ask(POLE, id=pole)["pole"]
    assert shown["state"] == "ACTIVE"
    assert [each["ends"] for each in shown["dossier"]["terms"]] == [day(60), day(700)]
    assert liege.ask(PROJECT, id=project)["project"] == {
        "bassins": ["LIEGE", "NAMUR"],
        "dossier": {"state": "STARTED", "startedWithoutAgreement": False, "bassinsOutside": []},
    }


def corrected(by: Client, administrator: Client, pole: str, act: int, **cited: Any) -> None:
    """The act said another end of the term: the coordinator proposes, and an administrator confirms."""
    changes = [{"version": act, "patch": {"ends": day(60)}}]
    by.done("rectify", "entity { id }", entityId=pole, changes=changes, reason="Une faute de frappe.", **cited)
    proposal = int(by.ask(VERSION, id=pole)["pole"]["version"])
    confirmed = administrator.do("confirmRectification", entityId=pole, proposal=proposal)
    assert confirmed["userErrors"] == []


def started_together(liege: Client, namur: Client, pole: str, members: list[str]) -> str:
    """A joint project with a pôle of Namur: carried, submitted, agreed and started."""
    other = a_constituted_pole(namur, Bassin.NAMUR)
    project = emerge(liege, pole, JOINT)
    judged = hash_of(liege, project)
    join(liege, (pole, members), project, judged)
    invite(liege, other[0], project)
    join(namur, other, project, judged)
    liege.done("submitProject", "project { id }", projectId=project)
    judge(liege, "LIEGE", project)
    judge(namur, "NAMUR", project)
    liege.done("startProject", "project { id }", projectId=project)
    return project
