"""One search over eight kinds of objects: French words, exact hits first, rights in the same predicate."""

from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client
from tests.api.search_world import LABELS, LIST, MEETING, OPERATORS, OPINION, POLES, PROJECT, build

pytestmark = pytest.mark.platform("module")

SEARCH = """
    query ($text: String!, $kinds: [SearchKind!], $bassin: Bassin, $first: Int! = 100, $after: String, $asOf: AsOf) {
        search(text: $text, kinds: $kinds, bassin: $bassin, first: $first, after: $after, asOf: $asOf) {
            totalCount
            pageInfo { hasNextPage endCursor }
            edges {
                node {
                    kind match title bassins commune { name } themes { label }
                    entity { __typename ... on Node { id } }
                }
            }
        }
    }
"""
SOUDEURS, MENUISIERS, NUMERIQUE, BOULANGERS, MACONS, ELECTRICIENS, COIFFEURS = POLES
HOTEL, AGRI, COEUR, SOUDAIN, ATHENEE, INFIRMIERES = OPERATORS
FOUR, ADHESION, STAGES = "Achat d'un four à pain", "Adhésion de l'Athénée", "Stages d'été"

QUERIES: list[tuple[str, set[str], set[str]]] = [
    ("soudure", {SOUDEURS}, {SOUDAIN}),
    ("Soudeur", {SOUDEURS}, {SOUDAIN}),
    ("soudage", {SOUDEURS}, {SOUDAIN}),
    ("souder", {SOUDEURS}, {SOUDAIN}),
    ("soudeuses", {SOUDEURS}, {SOUDAIN}),
    ("soudain", {SOUDAIN}, {SOUDEURS}),
    ("soud", {SOUDEURS, SOUDAIN}, {MACONS}),
    ("SOUDEURS DE LA MEUSE", {SOUDEURS}, {SOUDAIN}),
    ("meuse soudeurs", {SOUDEURS}, {SOUDAIN}),
    ("pôle soudure", {SOUDEURS}, {SOUDAIN}),
    ("soudure menuiserie", set(), {SOUDEURS, MENUISIERS}),
    ("menuisier", {MENUISIERS}, {MACONS}),
    ("menuiserie", {MENUISIERS}, {MACONS}),
    ("charpentiers", {MENUISIERS}, {MACONS}),
    ("charpente et menuiserie", {MENUISIERS}, set()),
    ("numerique", {NUMERIQUE}, {SOUDEURS}),
    ("numérisation", {NUMERIQUE}, {SOUDEURS}),
    ("technologie", {NUMERIQUE}, {PROJECT}),
    ("technique", {PROJECT}, {NUMERIQUE}),
    ("technologies de l'information", {NUMERIQUE}, {PROJECT}),
    ("boulanger", {BOULANGERS, FOUR}, {MENUISIERS}),
    ("boulangère", {BOULANGERS, FOUR}, {MENUISIERS}),
    ("pâtissier", {BOULANGERS}, {FOUR}),
    ("patisserie boulangerie", {BOULANGERS}, {FOUR}),
    ("maçonnerie", {MACONS}, {MENUISIERS}),
    ("maçon", {MACONS}, {MENUISIERS}),
    ("macons", {MACONS}, {SOUDEURS}),
    ("electricien", {ELECTRICIENS}, {NUMERIQUE}),
    ("électrique", {ELECTRICIENS}, {NUMERIQUE}),
    ("electronique", set(), {ELECTRICIENS}),
    ("coiffeuse", {COIFFEURS}, {SOUDEURS}),
    ("soin", {COIFFEURS}, {SOUDEURS}),
    ("soignant", {COIFFEURS}, {INFIRMIERES}),
    ("hôtelier", {HOTEL}, {AGRI}),
    ("hotellerie spa", {HOTEL}, {AGRI}),
    ("0123456789", {HOTEL}, {AGRI}),
    ("0123.456.789", {HOTEL}, {AGRI}),
    ("5501", {AGRI}, {COEUR}),
    ("agri liege", {AGRI}, {NUMERIQUE}),
    ("sacré cœur", {COEUR}, {AGRI}),
    ("sacre coeur", {COEUR}, {AGRI}),
    ("athénée", {ATHENEE, ADHESION}, {SOUDAIN}),
    ("infirmerie", {INFIRMIERES}, {COIFFEURS}),
    ("peintre", {PROJECT}, {SOUDEURS}),
    ("peintures industrielles", {PROJECT}, {SOUDEURS}),
    ("projet peinture", {PROJECT}, {FOUR}),
    ("four à pain", {FOUR}, {ADHESION}),
    ("mutualiser", {FOUR}, {ADHESION}),
    ("usineur", {ADHESION}, {FOUR}),
    ("stagiaire", {STAGES}, {FOUR}),
    ("carreleur", {STAGES}, {FOUR}),
    ("stages été", {STAGES}, {ADHESION}),
    ("langue", {LIST}, {OPINION}),
    ("thématiques 2026", {LIST}, {OPINION}),
    ("métier de l'eau", {LIST}, {OPINION}),
    ("chauffage", {OPINION}, {FOUR}),
    ("option de qualification", {OPINION}, {FOUR}),
    ("outillage", {OPINION}, {FOUR}),
    ("travail", {MEETING}, {STAGES}),
    ("logisticien", {MEETING}, {FOUR}),
    ("Grétry", {MEETING}, {FOUR}),
    ("spa", {"Spa", HOTEL}, {"Liège"}),
    ("4900", {"Spa"}, {HOTEL}),
    ("braine l'alleud", {"Braine-l'Alleud"}, {"Braine-le-Comte"}),
    ("braine", {"Braine-l'Alleud", "Braine-le-Comte", "Braine-le-Château"}, {"Liège"}),
    ("tournai'; drop table", set(), {"Tournai"}),
    ("de la", set(), {MACONS}),
    ("xyzzy", set(), {SOUDEURS}),
    ("…", set(), {SOUDEURS}),
    ("", set(), {SOUDEURS}),
]
"""A search, the titles that it finds, and titles that it does not find."""


