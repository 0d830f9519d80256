"""Holders of seats on a day, in the bodies of an Instance."""

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, day
from tests.api.seats import a_body, a_person, a_seat

SEAT = "category voting since until ends endReason person { givenName } substitute { givenName }"
BODIES = f"""
    query ($on: Date) {{
        instance(bassin: LIEGE) {{
            bodies {{ name dossier {{ seats(inForceOn: $on) {{ {SEAT} }} }} }}
            dossier {{ seats(inForceOn: $on) {{ seatId body {{ name }} person {{ givenName }} }} }}
        }}
    }}
"""
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def holders(by: Client, on: str | None = None) -> dict[str, list[str]]:
    seats = by.ask(BODIES, on=on)["instance"]["dossier"]["seats"]
    found: dict[str, list[str]] = {}
    for seat in seats:
        found.setdefault(seat["body"]["name"], []).append(seat["person"]["givenName"])
    return found


def test_who_sat_where_is_known_day_by_day(liege: Client) -> None:
    chamber, plenary = a_body(liege), a_body(liege, "Plénière")
    anne, bert, carl = (a_person(liege, name) for name in ("Anne", "Bert", "Carl"))
    seat = a_seat(liege, chamber, anne, effectiveOn=day(-50), substituteId=bert)
    a_seat(liege, plenary, carl, effectiveOn=day(-40), mandateEnds=day(-30), voting=False)
    liege.done(
        "vacateSeat",
        "instance { id }",
        bassin="LIEGE",
        bodyId=chamber,
        seatId=seat,
        reason="Démission.",
        effectiveOn=day(-20),
    )
    a_seat(liege, chamber, bert, seatId=seat, effectiveOn=day(-10), mandateEnds=day(500))

    seen = {offset: holders(liege, day(offset)) for offset in (-51, -50, -40, -30, -29, -20, -10, 0, 500, 501)}
    bodies = liege.ask(BODIES)["instance"]["bodies"]

    assert seen == {
        -51: {},
        -50: {"Chambre enseignement": ["Anne"]},
        -40: {"Chambre enseignement": ["Anne"], "Plénière": ["Carl"]},
        -30: {"Chambre enseignement": ["Anne"], "Plénière": ["Carl"]},
        -29: {"Chambre enseignement": ["Anne"]},
        -20: {},
        -10: {"Chambre enseignement": ["Bert"]},
        0: {"Chambre enseignement": ["Bert"]},
        500: {"Chambre enseignement": ["Bert"]},
        501: {},
    }
    chamber_seats = next(body["dossier"]["seats"] for body in bodies if body["name"] == "Chambre enseignement")
    assert chamber_seats == [
        {
            "category": "Forem",
            "voting": True,
            "since": day(-50),
            "until": day(-20),
            "ends": None,
            "endReason": "Démission.",
            "person": {"givenName": "Anne"},
            "substitute": {"givenName": "Bert"},
        },
        {
            "category": "Forem",
            "voting": True,
            "since": day(-10),
            "until": day(501),
            "ends": day(500),
            "endReason": None,
            "person": {"givenName": "Bert"},
            "substitute": None,
        },
    ]


def test_nobody_sits_any_more_in_a_body_that_is_dissolved(liege: Client) -> None:
    chamber = a_body(liege)
    a_seat(liege, chamber, a_person(liege, "Anne"), effectiveOn=day(-50))
    liege.done("dissolveBody", "instance { id }", bassin="LIEGE", bodyId=chamber, effectiveOn=day(-10))

    [body] = liege.ask(BODIES)["instance"]["bodies"]

    assert (holders(liege, day(-11)), holders(liege, day(-10))) == ({"Chambre enseignement": ["Anne"]}, {})
    assert body["dossier"]["seats"][0]["until"] == day(-10)


