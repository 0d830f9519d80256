"""A pôle that is older than the register: from its mutation to what everybody reads, now and as of then."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.decisions import a_deciding_pole
from tests.api.documents import get, stored
from tests.api.given import AXIS, KINDS, LONG_AGO, Api, Client, an_operator, day
from tests.api.meetings import a_person

pytestmark = pytest.mark.platform("module")

SHOWN = """
    query ($id: ID!, $at: AsOf) {
        pole(id: $id, asOf: $at) {
            name takenOverOn createdOn constitutedOn termStarts termEnds state published
            dossier { terms { starts ends evaluatedOn } memberships { since until } }
        }
    }
"""
ASKED = {"starts": day(-400), "ends": day(400), "effectiveOn": day(-100)}


@pytest.fixture
def opening(liege: Client) -> dict[str, Any]:
    liege.do("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=LONG_AGO.isoformat())
    members = [
        {"operatorId": an_operator(liege, kind), "representativeId": a_person(liege, f"Voix {kind}")}
        for kind in KINDS
    ]
    return {"bassin": "LIEGE", "axis": AXIS, "name": "Ancien", "members": members, "sha256": stored(liege), **ASKED}


def test_it_stands_in_the_term_that_its_document_shows(liege: Client, opening: dict[str, Any]) -> None:
    payload = liege.do("takeOverPole", "pole { id }", **opening)

    assert payload["userErrors"] == []
    pole = liege.ask(SHOWN, id=payload["pole"]["id"])["pole"]
    assert pole.pop("dossier") == {
        "terms": [{"starts": day(-400), "ends": day(400), "evaluatedOn": None}],
        "memberships": 3 * [{"since": day(-100), "until": None}],
    }
    assert pole == {
        "name": "Ancien",
        "takenOverOn": day(-100),
        "createdOn": day(-100),
        "constitutedOn": day(-400),
        "termStarts": day(-400),
        "termEnds": day(400),
        "state": "ACTIVE",
        "published": True,
    }


@pytest.mark.platform("own")
def test_it_was_not_there_before_and_all_see_it_since(api: Api, liege: Client, opening: dict[str, Any]) -> None:
    payload = liege.do("takeOverPole", "pole { id }", **opening)
    pole, last = payload["pole"]["id"], int(payload["position"])

    before = liege.ask(SHOWN, id=pole, at={"position": str(last - 4)})["pole"]
    first = liege.ask(SHOWN, id=pole, at={"position": str(last - 3)})["pole"]
    shown = api.visitor.ask("query ($id: ID!) { pole(id: $id) { name takenOverOn } }", id=pole)["pole"]

    assert before is None
    assert (first["termEnds"], first["dossier"]["memberships"]) == (day(400), [])
    assert shown == {"name": "Ancien", "takenOverOn": day(-100)}


@pytest.mark.platform("own")
def test_the_trail_shows_its_document_and_its_rule(liege: Client, opening: dict[str, Any]) -> None:
    liege.do("takeOverPole", **opening)

    trail = liege.ask("{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind rule { key } } } } }")
    kinds = [edge["node"] for edge in trail["auditTrail"]["edges"]][-4:]

    assert kinds[0] == {"kind": "pole.taken-over.v1", "rule": {"key": "PS-NB"}}
    assert [each["kind"] for each in kinds[1:]] == 3 * ["pole.member-designated.v2"]


@pytest.mark.platform("own")
def test_no_evaluation_is_invented_for_its_renewal(liege: Client, opening: dict[str, Any]) -> None:
    pole = liege.done("takeOverPole", "pole { id }", **opening)["id"]

    refused = liege.refused("renewPole", poleId=pole)
    liege.done("evaluatePole", "pole { id }", poleId=pole, conclusion="Le pôle se réunit.")
    renewed = liege.done("renewPole", "pole { nextTerm { starts } }", poleId=pole)

    assert (refused["code"], refused["rule"]["key"]) == ("NOT_EVALUATED", "PS-EVAL")
    assert renewed["nextTerm"] == {"starts": day(401)}


@pytest.mark.platform("own")
def test_what_happened_before_its_document_is_not_recorded(liege: Client, opening: dict[str, Any]) -> None:
    pole = liege.done("takeOverPole", "pole { id }", **opening)["id"]

    early = liege.refused("evaluatePole", poleId=pole, conclusion="Bien.", effectiveOn=day(-101))

    assert early["code"] == "TOO_EARLY"


@pytest.mark.platform("own")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sha256": "0" * 64}, "NOT_FOUND"),
        ({"effectiveOn": day(-401)}, "NOT_IN_TERM"),
        ({"ends": day(-101)}, "NOT_IN_TERM"),
        ({"ends": day(800)}, "TERM_TOO_LONG"),
        ({"members": []}, "COMPOSITION_INCOMPLETE"),
    ],
)
def test_what_no_document_can_show_is_refused(
    liege: Client, opening: dict[str, Any], changed: dict[str, Any], code: str
) -> None:
    assert liege.refused("takeOverPole", **{**opening, **changed})["code"] == code


def test_it_is_for_the_coordinators_of_its_instance(namur: Client, liege: Client, opening: dict[str, Any]) -> None:
    assert namur.code_of("takeOverPole", **opening) == "FORBIDDEN"


ATTESTED = "query ($id: ID!) { pole(id: $id) { dossier { openingDocument { sha256 size mediaType path } } } }"


@pytest.mark.platform("own")
def test_its_document_is_shown_and_served_to_those_who_see_its_dossier(
    api: Api, liege: Client, namur: Client, opening: dict[str, Any]
) -> None:
    pole = liege.done("takeOverPole", "pole { id }", **opening)["id"]
    sha256, person = opening["sha256"], opening["members"][0]["representativeId"]
    api.installation.vault.link(api.account("membre"), UUID(person.partition(":")[2]))
    member = api.client("membre")
    stranger = api.client("ailleurs")

    shown = [each.ask(ATTESTED, id=pole)["pole"]["dossier"] for each in (liege, member, namur, api.visitor)]

    document = {"sha256": sha256, "size": 16, "mediaType": "application/pdf", "path": f"/documents/{sha256}"}
    assert shown == [{"openingDocument": document}, {"openingDocument": document}, None, None]
    assert [get(each, sha256).status_code for each in (liege, member, namur, stranger)] == [200, 200, 404, 404]


def test_another_pole_has_none(liege: Client) -> None:
    pole, _ = a_deciding_pole(liege)

    assert liege.ask(ATTESTED, id=pole)["pole"]["dossier"] == {"openingDocument": None}
