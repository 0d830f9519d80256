"""The commands that a viewer may send about one object, in the contract."""

from typing import Any

import pytest

from tests.api.decisions import a_deciding_pole, propose, representing, say
from tests.api.given import Api, Client, day
from tests.api.projects import Joint, invite

pytestmark = pytest.mark.platform("module")

COMMANDS = "availableCommands { name group possible reason code rule { key } as { id } }"


def on(by: Client, kind: str, key: str) -> list[dict[str, Any]]:
    found = by.ask(f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {COMMANDS} }} }} }}", id=key)["node"]
    rows: list[dict[str, Any]] = found["availableCommands"] if found else []
    return rows


def row(by: Client, kind: str, key: str, name: str) -> dict[str, Any]:
    [found] = [each for each in on(by, kind, key) if each["name"] == name]
    return found


def test_a_coordinator_sees_what_is_possible_and_what_stands_against_the_rest(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)

    assert row(liege, "Pole", pole, "dissolvePole")["possible"] == "NOW"
    refused = row(liege, "Pole", pole, "constitutePole")
    assert (refused["possible"], refused["code"]) == ("NO", "ALREADY_CONSTITUTED")
    assert refused["reason"].startswith("Le pôle est constitué depuis le ")
    assert refused["group"] == "POLE"
    assert refused["as"]["id"].startswith("Instance:")
    assert liege.refused("constitutePole", poleId=pole)["message"] == refused["reason"]


def test_a_reason_is_in_the_language_of_the_viewer(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    english = liege.with_header("Accept-Language", "en")

    assert row(english, "Pole", pole, "constitutePole")["reason"].startswith("The pôle")


def test_a_member_acts_in_the_name_of_its_pole_and_for_itself(api: Api, liege: Client) -> None:
    pole, [company, *_] = a_deciding_pole(liege)
    marie = representing(api, liege, pole, company, "Lamy")
    decision = propose(liege, pole)["id"]

    names = {each["name"] for each in on(marie, "Pole", pole)}
    assert names == {
        "citeTheme",
        "conveneMeeting",
        "draftOpinion",
        "emergeProject",
        "proposeDecision",
        "requestOpinion",
    }
    assert row(marie, "Decision", decision, "takePosition")["as"]["id"] == company
    assert row(marie, "Decision", decision, "adoptDecision")["code"] == "NOT_EVERYONE_CONSULTED"
    assert "receiveDecision" not in {each["name"] for each in on(marie, "Decision", decision)}


def test_an_objection_has_a_row_for_each_of_its_commands(liege: Client) -> None:
    pole, [company, *_] = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, company, stance="OBJECT", words="Non.")

    answer = row(liege, "Decision", decision["id"], "answerObjection")
    assert (answer["possible"], answer["as"]["id"].partition(":")[0]) == ("NOW", "Objection")
    assert row(liege, "Decision", decision["id"], "maintainObjection")["code"] == "OBJECTION_NOT_ANSWERED"


def test_another_instance_and_a_visitor_see_no_command(api: Api, liege: Client, namur: Client) -> None:
    pole, _ = a_deciding_pole(liege)

    assert on(namur, "Pole", pole) == []
    assert on(api.visitor, "Pole", pole) == []
    assert on(api.client("without a role"), "Pole", pole) == []


def test_an_invited_pole_acts_on_the_invitation_and_not_on_the_project(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur)
    invitation = invite(liege, joint.at_namur[0], joint.project)["id"]
    submitted = {"submitProject", "startProject", "amendProject"}

    assert on(namur, "Project", joint.project) == []
    assert {"joinProject", "declineInvitation"} <= {each["name"] for each in on(namur, "Invitation", invitation)}
    assert "withdrawInvitation" not in {each["name"] for each in on(namur, "Invitation", invitation)}
    assert submitted <= {each["name"] for each in on(liege, "Project", joint.project)}


def test_an_object_of_the_past_has_no_command(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    position = liege.ask("{ meta { position } }")["meta"]["position"]

    past = liege.ask(
        f"query ($id: ID!, $at: AsOf) {{ pole(id: $id, asOf: $at) {{ {COMMANDS} }} }}",
        id=pole,
        at={"position": position},
    )

    assert past["pole"]["availableCommands"] == []


@pytest.mark.parametrize(
    "query",
    [
        "{ poles { edges { node { availableCommands { name } } } } }",
        "{ pole(id: $id) { projects { edges { node { availableCommands { name } } } } } }",
        "{ nodes(ids: [$id]) { ...F } } fragment F on Pole { availableCommands { name } }",
        "{ pole(id: $id) { availableCommands { as { ... on Instance { availableCommands { name } } } } } }",
    ],
)
def test_a_list_refuses_the_commands_of_its_objects(liege: Client, query: str) -> None:
    answer = liege.post(f"query ($id: ID!) {query}", {"id": "Pole:00000000-0000-0000-0000-000000000000"})

    assert {each["extensions"]["code"] for each in answer["errors"]} == {"QUERY_TOO_COMPLEX"}


def test_a_consensus_of_a_past_term_is_adopted_on_a_day_of_that_term(liege: Client) -> None:
    pole, members = a_deciding_pole(liege, ends=day(-10))
    decision = propose(liege, pole, effectiveOn=day(-30))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-30))

    late = row(liege, "Decision", decision["id"], "adoptDecision")

    assert (late["possible"], late["code"]) == ("ON_ANOTHER_DAY", "TERM_OVER")
