"""Oversight of acts of one account by the others: corrections, questions, roles, compositions, meetings."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext, in_context
from tests.api.decisions import a_deciding_pole, concert, representing
from tests.api.documents import stored
from tests.api.given import TODAY, Api, Client, an_operator, day
from tests.api.meetings import a_person
from tests.api.projects import JOINT, SELECT, Joint, decided
from tests.hostile.pen.evenings import met
from tests.hostile.pen.two_persons import caused, constituted, proposed, represented_operator, with_a_role

TASKS = """
    query ($day: Date) {
        viewer {
            tasks(first: 100, inForceOn: $day) {
                totalCount
                edges {
                    node { kind since due rule { key } account { id } subject { ... on Node { id } } }
                }
            }
        }
    }
"""


def tasks(by: Client, kind: str, on: str | None = None) -> list[dict[str, Any]]:
    found = by.ask(TASKS, day=on)["viewer"]["tasks"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"] if edge["node"]["kind"] == kind]


def subjects(by: Client, kind: str, on: str | None = None) -> list[str]:
    return [each["subject"]["id"] for each in tasks(by, kind, on)]


def test_a_proposal_waits_for_who_may_confirm_it(api: Api, liege: Client, namur: Client) -> None:
    pole, changes = constituted(liege)
    puppet = with_a_role(api, liege, "puppet")
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    proposal = proposed(liege, pole, changes)

    seen = {name: subjects(by, "RECTIFICATION_TO_CONFIRM") for name, by in named(liege, puppet, other, namur).items()}
    other.done("confirmRectification", "entity { id }", entityId=pole, proposal=proposal)

    assert seen == {"proposer": [], "puppet": [], "other": [pole], "foreign": []}
    assert subjects(other, "RECTIFICATION_TO_CONFIRM") == []


def named(proposer: Client, puppet: Client, other: Client, foreign: Client) -> dict[str, Client]:
    return {"proposer": proposer, "puppet": puppet, "other": other, "foreign": foreign}


def test_a_dropped_proposal_waits_no_more(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    proposal = proposed(liege, pole, changes)
    before = subjects(other, "RECTIFICATION_TO_CONFIRM")

    liege.done("dropRectification", "entity { id }", entityId=pole, proposal=proposal, reason="À revoir.")

    assert (before, subjects(other, "RECTIFICATION_TO_CONFIRM")) == ([pole], [])


def test_a_question_waits_for_another_than_who_caused_it(api: Api, liege: Client, namur: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    operator = represented_operator(liege, pole)
    puppet = with_a_role(api, liege, "puppet")
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    late = subjects(other, "FACT_IN_QUESTION")
    question = caused(liege, pole, operator)

    seen = {name: subjects(by, "FACT_IN_QUESTION") for name, by in named(liege, puppet, other, namur).items()}
    other.done("confirmFact", "entity { id }", entityId=pole, question=question, reason="Vu.")

    assert seen == {"proposer": [], "puppet": [], "other": [*late, pole], "foreign": []}
    assert subjects(other, "FACT_IN_QUESTION") == late


def test_a_role_that_an_administrator_took_is_shown_to_every_coordinator(
    api: Api, liege: Client, namur: Client
) -> None:
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    account = f"Account:{api.account('administration')}"
    taken = {"bassin": "LIEGE", "accountId": account, "role": "COORDINATOR"}
    before = tasks(liege, "ROLE_TAKEN")

    administrator.do("grantAccess", **taken)
    seen = [[each["account"] for each in tasks(by, "ROLE_TAKEN")] for by in (liege, other, administrator, namur)]
    later = tasks(liege, "ROLE_TAKEN", day(31))
    given = liege.ask("{ instance(bassin: LIEGE) { dossier { grants { account { id } grantedBy { id } } } } }")
    liege.do("revokeAccess", **taken)

    assert before == later == []
    assert seen == [[{"id": account}], [{"id": account}], [], []]
    assert {"account": {"id": account}, "grantedBy": {"id": account}} in given["instance"]["dossier"]["grants"]
    assert tasks(liege, "ROLE_TAKEN") == []


def test_a_role_over_all_instances_is_shown_too_and_one_that_was_given_is_not(api: Api, liege: Client) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    mine, other = (f"Account:{api.account(subject)}" for subject in ("administration", "lecture"))
    administrator.do("grantAccess", bassin="LIEGE", accountId=other, role="READER")

    administrator.do("grantPlatformAccess", accountId=mine, role="AUDITOR")

    assert [each["account"] for each in tasks(liege, "ROLE_TAKEN")] == [{"id": mine}]


def test_an_empty_college_waits_until_a_member_with_a_voice_is_designated(
    api: Api, liege: Client, namur: Client
) -> None:
    pole, members = a_deciding_pole(liege)
    before = subjects(liege, "COMPOSITION_BROKEN")
    seat = {"poleId": pole, "operatorId": members[2]}

    liege.done("endMembership", "pole { id }", **seat, reason="Départ.", effectiveOn=day(-1))
    seen = [subjects(by, "COMPOSITION_BROKEN") for by in (liege, namur)]
    school = an_operator(liege, "CEFA", number="CEFA-suivant")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=school)
    voiceless = subjects(liege, "COMPOSITION_BROKEN")
    voice = {"poleId": pole, "operatorId": school, "representativeId": a_person(liege), "sha256": stored(liege)}
    liege.done("replaceRepresentative", "pole { id }", **voice)

    assert (before, seen, voiceless) == ([], [[pole], []], [pole])
    assert subjects(liege, "COMPOSITION_BROKEN") == []


def test_a_pole_must_meet_by_its_own_modalities_only(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lamy")
    silent = subjects(liege, "POLE_MUST_MEET")
    concert(liege, pole, members, on=day(-200), meetingEveryMonths=6)

    seen = [[(each["subject"]["id"], each["since"]) for each in tasks(by, "POLE_MUST_MEET")] for by in (liege, marie)]
    early = subjects(liege, "POLE_MUST_MEET", day(-100))
    assembly = {"assembly": {"poleId": pole}, "place": "Salle des fêtes"}
    liege.done("conveneMeeting", "meeting { id }", **assembly, day=day(8))
    planned = subjects(liege, "POLE_MUST_MEET")

    assert (silent, early, planned) == ([], [], [])
    assert seen == [[(pole, day(-200))]] * 2


def test_a_released_pole_learns_it_for_thirty_days(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Roy")
    before = subjects(member, "POLE_RELEASED")
    release(api, joint)

    seen = [subjects(by, "POLE_RELEASED") for by in (member, namur, liege)]

    assert before == subjects(member, "POLE_RELEASED", day(91)) == []
    assert seen == [[joint.project], [joint.project], []]


def release(api: Api, joint: Joint) -> None:
    """The pôle that leads amends the project, carries the amendment and goes on without the other, 60 days later."""
    decision = decided(joint.liege, joint.at_liege, joint.project, "AMENDMENT")
    amended = {"content": {**JOINT, "title": "Amendé"}, "reason": "Revu.", "decisionId": decision}
    joint.liege.done("amendProject", SELECT, projectId=joint.project, **amended)
    carrying = decided(joint.liege, joint.at_liege, joint.project, "PROJECT")
    joint.liege.done("joinProject", SELECT, projectId=joint.project, poleId=joint.at_liege[0], decisionId=carrying)
    pole, project = (UUID(text.partition(":")[2]) for text in (joint.at_namur[0], joint.project))
    platform = api.installation.platform
    later = CommandContext(actor=str(api.account("coordination-liege")), today=TODAY + timedelta(days=60))
    with in_context(later):
        platform.leave_project(project, pole, "Sans réponse.", released=True)
    position = str(platform.recorder.max_notification_id())
    joint.liege.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=position)


def test_a_meeting_that_was_held_ends_the_wait(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    concert(liege, pole, members, on=day(-200), meetingEveryMonths=6)
    before = subjects(liege, "POLE_MUST_MEET")

    met(liege, pole, members)

    assert (before, subjects(liege, "POLE_MUST_MEET")) == ([pole], [])
