"""Run by the copy of the tree: the command that was added, as a client sends it."""

from tests.api.given import Api, Client, a_pole


def test_it_is_done_read_and_refused(liege: Client) -> None:
    pole = a_pole(liege)

    shown = liege.done("chooseMotto", "pole { motto }", poleId=pole, motto="Chaleur")
    again = liege.with_header("Accept-Language", "en").refused("chooseMotto", poleId=pole, motto="Chauffage")
    german = liege.with_header("Accept-Language", "de").refused("chooseMotto", poleId=pole, motto="Chauffage")
    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind rule { key } } } } }")

    assert shown == {"motto": "Chaleur"}
    assert (again["code"], again["message"]) == ("INVALID", "The motto is the name.")
    assert german["message"] == "Das Motto ist der Name."
    assert trail["auditTrail"]["edges"][-1]["node"] == {"kind": "pole.motto-chosen.v1", "rule": {"key": "PS-NB"}}


def test_it_is_not_for_everybody(api: Api, liege: Client) -> None:
    assert api.client("nobody").code_of("chooseMotto", poleId=a_pole(liege), motto="Chaleur") != ""
