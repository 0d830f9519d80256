"""Test of the added command; the layout test runs it in the copy of the tree."""

from tests.api.given import Api, Client, a_pole


def test_it_is_done_refused_and_recorded(liege: Client) -> None:
    pole = a_pole(liege)

    shown = liege.done("chooseMotto", "pole { name }", poleId=pole, motto="Chaleur")
    again = liege.with_header("Accept-Language", "en").refused("chooseMotto", poleId=pole, motto="Chaleur")
    german = liege.with_header("Accept-Language", "de").refused("chooseMotto", poleId=pole, motto="Chaleur")
    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind rule { key } } } } }")

    assert shown["name"]
    assert (again["code"], again["message"]) == ("SAME_NAME", "The motto is already this one.")
    assert german["message"] == "Das Motto ist bereits dieses."
    assert trail["auditTrail"]["edges"][-1]["node"] == {"kind": "pole.motto-chosen.v1", "rule": {"key": "PS-NB"}}


def test_it_is_not_for_everybody(api: Api, liege: Client) -> None:
    assert api.client("nobody").code_of("chooseMotto", poleId=a_pole(liege), motto="Chaleur") != ""
