"""Names are amended in the vault, and a second entry of one person gives way to the first."""

from uuid import UUID

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.access.person import PersonReplaced
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from tests.api.documents import stored
from tests.api.given import Api, Client, a_composed_pole, a_pole, day
from tests.api.meetings import a_body, rule_of

pytestmark = pytest.mark.platform("module")

MARIE = {"givenName": "Marie", "familyName": "Dupond", "email": "marie@example.org", "function": "Directrice"}
SHOWN = "person { givenName familyName email function }"
COMMAND = "9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e"


def registered(by: Client, **others: str) -> str:
    return str(by.done("registerPerson", "person { id }", **{**MARIE, **others})["id"])


def replacements(api: Api) -> list[PersonReplaced]:
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute("select topic, state from ledger.event where topic = %s", [PersonReplaced.TOPIC])
        events = [decode(topic, bytes(state)) for topic, state in found]
    return [each for each in events if isinstance(each, PersonReplaced)]


@pytest.mark.platform("own")
def test_a_name_is_amended_in_the_vault_and_the_register_says_no_word_of_it(api: Api, liege: Client) -> None:
    person = registered(liege)
    asked = {"bassin": "LIEGE", "personId": person, "familyName": "Dupont-Lajoie", "email": ""}

    amended = liege.done("amendPerson", SHOWN, **asked)
    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind subject { id } } } } }")
    with psycopg.connect(api.installation.database.admin) as connection:
        [state] = connection.execute("select state from ledger.event order by position desc limit 1").fetchone() or ()

    assert amended == {"givenName": "Marie", "familyName": "Dupont-Lajoie", "email": None, "function": "Directrice"}
    assert trail["auditTrail"]["edges"][-1]["node"] == {"kind": "person.amended.v1", "subject": None}
    assert b'"fields":["email","family-name"]' in bytes(state)
    assert all(word not in bytes(state) for word in (b"Dupon", b"Marie", b"example.org"))
    refused = liege.refused("dissolvePole", poleId=a_pole(liege), reason="Avis de Marie Dupont-Lajoie.")
    assert refused["code"] == "INVALID"


@pytest.mark.platform("own")
def test_the_same_command_amends_once_and_with_other_words_is_another(api: Api, liege: Client) -> None:
    person = registered(liege)
    asked = {"bassin": "LIEGE", "personId": person, "commandId": COMMAND, "familyName": "Dupont"}

    liege.done("amendPerson", SHOWN, **asked)
    again = liege.done("amendPerson", SHOWN, **asked)
    reused = liege.refused("amendPerson", **{**asked, "familyName": "Durant"})
    liege.done("amendPerson", SHOWN, bassin="LIEGE", personId=person, familyName="Durand")
    late = liege.done("amendPerson", SHOWN, **asked)

    assert again["familyName"] == "Dupont"
    assert reused["code"] == "COMMAND_REUSED"
    assert late["familyName"] == "Durand"


def test_amendments_of_other_fields_do_not_undo_each_other_in_whatever_order_they_arrive(
    api: Api, liege: Client
) -> None:
    vault, person = api.installation.vault, UUID(registered(liege).partition(":")[2])

    vault.amend(person, {"family_name": "Dupont"}, at=20, command=None)
    vault.amend(person, {"family_name": "Durand", "email": "m@example.org"}, at=10, command=None)

    found = vault.person(person)
    assert found
    assert (found.family_name, found.email) == ("Dupont", "m@example.org")


def test_nothing_is_amended_without_a_word_a_right_or_a_person(api: Api, liege: Client) -> None:
    person = registered(liege)
    asked = {"bassin": "LIEGE", "personId": person}
    administrator = api.granted("administration", Role.ADMINISTRATOR)

    codes = [
        liege.refused("amendPerson", **asked)["code"],
        liege.refused("amendPerson", **asked, familyName=" ")["code"],
        administrator.code_of("amendPerson", **asked, familyName="Dupont"),
        liege.refused("amendPerson", **{**asked, "personId": f"Person:{COMMAND}"}, familyName="Dupont")["code"],
    ]
    administrator.done("forgetPerson", "forgottenPerson { id }", personId=person)
    forgotten = liege.refused("amendPerson", **asked, familyName="Dupont")["code"]

    assert codes == ["INVALID", "INVALID", "FORBIDDEN", "NOT_FOUND"]
    assert forgotten == "NOT_FOUND"


def test_a_coordinator_amends_whom_it_may_see_and_is_told_nothing_of_others(api: Api, liege: Client) -> None:
    """An id is enough to name a person anew, and no reason to read or write what the vault holds of them."""
    person, namur = registered(liege), api.coordinator(Bassin.NAMUR)
    asked = {"bassin": "NAMUR", "personId": person, "function": "Autre"}

    refused = namur.refused("amendPerson", **asked)
    namur.done("fillSeat", "instance { id }", **a_body(namur, "NAMUR")["body"], category="Forem", personId=person)
    amended = namur.done("amendPerson", SHOWN, **asked)

    assert (refused["code"], "Dupond" in str(refused)) == ("NOT_FOUND", False)
    assert amended == {**MARIE, "function": "Autre"}


def test_who_was_registered_twice_gives_up_an_id_once_replaced_in_every_seat(api: Api, liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    body = a_body(liege)["body"]["bodyId"]
    twice, once = registered(liege), registered(liege, familyName="Dupont")
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    mistaken = {"personId": twice, "reason": "REGISTERED_BY_MISTAKE", "insteadId": once}
    seat = liege.done(
        "fillSeat",
        "instance { dossier { seats { id seatId } } }",
        bassin="LIEGE",
        bodyId=body,
        category="Forem",
        personId=twice,
        effectiveOn=day(-1),
    )["dossier"]["seats"][0]["seatId"]
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=member,
        representativeId=twice,
    )

    seated = [administrator.refused("forgetPerson", **mistaken)]
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=member,
        representativeId=once,
    )
    seated.append(administrator.refused("forgetPerson", **mistaken))
    liege.done("vacateSeat", "instance { id }", bassin="LIEGE", bodyId=body, seatId=seat, reason="Double.")
    done = administrator.done("forgetPerson", "forgottenPerson { id reason }", **mistaken)

    assert [rule_of(each) for each in seated] == [("STILL_SEATED", "PS-DESIGN")] * 2
    assert done["reason"] == "REGISTERED_BY_MISTAKE"
    assert [each.instead for each in replacements(api)] == [UUID(once.partition(":")[2])]


def test_only_an_entry_made_by_mistake_has_another_instead(api: Api, liege: Client) -> None:
    twice, once = registered(liege), registered(liege, familyName="Dupont")
    administrator = api.granted("administration", Role.ADMINISTRATOR)

    codes = [
        administrator.refused("forgetPerson", personId=twice, insteadId=other, reason=reason)["code"]
        for other, reason in (
            (once, "REQUESTED"),
            (twice, "REGISTERED_BY_MISTAKE"),
            (f"Person:{COMMAND}", "REGISTERED_BY_MISTAKE"),
        )
    ]

    assert codes == ["INVALID", "INVALID", "NOT_FOUND"]