@pytest.fixture(scope="module")
def world(module_api: Api) -> Client:
    by = module_api.coordinator(Bassin.LIEGE)
    module_api.coordinator(Bassin.NAMUR)
    build(by)
    return by


def found(by: Client, text: str, **asked: Any) -> list[dict[str, Any]]:
    page = by.ask(SEARCH, text=text, **asked)["search"]
    hits = [edge["node"] for edge in page["edges"]]
    assert page["totalCount"] == len(hits) or page["pageInfo"]["hasNextPage"] or "after" in asked
    return hits


def titles(by: Client, text: str, **asked: Any) -> list[str]:
    return [hit["title"] for hit in found(by, text, **asked)]


@pytest.mark.parametrize(("text", "must", "must_not"), QUERIES)
def test_a_search_finds_what_it_must_and_nothing_that_it_must_not(
    world: Client, text: str, must: set[str], must_not: set[str]
) -> None:
    hits = set(titles(world, text))

    assert must - hits == set()
    assert must_not & hits == set()


def test_a_whole_title_comes_first_then_its_words_then_its_family_then_texts(world: Client) -> None:
    matches = [hit["match"] for hit in found(world, "boulanger")]

    assert matches == sorted(matches, key=["WHOLE_TITLE", "WORDS_OF_TITLE", "FAMILY_IN_TITLE", "TEXT"].index)
    assert {hit["title"]: hit["match"] for hit in found(world, "boulangers")} == {
        BOULANGERS: "FAMILY_IN_TITLE",
        FOUR: "TEXT",
    }
    assert found(world, "coiffure")[0] | {"entity": None} == {
        "kind": "POLE",
        "match": "WHOLE_TITLE",
        "title": COIFFEURS,
        "bassins": ["LIEGE"],
        "commune": None,
        "themes": [],
        "entity": None,
    }


def test_a_list_of_themes_tells_which_of_them_answer(world: Client) -> None:
    [hit] = found(world, "langue", kinds=["THEME_LIST"])

    assert hit["themes"] == [{"label": LABELS[0]}]


def test_pages_follow_one_another_in_one_order(world: Client) -> None:
    whole = [(hit["kind"], hit["title"]) for hit in found(world, "liege")]
    read: list[tuple[str, str]] = []
    after = None
    while True:
        page = world.ask(SEARCH, text="liege", first=2, after=after)["search"]
        read += [(edge["node"]["kind"], edge["node"]["title"]) for edge in page["edges"]]
        assert page["totalCount"] == len(whole)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert len(whole) > 2
    assert read == whole


def test_a_search_keeps_to_some_kinds_and_to_one_bassin(world: Client) -> None:
    assert {hit["kind"] for hit in found(world, "spa", kinds=["COMMUNE"])} == {"COMMUNE"}
    assert found(world, "spa", kinds=[]) == []
    assert titles(world, "soudeur", bassin="NAMUR") == []
    assert titles(world, "spa", bassin="NAMUR") == []
    assert titles(world, "operateur cefa", bassin="LIEGE") == ["Opérateur CEFA-liege"]
    assert HOTEL not in titles(world, "operateur", bassin="LIEGE")


def test_an_operator_is_found_by_its_former_name_and_number(world: Client, api: Api) -> None:
    asked = {"bassin": "LIEGE", "scheme": "REGISTER", "number": "7001", "name": "Forge Nord", "kind": "CEFA"}
    operator = world.done("registerOperator", "operator { id }", **asked)["id"]
    before = world.ask("{ meta { position } }")["meta"]["position"]
    renamed = {"bassin": "LIEGE", "operatorId": operator, "name": "Atelier Sud"}
    world.done("renameOperator", "operator { id }", **renamed)

    assert titles(world, "forgeron") == ["Atelier Sud"]
    assert titles(world, "atelier sud") == ["Atelier Sud"]
    assert titles(world, "atelier sud", asOf={"position": before}) == []
    assert titles(world, "forge", asOf={"position": before}) == ["Forge Nord"]
    assert titles(world, "forge", asOf={"position": "0"}) == []


def test_others_do_not_find_what_is_not_published(world: Client, api: Api) -> None:
    for by in (api.visitor, api.client("without a role"), api.coordinator(Bassin.NAMUR)):
        assert titles(by, "soudure") == []
        assert titles(by, "peinture") == []
        assert titles(by, "four à pain") == []
        assert titles(by, "grétry") == []
        assert HOTEL in titles(by, "hotellerie")
        assert [hit["kind"] for hit in found(by, "liège", kinds=["COMMUNE", "POLE"])] == ["COMMUNE"]


def test_a_search_that_is_too_long_is_refused(world: Client) -> None:
    assert world.refusal(SEARCH, text="a" * 201) == "BAD_USER_INPUT"
    assert titles(world, "é" * 200) == []
    assert world.refusal(SEARCH, text="a", after="bm90IG9uZQ==") == "BAD_USER_INPUT"


@pytest.mark.parametrize("text", ["'", "\\", "a:*", "!a & (b | c)", "<->", "Ⅷ ½ ²", "日本語", "привет", "a" * 199])
def test_no_sign_of_a_search_breaks_it(world: Client, text: str) -> None:
    assert isinstance(titles(world, text), list)
