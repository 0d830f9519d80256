"""A coordinator who puts a person of its own in the seat of a member by a correction, and whose word a word is."""

from typing import Any

import pytest

from tests.api.decisions import SELECT, a_deciding_pole, propose, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, an_operator, day, mutation
from tests.hostile.pen.evenings import a_person, a_second_coordinator, an_account_of, at_a_meeting, met, recorded_for

pytestmark = pytest.mark.platform("module")

READ = "query ($id: ID!) { decision(id: $id) { ownWords memberWords contested } }"
FACTS = """
    query ($id: ID!) { pole(id: $id) { version history(first: 100) { edges { node { kind version } } } } }
"""


def last_version(by: Client, pole: str, topic: str) -> int:
    """The version of the last fact of a kind."""
    edges = by.ask(FACTS, id=pole)["pole"]["history"]["edges"]
    return int([each["node"]["version"] for each in edges if each["node"]["kind"].startswith(topic)][-1])


def rectify(by: Client, pole: str, version: int, change: dict[str, Any]) -> dict[str, Any]:
    return by.do("rectify", entityId=pole, changes=[{"version": version, **change}], reason="Erreur de personne.")


def spoken(by: Client, decision: dict[str, Any], member: str) -> str:
    """The code of the refusal of a position, or an empty text."""
    answer = by.post(mutation("takePosition"), {"input": recorded_for(decision, member)})
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return "".join(each["code"] for each in answer["data"]["takePosition"]["userErrors"])


def puppet_of(api: Api, by: Client, name: str) -> tuple[str, Client]:
    person = a_person(by, name)
    return person, an_account_of(api, name.lower(), person)


