"""One person who speaks for two colleges, and the three who do not."""

import pytest

from tests.api.decisions import a_deciding_pole
from tests.api.documents import stored
from tests.api.given import KINDS, Client, a_pole, an_operator, composed, day
from tests.api.meetings import a_person

pytestmark = pytest.mark.platform("module")


def designate(by: Client, pole: str, operator: str, person: str) -> dict[str, object]:
    payload = by.do("designateMember", poleId=pole, operatorId=operator, representativeId=person)
    return payload["userErrors"][0] if payload["userErrors"] else {}


def test_a_person_does_not_represent_members_of_two_colleges(liege: Client) -> None:
    pole, person = a_pole(liege), a_person(liege)
    company, training, _ = (an_operator(liege, kind) for kind in KINDS)

    first, second = (designate(liege, pole, each, person) for each in (company, training))

    assert (first, second["code"]) == ({}, "ONE_PERSON_TWO_COLLEGES")


def test_a_person_may_represent_two_members_of_one_college(liege: Client) -> None:
    pole, person = a_pole(liege), a_person(liege)
    schools = [an_operator(liege, "CEFA", number=f"CEFA-{each}") for each in ("un", "deux")]

    assert [designate(liege, pole, each, person) for each in schools] == [{}, {}]


def test_no_seat_is_given_to_a_person_of_another_college_afterwards(liege: Client) -> None:
    pole = a_pole(liege)
    members, person = composed(liege, pole), a_person(liege)
    given = {"poleId": pole, "representativeId": person, "sha256": stored(liege)}
    liege.done("replaceRepresentative", "pole { id }", **given, operatorId=members[0])

    refused = liege.refused("replaceRepresentative", **given, operatorId=members[1])

    assert refused["code"] == "ONE_PERSON_TWO_COLLEGES"


def test_three_persons_constitute(liege: Client) -> None:
    pole = a_pole(liege)
    composed(liege, pole)

    constituted = liege.do("constitutePole", poleId=pole, effectiveOn=day(-1))

    assert [each["code"] for each in constituted["userErrors"]] in ([], ["PREVIOUS_POLE_NOT_CITED"])


ALARM = "query ($id: ID!) { pole(id: $id) { dossier { alarmOn } } }"


def test_a_college_without_a_representative_raises_the_alarm(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    nobody = {"poleId": pole, "sha256": stored(liege), "representativeId": None}
    before = liege.ask(ALARM, id=pole)["pole"]["dossier"]["alarmOn"]

    liege.done("replaceRepresentative", "pole { id }", **nobody, operatorId=members[0], effectiveOn=day(-1))

    assert (before, liege.ask(ALARM, id=pole)["pole"]["dossier"]["alarmOn"]) == (None, day(-1))
