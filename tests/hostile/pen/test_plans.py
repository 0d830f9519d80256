"""The work plan of a joint project, and those who would write, read or block what is not theirs (PS-PLAN)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import representing
from tests.api.given import Api, Client, day
from tests.api.projects import JOINT, SELECT, Joint, adopt, hash_of, invite
from tests.api.replays import differing_tables
from tests.conftest import Cloning
from tests.hostile.pen.joint_meetings import call, hold, take_part

pytestmark = pytest.mark.platform("module")

PLAN = """query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { dossier {
    plan {
        budget plannedTotal financedTotal overBudget
        parts { ...Part } allParts { ...Part }
        undone { rank state }
    }
    progressReports { report state recordedBy { id } action { description } }
} } }
fragment Part on PlanPart {
    part number bassin reason inForce plannedTotal
    actions { number rank currentRank leftOver description starts ends expectedResult state operators { name } }
    budgetLines { what kind year amount } financing { amount funding { id } }
}"""
LINE = {"what": "Chaudières", "kind": "EQUIPMENT", "year": int(day(0)[:4]), "amount": "250000"}


@pytest.fixture
def joint(liege: Client, namur: Client, request: pytest.FixtureRequest) -> Joint:
    return Joint(liege, namur, mark=f" {abs(hash(request.node.name)) % 10**9}")


def action(operator: str, **said: Any) -> dict[str, Any]:
    days = {"starts": day(-30), "ends": day(30)}
    return {"rank": 1, "operatorIds": [operator], **days, "expectedResult": "Un atelier.", **said}


def part(joint: Joint, bassin: str = "LIEGE", **said: Any) -> dict[str, Any]:
    pole, [_, member, _] = joint.at_liege if bassin == "LIEGE" else joint.at_namur
    lines = {"actions": [action(member)], "budgetLines": [LINE], "financing": [{"amount": "250000"}]}
    return {"projectId": joint.project, "poleId": pole, "number": 1, **lines, **said}


def plan(by: Client, joint: Joint, at: str | None = None) -> Any:
    dossier = by.ask(PLAN, id=joint.project, at=at and {"position": at})["project"]["dossier"]
    return dossier["plan"]


def write(by: Client, joint: Joint, bassin: str = "LIEGE", **said: Any) -> None:
    by.done("writePlanPart", SELECT, **part(joint, bassin, **said))


def report(by: Client, joint: Joint, state: str, bassin: str = "LIEGE", **said: Any) -> dict[str, Any]:
    pole = (joint.at_liege if bassin == "LIEGE" else joint.at_namur)[0]
    named = {"action": {"number": 1, "rank": 1}, "state": state}
    return by.do("reportProgress", SELECT, **{"projectId": joint.project, "poleId": pole, **named, **said})


def test_a_partner_writes_its_own_part_and_no_other(joint: Joint) -> None:
    joint.carried()
    write(joint.liege, joint)
    write(joint.namur, joint, "NAMUR")

    refused = joint.namur.code_of("writePlanPart", **part(joint, replaces=1, reason="À la place de Liège."))
    named = {"action": {"number": 1, "rank": 1}, "state": "DROPPED", "poleId": joint.at_liege[0]}
    reported = joint.namur.code_of("reportProgress", projectId=joint.project, **named)

    seen = plan(joint.namur, joint)
    assert (refused, reported) == ("FORBIDDEN", "FORBIDDEN")
    assert sorted((each["bassin"], each["part"]) for each in seen["parts"]) == [("LIEGE", 1), ("NAMUR", 1)]
    assert (seen["plannedTotal"], seen["financedTotal"], seen["overBudget"]) == ("500000", "500000", False)
    assert plan(joint.liege, joint) == seen


def test_of_two_coordinators_at_once_one_reads_again(api: Api, joint: Joint) -> None:
    joint.carried()
    pole, [represented, *_] = joint.at_liege
    member = representing(api, joint.liege, pole, represented, "Simultanée")
    barrier = Barrier(2)

    def attempt(client: Client, reason: str) -> list[dict[str, Any]]:
        barrier.wait()
        found: list[dict[str, Any]] = client.do("writePlanPart", **part(joint, reason=reason))["userErrors"]
        return found

    with ThreadPoolExecutor(2) as threads:
        errors = list(threads.map(attempt, (joint.liege, member), ("De la coordinatrice.", "Du membre.")))

    assert sorted(len(each) for each in errors) == [0, 1]
    [[error]] = [each for each in errors if each]
    assert (error["code"], error["rule"]["key"]) == ("PLAN_MOVED", "PS-PLAN")
    assert len(plan(joint.liege, joint)["allParts"]) == 1


def test_an_invited_pole_and_one_that_left_do_not_read_what_came_after(joint: Joint) -> None:
    liege, namur = joint.liege, joint.namur
    decision = adopt(liege, *joint.at_liege, joint.project, hash_of(liege, joint.project))
    liege.done("joinProject", SELECT, projectId=joint.project, poleId=joint.at_liege[0], decisionId=decision)
    write(liege, joint)
    invite(liege, joint.at_namur[0], joint.project)
    invited = namur.ask(PLAN, id=joint.project)["project"]

    joined = adopt(namur, *joint.at_namur, joint.project, hash_of(liege, joint.project))
    namur.done("joinProject", SELECT, projectId=joint.project, poleId=joint.at_namur[0], decisionId=joined)
    before = plan(namur, joint)
    write(namur, joint, "NAMUR")
    joint.leave()
    left = _position(namur)
    write(liege, joint, replaces=1, reason="Secret.", actions=[])
    now, after = namur.ask(PLAN, id=joint.project)["project"], plan(namur, joint, at=left)

    assert (invited, now) == (None, None)
    assert [each["bassin"] for each in before["parts"]] == ["LIEGE"]
    assert "Secret." not in str(after)
    assert [(each["bassin"], each["inForce"]) for each in after["allParts"] if each["bassin"] == "NAMUR"] == [
        ("NAMUR", False)
    ]
    assert [each["bassin"] for each in plan(liege, joint)["parts"]] == ["LIEGE"]


def test_no_action_is_done_before_the_start(joint: Joint) -> None:
    joint.submitted()
    write(joint.liege, joint)
    [early] = report(joint.liege, joint, "DONE")["userErrors"]
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    [before] = report(joint.liege, joint, "DONE", effectiveOn=day(-1))["userErrors"]

    assert report(joint.liege, joint, "DONE")["userErrors"] == []

    [seen] = plan(joint.namur, joint)["parts"]
    assert (early["code"], before["code"]) == ("NOT_STARTED", "TOO_EARLY")
    assert [each["state"] for each in seen["actions"]] == ["DONE"]


def test_no_text_of_a_plan_names_a_person(joint: Joint) -> None:
    joint.carried()
    joint.liege.done("registerPerson", "person { id }", givenName="Ondine", familyName="Delvaux-Pirard")
    named = "Ondine Delvaux-Pirard forme les apprentis."
    texts: list[dict[str, Any]] = [
        {"actions": [action(joint.at_liege[1][1], expectedResult=named)]},
        {"budgetLines": [{**LINE, "what": named}]},
        {"reason": named},
    ]

    paths = [joint.liege.refused("writePlanPart", **part(joint, **said))["path"] for said in texts]

    assert paths == [
        ["input", "actions", "0", "expectedResult"],
        ["input", "budgetLines", "0", "what"],
        ["input", "reason"],
    ]


def test_a_sum_above_the_budget_is_shown_and_an_amendment_leaves_actions_over(joint: Joint) -> None:
    joint.carried()
    write(joint.liege, joint, budgetLines=[{**LINE, "amount": "1250001"}])
    past, seen = _position(joint.liege), plan(joint.liege, joint)
    content = {**JOINT, "actions": [{"nature": "EMERGENT", "description": "Autre chose."}, *JOINT["actions"]]}
    joint.liege.done("amendProject", SELECT, projectId=joint.project, content=content, reason="Une action de plus.")
    [moved] = plan(joint.liege, joint)["parts"]
    gone = {**JOINT, "actions": content["actions"][:1], "budget": "2000000"}
    joint.liege.done("amendProject", SELECT, projectId=joint.project, content=gone, reason="Une de moins.")
    later = plan(joint.liege, joint)

    assert (seen["overBudget"], later["overBudget"]) == (True, False)
    assert [(each["currentRank"], each["leftOver"]) for each in moved["actions"]] == [(2, False)]
    assert [(each["currentRank"], each["leftOver"]) for each in later["parts"][0]["actions"]] == [(None, True)]
    assert plan(joint.liege, joint, at=past) == seen
    stale = joint.liege.refused("writePlanPart", **part(joint, replaces=1, reason="Vieux contenu."))
    assert stale["code"] == "CONTENT_CHANGED"


def test_a_stranger_is_no_one_in_charge_and_days_stay_in_the_content(joint: Joint) -> None:
    joint.carried()
    stranger = joint.at_namur[1][0]

    refused = joint.liege.refused("writePlanPart", **part(joint, actions=[action(stranger)]))

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_RESPONSIBLE", "PS-PLAN")


def meet(joint: Joint) -> None:
    """Holds a joint meeting to which both come."""
    meeting = call(joint.liege, joint.project, joint.at_liege)
    for by, pole in ((joint.liege, joint.at_liege), (joint.namur, joint.at_namur)):
        hold(by, take_part(by, pole, meeting), pole[1])


@pytest.mark.platform("own")
def test_the_bundles_of_both_verify_and_replay_equal_after_a_pole_left_and_joined_again(
    api: Api, joint: Joint, cloning: Cloning, tmp_path: Path
) -> None:
    joint.carried()
    write(joint.liege, joint)
    write(joint.namur, joint, "NAMUR")
    meet(joint)
    joint.leave()
    write(joint.liege, joint, replaces=1, reason="Sans Namur.", budgetLines=[])
    joint.with_namur()
    write(joint.namur, joint, "NAMUR")
    meet(joint)
    with cloning() as elsewhere:
        assert differing_tables(api, (Bassin.LIEGE, Bassin.NAMUR), elsewhere, tmp_path) == []


def _position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


TASKS = "{ viewer { tasks(first: 100) { edges { node { kind due bassin subject { id } } } } } }"


def tasks(by: Client, joint: Joint) -> set[tuple[str, str]]:
    nodes = [edge["node"] for edge in by.ask(TASKS)["viewer"]["tasks"]["edges"]]
    return {(each["kind"], each["bassin"]) for each in nodes if each["subject"]["id"] == joint.project}


def test_an_overdue_action_is_a_task_until_it_is_done(api: Api, joint: Joint) -> None:
    joint.submitted()
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    pole, [represented, member, _] = joint.at_liege
    speaker = representing(api, joint.liege, pole, represented, "Enretard")
    write(joint.liege, joint, actions=[action(member, ends=day(-1))])

    late = [tasks(by, joint) for by in (joint.liege, speaker, joint.namur)]
    assert report(joint.liege, joint, "DONE")["userErrors"] == []

    assert late[0] >= {("ACTION_OVERDUE", "LIEGE")}
    assert late[1] >= {("ACTION_OVERDUE", "LIEGE")}
    assert ("ACTION_OVERDUE", "LIEGE") not in late[2]
    assert ("ACTION_OVERDUE", "LIEGE") not in tasks(speaker, joint)


def test_a_dropped_action_is_a_task_of_every_instance_concerned(joint: Joint) -> None:
    joint.submitted()
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    write(joint.namur, joint, "NAMUR")
    assert report(joint.namur, joint, "DROPPED", "NAMUR")["userErrors"] == []

    dropped = {*tasks(joint.liege, joint), *tasks(joint.namur, joint)}
    assert report(joint.namur, joint, "RUNNING", "NAMUR")["userErrors"] == []

    assert dropped >= {("ACTION_DROPPED", "LIEGE"), ("ACTION_DROPPED", "NAMUR")}
    assert not {kind for kind, _ in tasks(joint.liege, joint)} & {"ACTION_DROPPED"}


def test_a_plan_over_the_budget_asks_the_lead_to_amend(api: Api, joint: Joint) -> None:
    joint.carried()
    speaker = representing(api, joint.liege, joint.at_liege[0], joint.at_liege[1][0], "Dépassée")
    write(joint.namur, joint, "NAMUR", budgetLines=[{**LINE, "amount": "1250001"}])

    assert ("PLAN_OVER_BUDGET", "LIEGE") in tasks(speaker, joint)
    assert "PLAN_OVER_BUDGET" not in {kind for kind, _ in tasks(joint.namur, joint)}


def test_a_dry_completion_says_what_is_undone_and_does_nothing(joint: Joint) -> None:
    joint.submitted()
    joint.liege.done("startProject", SELECT, projectId=joint.project)
    for by, bassin in ((joint.liege, "LIEGE"), (joint.namur, "NAMUR")):
        by.done("writePlanPart", SELECT, **part(joint, bassin))
    dropped = {"projectId": joint.project, "poleId": joint.at_namur[0], "action": {"number": 1, "rank": 1}}
    joint.namur.done("reportProgress", SELECT, **dropped, state="DROPPED")
    select = "consequences { undone { description state } } planned { kind }"

    dry = joint.liege.do("completeProject", select, projectId=joint.project, result="Ouvert.", dryRun=True)
    other = joint.liege.do("abandonProject", select, projectId=joint.project, reason="Fin.", dryRun=True)

    assert dry["userErrors"] == []
    assert dry["consequences"]["undone"] == [{"description": JOINT["actions"][0]["description"], "state": None}]
    assert [each["kind"] for each in dry["planned"]] == ["project.completed.v2"]
    assert (other["consequences"] or {"undone": []})["undone"] == []
    assert {each["state"] for each in plan(joint.liege, joint)["undone"]} == {None, "DROPPED"}
