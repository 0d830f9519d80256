"""`timeline` and `owed` of a project: what happened and what is expected, for those whom the project concerns."""

from typing import Any, get_args

import pytest

from efe_domain.project.state import ProjectEvent
from efe_domain.shared.bassins import Bassin
from efe_graphql.types.project.project_timeline import MAX_FACTS
from efe_graphql.wording.sentences import names_in, segments, template_of
from efe_projections.project.timeline import VALUES
from tests.api.decisions import representing
from tests.api.given import Api, Client, day
from tests.api.projects import SELECT, Joint, hash_of, judge

pytestmark = pytest.mark.platform("module")

TIMELINE = """
    query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { dossier {
        timelineTotal timeline { version kind kindLabel effectiveOn bassin pole { name } sentence illustrative }
    } } }
"""
OWED = """
    query ($id: ID!, $at: AsOf, $on: Date) { project(id: $id, asOf: $at) { dossier {
        owedTotal(inForceOn: $on)
        owed(inForceOn: $on) { kind bassin since due viewerOwns reason owner { kind party { ... on Pole { name } } } }
    } } }
"""
TRAIL = """
    query ($id: ID!) { project(id: $id) { history(first: 100) { edges { node { version sentence } } } } }
"""
READ_AT_READING = {"on", "project.title", "project_content.number"}


