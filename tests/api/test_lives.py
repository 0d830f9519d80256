"""Every life has its tasks: a pôle in preparation, modalities, ended terms, objections, projects, opinions."""

from typing import Any

import pytest

from tests.api.decisions import a_deciding_pole, concert, propose, representing, say
from tests.api.given import Api, Client, a_pole, composed, day
from tests.api.opinions import an_opinion
from tests.api.projects import SELECT, Joint, invite, judge

pytestmark = pytest.mark.platform("own")
TASKS = """
    query ($day: Date) { viewer { tasks(inForceOn: $day, first: 100) { edges { node {
        kind due command reason viewerOwns rule { key } objection { id number } member { id } subject { id }
        owner { kind party { id } person { familyName } }
    } } } } }
"""


def of_kind(by: Client, kind: str, on: str | None = None) -> list[dict[str, Any]]:
    nodes = [edge["node"] for edge in by.ask(TASKS, day=on)["viewer"]["tasks"]["edges"]]
    assert all(each["viewerOwns"] for each in nodes)
    return [each for each in nodes if each["kind"] == kind]


def test_a_pole_in_preparation_names_the_college_that_it_lacks(liege: Client, namur: Client) -> None:
    pole = a_pole(liege, "Carrelage")
    [empty] = of_kind(liege, "POLE_TO_CONSTITUTE")
    composed(liege, pole)
    [full] = of_kind(liege, "POLE_TO_CONSTITUTE")
    foreign = of_kind(namur, "POLE_TO_CONSTITUTE")
    liege.done("constitutePole", "pole { id }", poleId=pole)

    assert (empty["subject"], empty["command"], empty["owner"]["kind"]) == (
        {"id": pole},
        "designateMember",
        "INSTANCE",
    )
    assert empty["reason"].count("ollège") >= 3
    assert (full["command"], "trois collèges" in full["reason"]) == ("constitutePole", True)
    assert foreign == of_kind(liege, "POLE_TO_CONSTITUTE") == []


def test_modalities_wait_for_the_instance_then_for_the_pole(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lamy")

    def waiting() -> list[list[str]]:
        return [[each["command"] for each in of_kind(by, "MODALITIES_TO_AGREE")] for by in (liege, marie)]

    seen = [waiting()]
    liege.done("agreeModalities", "pole { id }", poleId=pole, meetingEveryMonths=6)
    seen.append(waiting())
    concert(liege, pole, members, on=day(0), meetingEveryMonths=4)
    seen.append(waiting())

    assert seen == [[["agreeModalities"], []], [[], ["proposeDecision"]], [[], []]]


def test_a_term_that_ended_without_evaluation_waits_for_a_year(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege, ends=day(-20))

    seen = [[each["subject"]["id"] for each in of_kind(liege, "TERM_TO_EVALUATE", day(on))] for on in (0, 344, 346)]
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.")

    assert seen == [[pole], [pole], []]
    assert of_kind(liege, "TERM_TO_EVALUATE") == []


def test_an_answered_objection_returns_to_its_author_alone(api: Api, liege: Client) -> None:
    pole, [company, training, _] = a_deciding_pole(liege)
    author, other = (
        representing(api, liege, pole, each, name) for each, name in ((company, "Lamy"), (training, "Roy"))
    )
    decision = propose(liege, pole, deadline=day(9))
    say(author, decision, company, "OBJECT", words="Trop cher.")
    before = of_kind(author, "OBJECTION_TO_MAINTAIN")
    [raised] = of_kind(other, "OBJECTION_TO_ANSWER")
    objection = raised["objection"]["id"]
    liege.done("answerObjection", "decision { id }", objectionId=objection, answer="Moins cher.")

    [mine] = of_kind(author, "OBJECTION_TO_MAINTAIN")
    others = of_kind(other, "OBJECTION_TO_MAINTAIN") + of_kind(liege, "OBJECTION_TO_MAINTAIN")
    author.done("withdrawObjection", "decision { id }", reason="Convaincu.", objectionId=objection)

    assert (before, others) == ([], [])
    assert raised["owner"] == {"kind": "POLE", "party": {"id": pole}, "person": None}
    assert (mine["due"], mine["objection"]["number"], mine["member"]) == (day(9), 1, {"id": company})
    assert mine["owner"] == {"kind": "MEMBER", "party": {"id": company}, "person": {"familyName": "Lamy"}}
    assert of_kind(author, "OBJECTION_TO_MAINTAIN") == []


def test_a_decision_is_concluded_once_nobody_is_waited_for(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lamy")
    decision = propose(liege, pole)
    say(marie, decision, members[0])
    say(liege, decision, members[1])
    early = of_kind(marie, "DECISION_TO_CONCLUDE")
    say(liege, decision, members[2])
    [ready] = of_kind(marie, "DECISION_TO_CONCLUDE")
    liege.done("adoptDecision", "decision { id }", decisionId=decision["id"])

    assert early == of_kind(marie, "DECISION_TO_CONCLUDE") == []
    assert (ready["subject"], ready["command"]) == ({"id": decision["id"]}, "adoptDecision")


def test_an_invitation_waits_for_the_pole_and_its_coordinator(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Roy")
    invite(liege, joint.at_namur[0], joint.project)

    seen = [of_kind(by, "INVITATION_TO_ANSWER") for by in (member, namur, liege)]

    assert [[(each["due"], each["command"]) for each in one] for one in seen] == [
        [(day(30), "proposeDecision")]
    ] * 2 + [[]]
    assert seen[1][0]["owner"] == {"kind": "POLE", "party": {"id": joint.at_namur[0]}, "person": None}


def test_a_joint_project_is_submitted_judged_in_time_and_started(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    marie = representing(api, liege, joint.at_liege[0], joint.at_liege[1][0], "Lamy")
    joint.carried()
    [to_submit] = of_kind(marie, "PROJECT_TO_SUBMIT")
    liege.done("submitProject", SELECT, projectId=joint.project)
    submitted = of_kind(marie, "PROJECT_TO_SUBMIT")
    [before] = of_kind(namur, "VERDICT_TO_GIVE")
    namur.done("expectVerdict", SELECT, projectId=joint.project, bassin="NAMUR", expectedOn=day(12))
    [expected] = of_kind(namur, "VERDICT_TO_GIVE")
    judge(liege, "LIEGE", joint.project)
    undecided = of_kind(marie, "PROJECT_TO_START")
    judge(namur, "NAMUR", joint.project)
    [to_start] = of_kind(marie, "PROJECT_TO_START")
    liege.done("startProject", SELECT, projectId=joint.project)

    assert submitted == undecided == of_kind(marie, "PROJECT_TO_START") == []
    assert (to_submit["command"], to_start["command"]) == ("submitProject", "startProject")
    assert (before["due"], expected["due"]) == (None, day(12))


def test_an_opinion_begun_on_own_initiative_waits_to_be_transmitted(liege: Client) -> None:
    opinion = an_opinion(liege, transmitted=False)

    [begun] = of_kind(liege, "OPINION_TO_COMPLETE")

    assert (begun["subject"], begun["command"]) == ({"id": opinion}, "adoptOpinion")
    assert begun["rule"] == {"key": "PS-AVIS"}