def test_a_seat_is_filled_once_at_a_time_and_only_in_a_living_body(liege: Client) -> None:
    chamber, anne = a_body(liege), a_person(liege, "Anne")
    seat = a_seat(liege, chamber, anne, mandateEnds=day(10))
    again = {"bassin": "LIEGE", "bodyId": chamber, "seatId": seat, "personId": anne, "category": "Forem"}

    taken = liege.refused("fillSeat", **again)
    liege.done("vacateSeat", "instance { id }", bassin="LIEGE", bodyId=chamber, seatId=seat, reason="Départ.")
    vacant = liege.refused("vacateSeat", bassin="LIEGE", bodyId=chamber, seatId=seat, reason="Départ.")
    liege.done("dissolveBody", "instance { id }", bassin="LIEGE", bodyId=chamber)
    dissolved = liege.refused("fillSeat", **again)

    refusals = [(error["code"], error["rule"]["key"]) for error in (taken, vacant, dissolved)]
    assert refusals == [("SEAT_TAKEN", "M6"), ("SEAT_IS_VACANT", "M6"), ("BODY_IS_DISSOLVED", "M6")]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"bodyId": f"Body:{UNKNOWN}"}, "NOT_FOUND"),
        ({"personId": f"Person:{UNKNOWN}"}, "NOT_FOUND"),
        ({"substituteId": f"Person:{UNKNOWN}"}, "NOT_FOUND"),
        ({"category": ""}, "INVALID"),
        ({"category": "x" * 900_000}, "INVALID"),
        ({"category": "Anne Dupont"}, "INVALID"),
        ({"mandateEnds": day(-1)}, "INVALID"),
        ({"effectiveOn": day(1)}, "IN_THE_FUTURE"),
        ({"effectiveOn": day(-101)}, "TOO_EARLY"),
    ],
    ids=str,
)
def test_a_mandate_that_could_not_be_is_refused_and_nothing_is_recorded(
    liege: Client, asked: dict[str, str], code: str
) -> None:
    body, person = a_body(liege), a_person(liege, "Anne")
    mandate = {"bassin": "LIEGE", "bodyId": body, "personId": person, "category": "Forem"}

    error = liege.refused("fillSeat", **{**mandate, **asked})

    assert error["code"] == code
    assert holders(liege) == {}


def test_the_seats_and_bodies_of_another_instance_are_not_found(liege: Client, namur: Client) -> None:
    person, body = a_person(liege, "Anne"), a_body(liege)
    seat = a_seat(liege, body, person)
    common = {"bassin": "NAMUR", "bodyId": body}

    filling = namur.refused("fillSeat", **common, personId=person, category="Forem")
    vacating = namur.refused("vacateSeat", **common, seatId=seat, reason="Départ.")
    of_another_type = liege.code_of("vacateSeat", bassin="LIEGE", bodyId=seat, seatId=body, reason="Départ.")

    assert (filling["code"], vacating["code"], of_another_type) == ("NOT_FOUND", "NOT_FOUND", "BAD_USER_INPUT")


def test_a_command_fills_one_seat_however_often_it_comes(liege: Client) -> None:
    body, person = a_body(liege), a_person(liege, "Anne")
    command = {"commandId": UNKNOWN, "bassin": "LIEGE", "bodyId": body, "personId": person, "category": "Forem"}

    positions = [liege.do("fillSeat", **command)["position"] for _ in range(2)]

    assert len(set(positions)) == 1
    assert holders(liege) == {"Chambre enseignement": ["Anne"]}


def test_who_sits_is_shown_to_its_own_instance_only(api: Api, liege: Client, namur: Client) -> None:
    body = a_body(liege)
    a_seat(liege, body, a_person(liege, "Anne"))
    [mandate] = liege.ask("{ instance(bassin: LIEGE) { dossier { seats { id } } } }")["instance"]["dossier"]["seats"]
    ways = "query ($body: ID!, $seat: ID!) { body: node(id: $body) { ... on Body { name dossier { seats { id } } } }"
    ways += " seat: node(id: $seat) { id } instance(bassin: LIEGE) { dossier { seats { id } } } }"

    seen = [other.ask(ways, body=body, seat=mandate["id"]) for other in (namur, api.visitor)]
    own = api.granted("lecture", Role.READER, Bassin.LIEGE).ask(ways, body=body, seat=mandate["id"])

    assert (
        seen
        == [{"body": {"name": "Chambre enseignement", "dossier": None}, "seat": None, "instance": {"dossier": None}}]
        * 2
    )
    assert own["seat"] == mandate
    assert own["body"]["dossier"]["seats"] == own["instance"]["dossier"]["seats"] == [mandate]
