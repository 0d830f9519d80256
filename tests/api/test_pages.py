"""Long lists are read page by page; the moment of the first page holds for all."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import COMMUNES, Api, Client, a_pole, an_operator

pytestmark = pytest.mark.platform("module")

PAGE = """
    query ($first: Int, $after: String, $at: AsOf) {
        poles(first: $first, after: $after, asOf: $at) {
            totalCount
            edges { node { id name } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
    }
"""
OPERATORS = "query ($filter: OperatorFilter) { operators(filter: $filter) { totalCount edges { node { name } } } }"
POLES = "query ($filter: PoleFilter) { poles(filter: $filter) { edges { node { name } } } }"


def names(connection: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    return [edge["node"]["name"] for edge in connection["edges"]]


@pytest.mark.platform("own")
def test_pages_follow_one_another_without_loss_or_double(liege: Client) -> None:
    for name in ("Éclairage", "Bois", "abattage", "Zinc", "Carrelage"):
        a_pole(liege, name)

    pages: list[dict[str, Any]] = []
    after = None
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append(liege.ask(PAGE, first=2, after=after)["poles"])
        after = pages[-1]["pageInfo"]["endCursor"]

    assert [names(page) for page in pages] == [["abattage", "Bois"], ["Carrelage", "Éclairage"], ["Zinc"]]
    assert [page["pageInfo"]["hasPreviousPage"] for page in pages] == [False, True, True]
    assert {page["totalCount"] for page in pages} == {5}


@pytest.mark.platform("own")
def test_a_cursor_pins_the_moment_of_the_first_page(liege: Client) -> None:
    for name in ("Bois", "Zinc"):
        a_pole(liege, name)
    first = liege.ask(PAGE, first=1)["poles"]
    a_pole(liege, "Carrelage")

    second = liege.ask(PAGE, first=5, after=first["pageInfo"]["endCursor"])["poles"]

    assert names(second) == ["Zinc"]
    assert second["totalCount"] == 2
    assert "@" not in second["edges"][0]["node"]["id"]


@pytest.mark.platform("own")
def test_a_cursor_of_the_past_goes_on_in_the_past(liege: Client) -> None:
    a_pole(liege, "Bois")
    at = liege.do("createPole", bassin="LIEGE", axis={"kind": "METIER", "label": "Monteur en chauffage"}, name="Zinc")
    first = liege.ask(PAGE, first=1, at={"position": at["position"]})["poles"]
    a_pole(liege, "Carrelage")

    second = liege.ask(PAGE, first=5, after=first["pageInfo"]["endCursor"])["poles"]

    assert [edge["node"]["id"].rpartition("@")[2] for edge in second["edges"]] == [at["position"]]


def test_a_cursor_is_not_read_as_of_another_moment(liege: Client) -> None:
    a_pole(liege, "Bois")
    cursor = liege.ask(PAGE, first=1)["poles"]["pageInfo"]["endCursor"]

    code = liege.refusal(PAGE, after=cursor, at={"position": "1"})

    assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize("after", ["", "x", "é", "W10=", "WzEsZmFsc2UsMSwyXQ=="])
def test_a_cursor_of_nowhere_is_bad_input(api: Api, after: str) -> None:
    assert api.visitor.refusal(PAGE, after=after) == "BAD_USER_INPUT"


def test_a_cursor_of_another_list_is_bad_input(liege: Client) -> None:
    a_pole(liege, "Bois")
    cursor = liege.ask(PAGE, first=1)["poles"]["pageInfo"]["endCursor"]

    code = liege.refusal(
        "query ($after: String) { expiringPoles(within: 9, after: $after) { totalCount } }", after=cursor
    )

    assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_from_one_to_a_hundred_elements(api: Api, first: int) -> None:
    assert api.visitor.refusal(PAGE, first=first) == "BAD_USER_INPUT"


def test_more_than_a_hundred_ids_are_too_many(api: Api) -> None:
    code = api.visitor.refusal("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["Pole:x"] * 101)

    assert code == "BAD_USER_INPUT"


@pytest.mark.platform("own")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["CEFA de Namur", "École de Liège"]),
        ({"namePrefix": "ecol"}, ["École de Liège"]),
        ({"kind": "CEFA"}, ["CEFA de Namur"]),
        ({"bassin": "NAMUR"}, ["CEFA de Namur"]),
        ({"bassin": "NAMUR", "inForceOn": "1999-01-01"}, []),
        ({"axisKey": "metier:monteur-en-chauffage"}, ["CEFA de Namur", "École de Liège"]),
        ({"axisKey": "metier:soudeur"}, []),
        ({"axisKey": "metier:monteur-en-chauffage", "bassin": "LIEGE"}, ["CEFA de Namur", "École de Liège"]),
        ({"axisKey": "metier:monteur-en-chauffage", "bassin": "NAMUR"}, []),
    ],
)
def test_operators_are_found_by_name_kind_place_and_competence(
    api: Api, liege: Client, asked: dict[str, str], found: list[str]
) -> None:
    an_operator(liege, "ENSEIGNEMENT_SECONDAIRE", name="École de Liège")
    elsewhere = an_operator(liege, "CEFA", name="CEFA de Namur")
    namur = api.coordinator(Bassin.NAMUR)
    namur.done("openSite", "operator { id }", bassin="NAMUR", operatorId=elsewhere, commune=COMMUNES[Bassin.NAMUR])

    operators = liege.ask(OPERATORS, filter=asked)["operators"]

    assert names(operators) == found
    assert operators["totalCount"] == len(found)


@pytest.mark.platform("own")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"bassin": "LIEGE"}, ["Bois", "Éclairage"]),
        ({"bassin": "NAMUR"}, []),
        ({"axisKind": "METIER"}, ["Bois", "Éclairage"]),
        ({"axisKind": "SECTEUR"}, []),
        ({"search": "CLAIR"}, ["Éclairage"]),
        ({"search": "chauffage"}, ["Bois", "Éclairage"]),
        ({"state": "IN_PREPARATION"}, ["Bois", "Éclairage"]),
        ({"state": "ACTIVE"}, []),
    ],
)
def test_poles_are_found_by_bassin_axis_state_and_words(
    liege: Client, asked: dict[str, str], found: list[str]
) -> None:
    a_pole(liege, "Éclairage")
    a_pole(liege, "Bois")

    poles = liege.ask(POLES, filter=asked)["poles"]

    assert names(poles) == found