def test_a_puppet_of_a_correction_confirms_no_word(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    member = representing(api, liege, pole, members[0], "Titulaire")
    person, puppet = puppet_of(api, liege, "Marionnette")
    decision = propose(liege, pole)
    at_a_meeting(liege, pole, decision, members)
    liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    replaced = last_version(liege, pole, "pole.representative-replaced")

    rectify(liege, pole, replaced, {"patch": {"representativeId": person}})

    assert spoken(puppet, decision, members[0]) in {"FORBIDDEN", "NOT_FOUND"}
    assert liege.ask(READ, id=decision["id"])["decision"]["ownWords"] == 0
    say(member, decision, members[0], "OBJECT", words="Je n'ai rien dit.")
    assert liege.ask(READ, id=decision["id"])["decision"]["contested"]


def test_who_was_replaced_does_not_come_back_by_an_annulment(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    puppet = representing(api, liege, pole, members[0], "Revenante")
    seat = {"poleId": pole, "operatorId": members[0], "sha256": stored(liege)}
    person = a_person(liege, "Choisie")
    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=person, effectiveOn=day(-30))
    decision = propose(liege, pole)
    replaced = last_version(liege, pole, "pole.representative-replaced")

    rectify(liege, pole, replaced, {"annul": True})

    assert spoken(puppet, decision, members[0]) in {"FORBIDDEN", "NOT_FOUND"}


def test_the_day_of_a_replacement_moves_with_a_second_person(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    representing(api, liege, pole, members[0], "Datée")
    version = last_version(liege, pole, "pole.representative-replaced")
    before = liege.ask(FACTS, id=pole)["pole"]["version"]

    rectify(liege, pole, version, {"patch": {"effectiveOn": day(-1)}})

    edges = liege.ask(FACTS, id=pole)["pole"]["history"]["edges"]
    assert [each["node"]["kind"] for each in edges if each["node"]["version"] > before] == [
        "pole.rectification-proposed.v1"
    ]


def test_an_honest_correction_of_a_person_is_confirmed_by_another(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    representing(api, liege, pole, members[0], "Homonyme")
    person, right = puppet_of(api, liege, "Vraie")
    decision = propose(liege, pole)
    version = last_version(liege, pole, "pole.representative-replaced")

    rectify(liege, pole, version, {"patch": {"representativeId": person}})
    proposal = liege.ask(FACTS, id=pole)["pole"]["version"]
    a_second_coordinator(api).done("confirmRectification", "entity { id }", entityId=pole, proposal=proposal)

    say(right, decision, members[0])
    assert liege.ask(READ, id=decision["id"])["decision"]["ownWords"] == 1


def test_a_forgotten_representative_is_added_by_one_coordinator(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    operator = an_operator(liege, "CEFA", name="École sans voix")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=operator, effectiveOn=day(-9))
    version = last_version(liege, pole, "pole.member-designated")
    before = liege.ask(FACTS, id=pole)["pole"]["version"]

    rectify(liege, pole, version, {"patch": {"representativeId": a_person(liege, "Oubliée")}})

    edges = liege.ask(FACTS, id=pole)["pole"]["history"]["edges"]
    assert [each["node"]["kind"] for each in edges if each["node"]["version"] > before] == ["pole.rectified.v1"]


def test_a_coordinator_is_rectified_into_no_seat(api: Api, liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)
    operator = an_operator(liege, "CEFA", name="École convoitée")
    liege.done("designateMember", "pole { id }", poleId=pole, operatorId=operator, effectiveOn=day(-9))
    version = last_version(liege, pole, "pole.member-designated")
    person = a_person(liege, "Coordinatrice")
    a_second_coordinator(api)
    an_account_of(api, "coordination-liege-bis", person)

    payload = rectify(liege, pole, version, {"patch": {"representativeId": person}})

    assert [each["code"] for each in payload["userErrors"]] == ["COORDINATOR_REPRESENTS"]


def test_a_word_is_that_of_who_spoke_even_if_another_represents_on_the_same_day(api: Api, liege: Client) -> None:
    """The one who spoke represents no more: the member speaks anew, by its new person or in a meeting."""
    pole, members = a_deciding_pole(liege)
    first = representing(api, liege, pole, members[0], "Matinale")
    decision = propose(liege, pole)
    say(first, decision, members[0], "OBJECT", words="Non.")
    meeting = met(liege, pole, members)
    said = recorded_for(decision, members[0], words="Rassurée.", basisMeetingId=meeting)
    before = liege.refused("takePosition", **said)["code"]
    seat = {"poleId": pole, "operatorId": members[0], "sha256": stored(liege)}

    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=a_person(liege, "Tardive"))
    liege.done("takePosition", SELECT, **said)

    assert before == "OWN_WORD_STANDS"
    assert liege.ask(READ, id=decision["id"])["decision"]["ownWords"] == 0


def test_the_word_of_a_new_person_stands_on_its_first_day(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    representing(api, liege, pole, members[0], "Sortante")
    person, second = puppet_of(api, liege, "Entrante")
    seat = {"poleId": pole, "operatorId": members[0], "sha256": stored(liege)}
    decision = propose(liege, pole)
    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=person)
    say(second, decision, members[0])

    said = recorded_for(decision, members[0], "RESERVE", words="Peut-être.", basisMeetingId=met(liege, pole, members))

    assert liege.refused("takePosition", **said)["code"] == "OWN_WORD_STANDS"


def test_a_replacement_there_and_back_leaves_the_word_of_who_spoke(api: Api, liege: Client) -> None:
    """Two replacements dated around the day of the word: the same person represents again, and its word stands."""
    pole, members = a_deciding_pole(liege)
    first = representing(api, liege, pole, members[0], "Constante")
    own = first.ask("{ viewer { account { person { id } } } }")["viewer"]["account"]["person"]["id"]
    decision = propose(liege, pole, effectiveOn=day(-2))
    say(first, decision, members[0], "RESERVE", words="Sous réserve.", effectiveOn=day(-2))
    seat = {"poleId": pole, "operatorId": members[0], "sha256": stored(liege)}
    other = a_person(liege, "Passagère")
    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=other, effectiveOn=day(-2))
    liege.done("replaceRepresentative", "pole { id }", **seat, representativeId=own, effectiveOn=day(-1))

    said = recorded_for(decision, members[0], basisMeetingId=met(liege, pole, members))

    assert liege.refused("takePosition", **said)["code"] == "OWN_WORD_STANDS"
