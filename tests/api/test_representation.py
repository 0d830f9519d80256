"""Members for whom somebody speaks make a pôle; substitutes are named."""

import pytest

from tests.api.given import Client, a_composed_pole, day

pytestmark = pytest.mark.platform("module")

SEATS = """
    query ($id: ID!) { pole(id: $id) { dossier {
        composition { complete colleges { reason seats { counts failing { key } } } }
        memberships { substitute { givenName } representative { givenName } operator { id } }
    } } }
"""


def test_a_pole_whose_members_nobody_represents_is_not_constituted(liege: Client) -> None:
    pole, _ = a_composed_pole(liege, spoken_for=False)

    error = liege.refused("constitutePole", poleId=pole)

    assert (error["code"], error["rule"]["key"]) == ("COMPOSITION_INCOMPLETE", "PS-COMPO")
    assert [reason[:9] for reason in error["reasons"]] == ["Collège A", "Collège B", "Collège C"]
    composition = liege.ask(SEATS, id=pole)["pole"]["dossier"]["composition"]
    assert composition["complete"] is False
    [seat] = composition["colleges"][0]["seats"]
    assert seat == {"counts": False, "failing": [{"key": "PS-COMPO"}]}


def test_a_substitute_is_named_and_shown_to_the_dossier(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    jo = liege.done("registerPerson", "person { id }", givenName="Jo", familyName="Dupont")["id"]

    liege.done("nameSubstitute", "pole { id }", poleId=pole, operatorId=member, substituteId=jo, effectiveOn=day(-1))

    dossier = liege.ask(SEATS, id=pole)["pole"]["dossier"]
    assert dossier["composition"]["complete"] is True
    [seat] = [each for each in dossier["memberships"] if each["operator"]["id"] == member]
    assert (seat["substitute"], seat["representative"]) == ({"givenName": "Jo"}, {"givenName": "Voix"})
    again = liege.refused("nameSubstitute", poleId=pole, operatorId=member, substituteId=jo)
    assert again["code"] == "SAME_SUBSTITUTE"
