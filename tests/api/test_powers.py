"""Rights on a day, past or future, as known now or as known then."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.documents import stored
from tests.api.given import LONG_AGO, Api, Client, a_composed_pole, day
from tests.api.seats import a_body, a_person, a_seat

pytestmark = pytest.mark.platform("module")

POWERS = """
    query ($on: Date, $at: AsOf) {
        instance(bassin: LIEGE, asOf: $at) {
            dossier {
                powers(inForceOn: $on) {
                    standing scope since until deeds
                    account { id } person { id } operator { id } pole { id } body { id }
                }
            }
        }
    }
"""
REGISTER = """
    query ($id: ID!, $on: Date) {
        node(id: $id) { ... on AccessRegister { powers(inForceOn: $on) { standing scope account { id } deeds } } }
    }
"""


def powers(by: Client, on: str | None = None, at: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = by.ask(POWERS, on=on, at=at)["instance"]["dossier"]["powers"]
    return found


def of(found: list[dict[str, Any]], standing: str) -> list[dict[str, Any]]:
    return [each for each in found if each["standing"] == standing]


def speakers(by: Client, on: str) -> list[str]:
    return [each["person"]["id"] for each in of(powers(by, on), "REPRESENTATIVE")]


def position(by: Client) -> str:
    return str(by.ask("{ meta { position } }")["meta"]["position"])


@pytest.mark.platform("own")
def test_a_role_is_held_on_the_days_between_its_grant_and_its_end(api: Api, liege: Client) -> None:
    account = f"Account:{api.account('regard')}"
    role = {"bassin": "LIEGE", "accountId": account, "role": "READER"}
    liege.done("grantAccess", "instance { id }", **role, effectiveOn=day(-20))
    liege.done("revokeAccess", "instance { id }", **role, effectiveOn=day(-5))

    on = {n: of(powers(liege, day(n)), "READER") for n in (-21, -20, -6, -5, 0)}

    assert {n: len(found) for n, found in on.items()} == {-21: 0, -20: 1, -6: 1, -5: 0, 0: 0}
    [held] = on[-20]
    assert (held["scope"], held["since"], held["until"]) == ("INSTANCE", day(-20), day(-5))
    assert (held["account"], held["deeds"]) == ({"id": account}, [])


def test_a_coordinator_opens_the_commands_of_its_instance(api: Api, liege: Client) -> None:
    [found] = of(powers(liege), "COORDINATOR")

    assert found["account"] == {"id": f"Account:{api.account(f'coordination-{Bassin.LIEGE}')}"}
    assert (found["since"], found["until"]) == (LONG_AGO.isoformat(), None)
    assert {"createPole", "fillSeat", "grantPoleAccess", "conveneMeeting"} <= set(found["deeds"])
    assert "establishInstance" not in found["deeds"]


@pytest.mark.platform("own")
def test_who_speaks_for_a_member_is_known_day_by_day(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege, spoken_for=False)
    anne, bert = a_person(liege, "Anne"), a_person(liege, "Bert")
    speaking = {"poleId": pole, "operatorId": member}
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        **speaking,
        representativeId=anne,
        effectiveOn=day(-30),
    )
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        **speaking,
        representativeId=bert,
        effectiveOn=day(-10),
    )
    liege.done("endMembership", "pole { id }", **speaking, reason="Fin.", effectiveOn=day(-3))

    on = {n: speakers(liege, day(n)) for n in (-31, -30, -11, -10, -4, -3)}

    assert on == {-31: [], -30: [anne], -11: [anne], -10: [bert], -4: [bert], -3: []}
    [held] = of(powers(liege, day(-11)), "REPRESENTATIVE")
    assert (held["scope"], held["pole"], held["operator"]) == ("POLE", {"id": pole}, {"id": member})
    assert (held["since"], held["until"]) == (day(-30), day(-10))
    assert "takePosition" in held["deeds"]
    assert "dissolvePole" not in held["deeds"]


def test_a_seat_of_a_body_is_held_up_to_the_last_day_of_its_mandate(liege: Client) -> None:
    chamber, anne = a_body(liege), a_person(liege, "Anne")
    a_seat(liege, chamber, anne, effectiveOn=day(-5), mandateEnds=day(30))

    on = {n: of(powers(liege, day(n)), "SITTING") for n in (-6, -5, 30, 31)}

    assert {n: len(found) for n, found in on.items()} == {-6: 0, -5: 1, 30: 1, 31: 0}
    [held] = on[30]
    assert (held["body"], held["person"], held["deeds"]) == ({"id": chamber}, {"id": anne}, [])


@pytest.mark.platform("own")
def test_the_seats_of_a_dissolved_body_and_of_the_forgotten_are_held_no_more(api: Api, liege: Client) -> None:
    chamber, plenary = a_body(liege), a_body(liege, "Plénière")
    a_seat(liege, chamber, a_person(liege, "Anne"), effectiveOn=day(-5))
    forgotten = a_person(liege, "Bert")
    a_seat(liege, plenary, forgotten, effectiveOn=day(-5))
    before = of(powers(liege), "SITTING")

    liege.done("dissolveBody", "instance { id }", bassin="LIEGE", bodyId=chamber)
    api.granted("administration", Role.ADMINISTRATOR).do("forgetPerson", "forgottenPerson { id }", personId=forgotten)

    assert len(before) == 2
    assert of(powers(liege), "SITTING") == []
    assert len(of(powers(liege, day(-1)), "SITTING")) == 2


@pytest.mark.platform("own")
def test_what_was_known_then_is_not_what_is_known_now(api: Api, liege: Client) -> None:
    role = {"bassin": "LIEGE", "accountId": f"Account:{api.account('regard')}", "role": "AUDITOR"}
    liege.done("grantAccess", "instance { id }", **role, effectiveOn=day(-20))
    known = {"position": position(liege)}
    liege.done("revokeAccess", "instance { id }", **role, effectiveOn=day(-10))

    now, then = of(powers(liege, day(-5)), "AUDITOR"), of(powers(liege, day(-5), known), "AUDITOR")

    assert now == []
    assert [each["until"] for each in then] == [None]


def test_whoever_has_a_role_everywhere_has_it_here(api: Api, liege: Client) -> None:
    api.granted("audit", Role.AUDITOR)

    [found] = of(powers(liege), "AUDITOR")

    assert (found["scope"], found["account"]) == ("ALL", {"id": f"Account:{api.account('audit')}"})


@pytest.mark.platform("own")
def test_an_administrator_sees_who_has_a_role_everywhere_and_no_dossier(api: Api, liege: Client) -> None:
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    register = administrator.done(
        "grantPlatformAccess",
        "accessRegister { id }",
        accountId=f"Account:{api.account('audit')}",
        role="AUDITOR",
    )["id"].partition("@")[0]

    seen = administrator.ask(REGISTER, id=register)["node"]["powers"]
    dossier = administrator.ask("{ instance(bassin: LIEGE) { dossier { __typename } } }")

    assert [each["standing"] for each in seen] == ["ADMINISTRATOR", "AUDITOR"]
    assert {each["scope"] for each in seen} == {"ALL"}
    assert "establishInstance" in seen[0]["deeds"]
    assert dossier == {"instance": {"dossier": None}}


@pytest.mark.parametrize("who", ["an outsider", "a reader of a pôle"])
def test_who_does_not_see_the_dossier_sees_no_power(api: Api, liege: Client, namur: Client, who: str) -> None:
    api.granted("audit", Role.AUDITOR)
    pole, _ = a_composed_pole(liege)
    account = f"Account:{api.account('regard')}"
    liege.done("grantPoleAccess", "instance { id }", poleId=pole, accountId=account, role="READER")
    asking = api.client("regard") if who == "a reader of a pôle" else namur

    assert asking.ask(POWERS) == {"instance": {"dossier": None}}
