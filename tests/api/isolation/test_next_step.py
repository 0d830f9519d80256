"""`nextStep` tells only viewers of a dossier what is to be done, also by others."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole, concert, propose, representing, say
from tests.api.given import Api, Client, a_pole, day
from tests.api.meetings import a_body, convened, held
from tests.api.opinions import an_opinion
from tests.api.projects import Joint, invite, judge

pytestmark = pytest.mark.platform("own")
STEP = """
    nextStep(inForceOn: $day) {
        kind due reason command viewerOwns owner { kind party { id } person { familyName } } subject { id }
    }
"""
NODE = f"""
    query ($id: ID!, $day: Date) {{ node(id: $id) {{
        ... on Pole {{ {STEP} }} ... on Decision {{ {STEP} }} ... on Meeting {{ {STEP} }}
        ... on Project {{ {STEP} }} ... on Opinion {{ {STEP} }} ... on Instance {{ {STEP} }}
    }} }}
"""
POSITION = "{ meta { position } }"


def step(by: Client, entity: str, **asked: Any) -> dict[str, Any] | None:
    node = by.ask(NODE, id=entity, **asked)["node"]
    found: dict[str, Any] | None = node and node["nextStep"]
    return found


def kind(by: Client, entity: str, **asked: Any) -> str | None:
    found = step(by, entity, **asked)
    return str(found["kind"]) if found else None


def test_outsiders_read_no_false_step_of_a_published_pole(api: Api, liege: Client, namur: Client) -> None:
    """The row of the pôle is public; its evaluation, its modalities and its meetings are not."""
    pole, members = a_deciding_pole(liege, ends=day(30))
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.")
    concert(liege, pole, members, on=day(-300), meetingEveryMonths=6)
    strangers = {
        "namur": namur,
        "visitor": api.visitor,
        "reader of Namur": api.granted("lecture", Role.READER, Bassin.NAMUR),
        "administrator": api.granted("administration", Role.ADMINISTRATOR),
    }

    seen = {name: step(by, pole) for name, by in strangers.items()}
    auditor = step(api.granted("audit", Role.AUDITOR, Bassin.LIEGE), pole)

    assert seen == dict.fromkeys(strangers)
    assert auditor
    assert (auditor["kind"], auditor["viewerOwns"]) == ("POLE_MUST_MEET", False)
    assert kind(liege, pole) == "POLE_MUST_MEET"


def test_every_step_is_shown_to_its_dossier_with_its_owner(api: Api, liege: Client, namur: Client) -> None:
    pole, [company, *_others] = a_deciding_pole(liege)
    marie = representing(api, liege, pole, company, "Lamy")
    decision = propose(liege, pole, deadline=day(9))["id"]
    body = a_body(liege)
    objects = [a_pole(liege, "Carrelage"), decision, convened(liege, body, -3), held(liege, body, -2)]
    objects.append(an_opinion(liege))
    instance = liege.ask("{ instance(bassin: LIEGE) { id } }")["instance"]["id"]

    seen = [kind(liege, each) for each in objects]
    [own, other] = [step(by, decision) for by in (marie, liege)]

    assert seen[0] == "POLE_TO_CONSTITUTE"
    assert seen[1:] == ["POSITION_TO_TAKE", "MEETING_TO_RECORD", "MINUTES_TO_ADOPT", "OPINION_TO_COMPLETE"]
    assert own
    assert own["viewerOwns"]
    assert own["owner"]["party"] == {"id": company}
    assert own["owner"]["person"] == {"familyName": "Lamy"}
    assert other
    assert not other["viewerOwns"]
    assert other["due"] == day(9)
    assert kind(liege, instance) is not None
    assert [kind(namur, each) for each in (*objects, pole, instance)] == [None] * 7


def test_an_invited_pole_and_its_inviter_see_only_their_parts(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    member = representing(api, namur, joint.at_namur[0], joint.at_namur[1][0], "Roy")
    stranger = api.granted("administration", Role.ADMINISTRATOR)
    invite(liege, joint.at_namur[0], joint.project)

    invited = [step(by, joint.at_namur[0]) for by in (member, namur)]
    hidden = [step(by, joint.at_namur[0]) for by in (liege, stranger)]
    project = [kind(by, joint.project) for by in (member, namur, stranger)]

    assert [each and (each["kind"], each["viewerOwns"], each["due"]) for each in invited] == [
        ("INVITATION_TO_ANSWER", True, day(30))
    ] * 2
    assert hidden == [None, None]
    assert project == [None] * 3
    assert kind(liege, joint.project) == "LEAD_TO_CARRY"


def test_the_verdict_of_another_instance_is_a_step_but_not_ones_own(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    judge(liege, "LIEGE", joint.project)

    [mine, theirs] = [step(by, joint.project) for by in (namur, liege)]

    assert mine
    assert (mine["kind"], mine["viewerOwns"], mine["command"]) == ("VERDICT_TO_GIVE", True, "giveVerdict")
    assert theirs
    assert (theirs["kind"], theirs["viewerOwns"]) == ("VERDICT_TO_GIVE", False)
    assert theirs["owner"] == mine["owner"]


def test_a_recorded_word_is_a_step_for_its_member_alone(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    marie = representing(api, liege, pole, members[0], "Lamy")
    decision = propose(liege, pole)
    for member in members:
        say(liege, decision, member)

    assert kind(marie, decision["id"]) == "CONFIRM_RECORDED_WORD"
    assert kind(liege, decision["id"]) == "DECISION_TO_CONCLUDE"


def test_who_lost_the_role_today_reads_no_step(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    second, account = api.client("second"), f"Account:{api.account('second')}"
    marie = representing(api, liege, pole, members[0], "Lamy")
    before = [kind(by, pole) for by in (second, marie)]

    liege.do("revokeAccess", bassin="LIEGE", accountId=account, role="COORDINATOR")
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=members[0], reason="Départ.")

    assert before == ["MODALITIES_TO_AGREE"] * 2
    assert [kind(by, pole) for by in (second, marie)] == [None, None]


def test_the_past_answers_with_what_the_register_knew_and_todays_rights(liege: Client, namur: Client) -> None:
    pole, _ = a_deciding_pole(liege, ends=day(30))
    liege.done("agreeModalities", "pole { id }", poleId=pole, meetingEveryMonths=6)
    before = f"{pole}@{liege.ask(POSITION)['meta']['position']}"
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Utile.")

    now, then = kind(liege, pole), kind(liege, before)

    assert (now, then) == ("POLE_TO_RENEW", "POLE_TO_EVALUATE")
    assert kind(namur, before) is None
    assert kind(liege, before, day=day(-200)) == "MODALITIES_TO_AGREE"
