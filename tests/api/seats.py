"""Seats in the bodies of an Instance, and accounts of those who hold them."""

from typing import Any

from efe_domain.access.grants import Role
from tests.api.given import Api, Client, day, with_a_free


def a_body(by: Client, name: str = "Chambre enseignement", bassin: str = "LIEGE") -> str:
    asked = {"bassin": bassin, "name": name, "effectiveOn": day(-100)}
    instance, name = with_a_free("name", by, "setUpBody", "instance { bodies { id name } }", **asked)
    [body] = [body["id"] for body in instance["bodies"] if body["name"] == name]
    return str(body)


def a_person(by: Client, name: str) -> str:
    registered = by.do("registerPerson", "person { id }", givenName=name, familyName="Dupont")
    return str(registered["person"]["id"])


def a_seat(by: Client, body: str, person: str, **asked: Any) -> str:
    """Returns the id of a new seat, or of the one that is filled again."""
    mandate = {"bassin": "LIEGE", "bodyId": body, "personId": person, "category": "Forem", **asked}
    seats = by.done("fillSeat", "instance { dossier { seats { seatId person { id } } } }", **mandate)["dossier"][
        "seats"
    ]
    return next(str(seat["seatId"]) for seat in seats if seat["person"]["id"] == person)


def acting_as(api: Api, person: str, subject: str) -> Client:
    """Links a person to an account, and returns its client."""
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    administrator.do("linkAccount", "person { id }", accountId=f"Account:{api.account(subject)}", personId=person)
    return api.client(subject)
