"""A demand may be repeated, and may say on which state it decides."""

import json
from functools import partial
from uuid import UUID, uuid4, uuid5

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, Api, Client, a_composed_pole, a_pole, mutation

pytestmark = pytest.mark.platform("module")


def test_a_repeated_command_has_the_same_answer_and_acts_once(liege: Client) -> None:
    asked = {"bassin": "LIEGE", "name": "Plénière", "commandId": str(uuid4())}
    shown = "instance { id version bodies { id name } }"

    first = liege.do("setUpBody", shown, **asked)
    liege.done("setUpBody", "instance { id }", bassin="LIEGE", name="Chambre")
    again = liege.do("setUpBody", shown, **asked)

    assert again == first
    assert len(first["instance"]["bodies"]) == 1


@pytest.mark.platform("own")
def test_a_command_that_passes_by_post_does_not_pass_by_get(api: Api, liege: Client) -> None:
    query = mutation("setUpBody")
    liege.done("setUpBody", "instance { id }", bassin="LIEGE", name="Plénière")
    liege.ask(query, input={"bassin": "LIEGE", "name": "Bureau"})

    asked = {"query": query, "variables": json.dumps({"input": {"bassin": "LIEGE", "name": "Chambre"}})}
    by_get = partial(api.http.client.get, "/graphql", params=asked, headers=liege.headers)
    response = api.http.portal.call(by_get)

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    bodies = liege.ask("{ instance(bassin: LIEGE) { bodies { name } } }")["instance"]["bodies"]
    assert {body["name"] for body in bodies} == {"Plénière", "Bureau"}


@pytest.mark.platform("own")
def test_a_command_is_not_used_for_another_demand(liege: Client) -> None:
    command = str(uuid4())
    liege.done("setUpBody", "instance { id }", bassin="LIEGE", name="Plénière", commandId=command)

    error = liege.refused("setUpBody", bassin="LIEGE", name="Chambre", commandId=command)

    assert (error["__typename"], error["code"]) == ("CommandReused", "COMMAND_REUSED")
    assert error["path"] == ["input", "commandId"]


@pytest.mark.platform("own")
def test_that_another_account_used_a_command_id_is_not_told(liege: Client, namur: Client) -> None:
    used = str(uuid4())
    liege.done("setUpBody", "instance { id }", bassin="LIEGE", name="Plénière", commandId=used)
    asked = {"bassin": "NAMUR", "name": "Plénière", "commandId": used}

    first, again = (namur.do("setUpBody", "instance { bodies { id name } }", **asked) for _ in range(2))
    other = namur.refused("setUpBody", **{**asked, "name": "Chambre"})

    assert first["userErrors"] == []
    assert again == first
    assert (other["code"], used in other["message"]) == ("COMMAND_REUSED", True)
    shown = "{ auditTrail(bassin: NAMUR) { edges { node { commandId } } } }"
    assert used in str(namur.ask(shown))
    made = str(first["instance"]["bodies"][0]["id"])
    assert str(uuid5(UUID(used), "new")) not in made  # else a sender could tell an id that is theirs from another


def test_what_a_command_id_makes_does_not_tell_either(namur: Client) -> None:
    fresh = uuid4()

    [body] = namur.done(
        "setUpBody", "instance { bodies { id } }", bassin="NAMUR", name="Plénière", commandId=str(fresh)
    )["bodies"]

    assert str(uuid5(fresh, "new")) not in body["id"]


@pytest.mark.platform("own")
def test_a_command_of_another_account_is_not_answered_for(api: Api, liege: Client) -> None:
    second = api.granted("seconde", Role.COORDINATOR, Bassin.LIEGE)
    asked = {"bassin": "LIEGE", "name": "Plénière", "commandId": str(uuid4())}
    liege.done("setUpBody", "instance { id }", **asked)

    codes = [second.refused("setUpBody", **each)["code"] for each in (asked, {**asked, "commandId": str(uuid4())})]

    assert codes == ["BODY_NAME_TAKEN"] * 2


@pytest.mark.platform("own")
def test_a_command_on_another_version_than_expected_is_a_conflict(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    seen = liege.ask("query ($id: ID!) { pole(id: $id) { version } }", id=pole)["pole"]["version"]
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=member, reason="Fin.", expectedVersion=seen)

    error = liege.refused("dissolvePole", poleId=pole, reason="Fin.", expectedVersion=seen)

    assert (error["__typename"], error["code"]) == ("VersionConflict", "VERSION_CONFLICT")
    assert error["currentVersion"] > seen
    assert error["path"] == ["input", "expectedVersion"]


def test_a_person_registered_again_by_the_same_command_is_the_same(liege: Client) -> None:
    asked = {"givenName": "Marie", "familyName": "Dupont", "commandId": str(uuid4())}

    first, again = (liege.done("registerPerson", "person { id familyName }", **asked) for _ in range(2))
    other = liege.do("registerPerson", **{**asked, "familyName": "Durant"})

    assert again == first
    assert [error["code"] for error in other["userErrors"]] == ["COMMAND_REUSED"]


def test_a_command_answers_with_what_it_left(liege: Client) -> None:
    pole = a_pole(liege)

    payload = liege.do("dissolvePole", "pole { id state }", poleId=pole, reason="Fin.")

    assert payload["pole"] == {"id": pole, "state": "DISSOLVED"}


@pytest.mark.platform("own")
def test_a_command_has_the_request_it_came_by(liege: Client) -> None:
    correlation = str(uuid4())
    liege.with_header("X-Correlation-Id", correlation).done(
        "identifyAxis", "instance { id }", bassin="LIEGE", axis=AXIS
    )

    trail = liege.ask("{ auditTrail(bassin: LIEGE) { edges { node { correlationId } } } }")

    assert trail["auditTrail"]["edges"][-1] == {"node": {"correlationId": correlation}}
