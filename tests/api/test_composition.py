"""The composition of a pôle on any day, as of any moment, with the reasons."""

from typing import Any

import pytest

from tests.api.given import AXIS_KEY, Client, a_composed_pole, day

pytestmark = pytest.mark.platform("module")

COMPOSITION = """
    query ($id: ID!, $on: Date, $at: AsOf) {
        pole(id: $id, asOf: $at) {
            dossier {
                composition(on: $on) {
                    on complete
                    colleges { college present reason seats { name counts failing { key } operator { kind } } }
                }
            }
        }
    }
"""


def test_the_three_colleges_are_judged_each_with_its_seats(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)

    composition = composition_of(liege, id=pole)

    assert composition["complete"]
    assert composition["on"] == day(0)
    assert [verdict["college"] for verdict in composition["colleges"]] == ["A", "B", "C"]
    assert composition["colleges"][2]["seats"] == [
        {"name": "Opérateur CEFA-liege", "counts": True, "failing": [], "operator": {"kind": "CEFA"}}
    ]


def test_the_composition_of_another_day_counts_who_sat_then(liege: Client) -> None:
    pole, [_, _, school] = a_composed_pole(liege)
    liege.done("endMembership", "pole { id }", poleId=pole, operatorId=school, reason="Fin.", effectiveOn=day(-10))

    days = {on: composition_of(liege, id=pole, on=day(on)) for on in (-1501, -11, -10)}

    assert {on: found["complete"] for on, found in days.items()} == {-1501: False, -11: True, -10: False}
    assert days[-10]["colleges"][2]["reason"].endswith("Aucun membre désigné.")


def test_a_member_without_its_competence_fails_the_rule(liege: Client) -> None:
    pole, [firm, *_] = a_composed_pole(liege)
    liege.done("withdrawCompetence", "operator { id }", bassin="LIEGE", operatorId=firm, axisKey=AXIS_KEY)

    verdict = composition_of(liege, id=pole)["colleges"][0]

    assert not verdict["present"]
    assert [seat["failing"] for seat in verdict["seats"]] == [[{"key": "PS-COMPETENT"}]]


def test_the_composition_of_a_past_moment_is_what_the_register_knew(liege: Client) -> None:
    pole, [firm, *_] = a_composed_pole(liege)
    done = liege.do(
        "endMembership", poleId=pole, operatorId=firm, reason="Départ connu trop tard.", effectiveOn=day(-100)
    )
    before = str(int(done["position"]) - 1)

    then, now = (
        composition_of(liege, id=pole, on=day(-50), at={"position": before}),
        composition_of(liege, id=pole, on=day(-50)),
    )

    assert (then["complete"], now["complete"]) == (True, False)


def test_the_seats_checked_at_the_constitution_stay_in_the_term(liege: Client) -> None:
    pole, members = a_composed_pole(liege)
    terms = "pole { dossier { terms { composition { college operators { id } } } } }"

    [term] = liege.done("constitutePole", terms, poleId=pole)["dossier"]["terms"]

    assert [seats["college"] for seats in term["composition"]] == ["A", "B", "C"]
    assert [seats["operators"][0]["id"] for seats in term["composition"]] == members


def composition_of(by: Client, **asked: object) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(COMPOSITION, **asked)["pole"]["dossier"]["composition"]
    return found
