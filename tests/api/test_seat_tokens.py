"""API tokens of a person with seats: each opens the seats that it names, and no other."""

from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.api_tokens import with_token
from tests.api.given import Api, Client, a_pole, an_operator
from tests.api.seats import a_body, a_person, a_seat

DOSSIER = "query ($id: ID!) { pole(id: $id) { dossier { board { __typename } } } }"
BODIES = "{ instance(bassin: LIEGE) { bodies { dossier { seats { seatId } } } } }"


def opened(by: Client, poles: list[str]) -> list[str]:
    """The pôles whose dossier a client reads."""
    return [each for each in poles if (by.ask(DOSSIER, id=each)["pole"] or {}).get("dossier")]


def sees_bodies(by: Client) -> bool:
    return any(each["dossier"] for each in by.ask(BODIES)["instance"]["bodies"])


@pytest.fixture
def seated(api: Api, liege: Client) -> tuple[Client, list[str]]:
    """A person who speaks for a member in two pôles and sits in a body, and the pôles."""
    poles, person, subject = [a_pole(liege, name) for name in ("Bois", "Eau")], a_person(liege, "Anne"), "anne"
    for pole in poles:
        asked = {"poleId": pole, "operatorId": an_operator(liege, bassin=Bassin.LIEGE), "representativeId": person}
        liege.done("designateMember", "pole { id }", **asked)
    a_seat(liege, a_body(liege), person)
    api.client(subject).ask("{ viewer { account { id } } }")
    administrator = api.granted(f"administration-{uuid4()}", Role.ADMINISTRATOR)
    administrator.do("linkAccount", accountId=f"Account:{api.account(subject)}", personId=person)
    return api.client(subject), poles


def test_a_token_for_a_seat_opens_that_seat_and_no_other(seated: tuple[Client, list[str]]) -> None:
    person, poles = seated
    for pole in poles:
        client = with_token(person, {"poleId": pole})
        assert (opened(client, poles), sees_bodies(client)) == ([pole], False)

    assert (opened(person, poles), sees_bodies(person)) == (poles, True)
    assert sees_bodies(with_token(person, {"bassin": "LIEGE"}))