def timeline(by: Client, project: str, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = by.ask(TIMELINE, id=project, **asked)["project"]["dossier"]["timeline"]
    return found


def owed(by: Client, project: str, **asked: Any) -> list[tuple[str, str, str | None]]:
    dossier = by.ask(OWED, id=project, **asked)["project"]["dossier"]
    assert dossier["owedTotal"] == len(dossier["owed"])
    return [(each["kind"], each["bassin"], each["due"]) for each in dossier["owed"]]


def position(by: Client) -> dict[str, str]:
    return {"position": by.ask("{ meta { position } }")["meta"]["position"]}


def kinds(facts: list[dict[str, Any]]) -> list[str]:
    return [each["kind"].split(".")[1] for each in facts]


def test_each_sentence_of_a_project_has_its_values() -> None:
    events = get_args(ProjectEvent.__value__)
    names = {
        event: {name for part in segments(template_of(event.TOPIC)) for name in names_in(part.text)}
        for event in events
    }

    missing = {
        event.__name__: wanted - VALUES.get(event, {}).keys() - READ_AT_READING
        for event, wanted in names.items()
        if event.TOPIC != "project.document-attached.v1"
    }

    assert {name: sorted(each) for name, each in missing.items() if each} == {}


def test_a_timeline_says_what_the_trail_says_with_the_name_of_the_pole(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" fil").submitted()
    judge(liege, "LIEGE", joint.project, "CONDITIONS", conditionList=["Un atelier."], reasons="Sous réserve.")
    liege.done("startProject", SELECT, projectId=joint.project)
    trail = [edge["node"] for edge in liege.ask(TRAIL, id=joint.project)["project"]["history"]["edges"]]

    facts = timeline(liege, joint.project)

    assert [each["version"] for each in facts] == [each["version"] for each in reversed(trail)]
    told = {each["version"]: each["sentence"] for each in facts}
    assert [told[each["version"]].startswith(each["sentence"].removesuffix(".")) for each in trail] == [True] * len(
        trail
    )
    joined = next(each for each in facts if "pole-joined" in each["kind"])
    assert (joined["bassin"], joined["pole"]["name"] in joined["sentence"]) == ("NAMUR", True)
    assert {each["effectiveOn"] for each in facts} == {day(0)}
    german = timeline(liege.with_header("Accept-Language", "de"), joint.project)
    assert "Projekt begonnen" in german[0]["sentence"] or german[0]["sentence"] != facts[0]["sentence"]


def test_partners_that_join_late_read_it_whole_and_those_that_left_up_to_then(
    api: Api, liege: Client, namur: Client
) -> None:
    joint = Joint(liege, namur, mark=" tard")
    joint.amend()
    joint.carried()
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Dupont")
    whole = timeline(liege, joint.project)
    late, of_member = timeline(namur, joint.project), timeline(member, joint.project)
    before = position(liege)
    joint.leave()
    left = position(liege)
    joint.amend("Un titre que Namur ne lit pas")

    assert late == whole
    assert [each["version"] for each in of_member] == [each["version"] for each in whole]
    assert timeline(namur, joint.project, at=before) == whole
    assert kinds(timeline(namur, joint.project, at=left))[0] == "pole-left"
    assert namur.ask(TIMELINE, id=joint.project)["project"] is None
    assert kinds(timeline(liege, joint.project))[0] == "amended"
    outsider = api.coordinator(Bassin.HUY_WAREMME)
    assert outsider.ask(TIMELINE, id=joint.project)["project"] is None


def test_a_long_timeline_shows_the_newest_facts_and_their_number(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" long").submitted()
    judge(liege, "LIEGE", joint.project)
    liege.done("startProject", SELECT, projectId=joint.project)
    for number in range(MAX_FACTS):
        reported = {"projectId": joint.project, "poleId": joint.at_liege[0], "report": f"Étape {number}."}
        liege.done("reportProgress", SELECT, **reported)

    dossier = liege.ask(TIMELINE, id=joint.project)["project"]["dossier"]

    assert len(dossier["timeline"]) == MAX_FACTS
    assert dossier["timelineTotal"] > MAX_FACTS
    assert f"Étape {MAX_FACTS - 1} " in dossier["timeline"][0]["sentence"]


def test_a_corrected_fact_is_told_as_corrected(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" corrigé").submitted()
    judge(liege, "LIEGE", joint.project)
    liege.done("startProject", SELECT, projectId=joint.project)
    reported = {"projectId": joint.project, "poleId": joint.at_liege[0], "report": "Ouvert en mras."}
    version = liege.done("reportProgress", SELECT, **reported)["version"]
    past = position(liege)
    change = {"version": version, "patch": {"report": "Ouvert en mars."}}
    payload = liege.do(
        "rectify", "entity { id }", entityId=joint.project, changes=[change], reason="Faute de frappe."
    )
    assert payload["userErrors"] == []

    assert "mars" in timeline(liege, joint.project)[0]["sentence"]
    assert "mras" in timeline(liege, joint.project, at=past)[0]["sentence"]


def test_what_is_owed_names_each_party_and_follows_what_is_done(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" dû").submitted()
    submitted = position(liege)
    asked = owed(namur, joint.project)
    judge(liege, "LIEGE", joint.project, "CONDITIONS", conditionList=["Un atelier."], conditionDueOn=[day(20)])
    judge(namur, "NAMUR", joint.project)
    liege.done("startProject", SELECT, projectId=joint.project)
    started = owed(liege, joint.project)
    part = {"projectId": joint.project, "poleId": joint.at_liege[0], "number": 1}
    liege.done("writePlanPart", SELECT, **part, financing=[{"amount": "1000"}])
    written = owed(namur, joint.project)

    assert asked == [("VERDICT_TO_GIVE", "LIEGE", None), ("VERDICT_TO_GIVE", "NAMUR", None)]
    assert ("CONDITION_TO_MEET", "LIEGE", day(20)) in started
    assert sorted(each for each in started if each[0] == "PLAN_PART_TO_WRITE") == [
        ("PLAN_PART_TO_WRITE", "LIEGE", None),
        ("PLAN_PART_TO_WRITE", "NAMUR", None),
    ]
    assert [each for each in written if each[0] == "PLAN_PART_TO_WRITE"] == [("PLAN_PART_TO_WRITE", "NAMUR", None)]
    assert owed(namur, joint.project, at=submitted) == asked


def test_what_a_partner_discusses_is_not_owed_to_others(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur, mark=" discute").carried()
    proposal = {"kind": "DEPARTURE", "title": "Quitter", "text": "Le pôle en discute."}
    hashed = hash_of(namur, joint.project)
    before = owed(liege, joint.project), timeline(liege, joint.project)
    namur.done(
        "proposeDecision",
        "decision { id }",
        poleId=joint.at_namur[0],
        subjectId=joint.project,
        subjectHash=hashed,
        **proposal,
    )

    assert (owed(liege, joint.project), timeline(liege, joint.project)) == before
    assert owed(namur, joint.project) == before[0]
