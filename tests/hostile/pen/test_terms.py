"""A pôle that never ends: taken over again, or followed by another of the same members without an evaluation."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole
from tests.api.given import AXIS, KINDS, Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import a_body, a_person, held

pytestmark = pytest.mark.platform("own")
CONSTITUTED = "query ($id: ID!) { pole(id: $id) { dossier { terms { continues { id } why meeting { id } } } } }"


def taken_over(api: Api, by: Client, members: list[str], on: str) -> dict[str, Any]:
    sha256, _ = api.installation.documents.put(
        b"Acte", "text/plain", bassins=[Bassin.LIEGE], by=api.account("coordination-liege")
    )
    seats = [{"operatorId": each, "representativeId": a_person(by)} for each in members]
    opening: dict[str, Any] = {
        "bassin": "LIEGE",
        "axis": AXIS,
        "name": "Ancien",
        "members": seats,
        "starts": on,
        "sha256": sha256,
    }
    payload = by.do("takeOverPole", **opening, effectiveOn=on)
    return payload["userErrors"][0] if payload["userErrors"] else {}


def another_of(by: Client, members: list[str]) -> str:
    pole = a_pole(by, "Chauffage bis")
    represented(by, pole, members)
    return pole


def test_a_pole_is_not_taken_over_beside_one_of_the_same_members(api: Api, liege: Client) -> None:
    _, members = a_deciding_pole(liege)

    beside, before = (taken_over(api, liege, members, day(offset)) for offset in (-100, -1600))

    assert (beside["code"], before) == ("ALREADY_ON_THE_REGISTER", {})


def test_a_pole_of_other_members_is_taken_over(api: Api, liege: Client) -> None:
    a_deciding_pole(liege)
    others = [an_operator(liege, kind, number=f"{kind}-autre") for kind in KINDS]

    assert taken_over(api, liege, others, day(-100)) == {}


def test_a_pole_that_follows_another_cites_its_evaluation_or_says_why_not(liege: Client) -> None:
    first, members = a_deciding_pole(liege, ends=day(-10))
    second = another_of(liege, members)

    uncited = liege.refused("constitutePole", poleId=second)
    unevaluated = liege.refused("constitutePole", poleId=second, continuesId=first)
    liege.done("constitutePole", "pole { id }", poleId=second, continuesId=first, why="Bilan perdu.")

    assert {uncited["code"], unevaluated["code"]} == {"PREVIOUS_POLE_NOT_CITED"}
    [term] = liege.ask(CONSTITUTED, id=second)["pole"]["dossier"]["terms"]
    assert term == {"continues": {"id": first}, "why": "Bilan perdu.", "meeting": None}


def test_an_ended_pole_is_evaluated_and_then_followed(liege: Client) -> None:
    first, members = a_deciding_pole(liege)
    liege.done("dissolvePole", "pole { id }", poleId=first, reason="Refonte.", effectiveOn=day(-10))
    liege.done("evaluatePole", "pole { id }", poleId=first, criteria=[], conclusion="Bien.", effectiveOn=day(-5))
    second, meeting = another_of(liege, members), held(liege, a_body(liege))

    liege.done("constitutePole", "pole { id }", poleId=second, continuesId=first, meetingId=meeting)

    [term] = liege.ask(CONSTITUTED, id=second)["pole"]["dossier"]["terms"]
    assert term == {"continues": {"id": first}, "why": None, "meeting": {"id": meeting}}


def test_a_pole_that_ended_long_ago_needs_no_citation(liege: Client) -> None:
    _, members = a_deciding_pole(liege, ends=day(-400))

    liege.done("constitutePole", "pole { id }", poleId=another_of(liege, members))
