"""Members for whom somebody speaks make a pôle; substitutes are named."""

from uuid import UUID, uuid4

import pytest

from tests.api.documents import stored
from tests.api.given import Api, Client, a_composed_pole, day

pytestmark = pytest.mark.platform("module")

SPEAKS = "{ viewer { poles { id } } }"
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


def test_a_substitute_speaks_once_a_document_makes_them_the_representative(api: Api, liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)
    named = {"poleId": pole, "operatorId": member}
    person = liege.done("registerPerson", "person { id }", givenName="Jo", familyName=f"Dupont{uuid4().hex[:6]}")[
        "id"
    ]
    subject = f"suppléante-{uuid4().hex}"
    api.installation.vault.link(api.account(subject), UUID(person.partition(":")[2]))
    substitute = api.client(subject)
    liege.done("nameSubstitute", "pole { id }", **named, substituteId=person, effectiveOn=day(-1))
    before = substitute.ask(SPEAKS)["viewer"]["poles"]
    itself = substitute.code_of("replaceRepresentative", **named, representativeId=person)
    undocumented = liege.refused("replaceRepresentative", **named, representativeId=person)
    liege.done("replaceRepresentative", "pole { id }", **named, representativeId=person, sha256=stored(liege))

    assert (before, itself, undocumented["code"]) == ([], "FORBIDDEN", "NO_OPERATOR_DOCUMENT")
    assert undocumented["rule"]["key"] == "PS-DESIGN"
    for _ in range(100):
        if poles := substitute.ask(SPEAKS)["viewer"]["poles"]:
            break
    assert poles == [{"id": pole}]
    seats = liege.ask(SEATS, id=pole)["pole"]["dossier"]["memberships"]
    assert not [each for each in seats if each["substitute"]]
