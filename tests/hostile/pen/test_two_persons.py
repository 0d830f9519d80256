"""One person with two accounts, minutes of their own, and the second person who is really another one."""

from typing import Any
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.api_tokens import with_token
from tests.api.decisions import a_deciding_pole
from tests.api.given import Api, Client, day
from tests.api.meetings import a_person
from tests.hostile.pen.two_persons import (
    VERSION,
    caused,
    constituted,
    minutes,
    proposed,
    represented_operator,
    with_a_role,
)


def test_minutes_alone_confirm_nothing(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    before = liege.ask(VERSION, id=pole)["pole"]["dossier"]["terms"]

    proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))

    assert liege.ask(VERSION, id=pole)["pole"]["dossier"]["terms"] == before


def test_an_account_to_which_the_proposer_gave_the_role_does_not_confirm(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    puppet = with_a_role(api, liege, "puppet")
    friend = with_a_role(api, puppet, "friend of the puppet")
    proposal = proposed(liege, pole, changes)

    refused = {
        each.refused("confirmRectification", entityId=pole, proposal=proposal)["code"] for each in (puppet, friend)
    }

    assert refused == {"NOT_INDEPENDENT"}


def test_what_a_puppet_proposes_is_not_confirmed_by_who_gave_it_the_role(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    puppet = with_a_role(api, liege, "puppet")
    proposal = proposed(puppet, pole, changes)

    assert liege.refused("confirmRectification", entityId=pole, proposal=proposal)["code"] == "NOT_INDEPENDENT"


def test_two_accounts_of_one_person_are_one(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    other = api.granted("autre-compte", Role.COORDINATOR, Bassin.LIEGE)
    person = UUID(a_person(liege).partition(":")[2])
    for subject in ("coordination-liege", "autre-compte"):
        api.installation.vault.link(api.account(subject), person)
    proposal = proposed(liege, pole, changes)

    assert other.refused("confirmRectification", entityId=pole, proposal=proposal)["code"] == "NOT_INDEPENDENT"


def test_an_independent_coordinator_confirms(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    proposal = proposed(liege, pole, changes)

    other.done("confirmRectification", "entity { id }", entityId=pole, proposal=proposal)

    assert [each["ends"] for each in liege.ask(VERSION, id=pole)["pole"]["dossier"]["terms"]] == [day(100)]


def test_with_one_coordinator_an_administrator_confirms_what_cites_minutes(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    uncited = proposed(liege, pole, changes)
    refused = administrator.refused("confirmRectification", entityId=pole, proposal=uncited)
    liege.done("dropRectification", "entity { id }", entityId=pole, proposal=uncited, reason="À documenter.")
    proposal = proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))

    administrator.do("confirmRectification", entityId=pole, proposal=proposal)

    assert refused["code"] == "NOT_INDEPENDENT"
    assert [each["ends"] for each in liege.ask(VERSION, id=pole)["pole"]["dossier"]["terms"]] == [day(100)]


def test_a_service_is_no_second_person(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    service = api.granted("application", Role.COORDINATOR, Bassin.LIEGE)
    proposal = proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))
    confirmation: dict[str, Any] = {"entityId": pole, "proposal": proposal}
    beside_a_person = administrator.code_of("confirmRectification", **confirmation)
    administrator.done("declareService", "account { id }", subject="application", name="Application")

    assert beside_a_person == "FORBIDDEN"
    assert service.code_of("confirmRectification", **confirmation) == "FORBIDDEN"
    assert administrator.do("confirmRectification", **confirmation)["userErrors"] == []


def test_a_token_of_an_independent_coordinator_confirms_nothing(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    second = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    confirmation: dict[str, Any] = {"entityId": pole, "proposal": proposed(liege, pole, changes)}

    for each in (liege, second):
        assert with_token(each, isReadOnly=False).code_of("confirmRectification", **confirmation) == "FORBIDDEN"
    assert second.do("confirmRectification", **confirmation)["userErrors"] == []


def test_an_administrator_does_not_confirm_beside_an_independent_coordinator(api: Api, liege: Client) -> None:
    pole, changes = constituted(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    proposal = proposed(liege, pole, changes, minutesMeetingId=minutes(api, liege))

    assert administrator.code_of("confirmRectification", entityId=pole, proposal=proposal) == "FORBIDDEN"


def test_a_question_is_not_closed_by_the_account_that_caused_it(api: Api, liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    operator = represented_operator(liege, pole)
    other = api.granted("second", Role.COORDINATOR, Bassin.LIEGE)
    question = caused(liege, pole, operator)

    own = liege.refused("confirmFact", entityId=pole, question=question, reason="Vu.")
    other.done("confirmFact", "entity { id }", entityId=pole, question=question, reason="Vu.")

    assert own["code"] == "SAME_COORDINATOR"
