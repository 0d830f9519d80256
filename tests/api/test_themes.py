"""Common themes over the API: drafted, adopted, superseded, diffused, cited (M3)."""

import pytest

from tests.api.given import Api, Client, a_pole, an_operator, day, ids_in
from tests.api.opinions import LIST, a_list, a_theme, an_adopted_list, an_analysis, diffuse

pytestmark = pytest.mark.platform("module")

WHOLE = """
    query ($id: ID!) {
        themeList(id: $id) {
            title number adoptedOn starts ends published supersededSince supersededBy { id }
            themes { label kinds axisKeys orientation analyses { id } list { id } }
            diffusions { college operators { id } }
        }
    }
"""
IN_FORCE = "query ($on: Date!) { themeLists(filter: { bassin: LIEGE, inForceOn: $on }) { edges { node { id } } } }"


@pytest.mark.platform("own")
def test_a_list_is_amended_adopted_and_diffused_by_college(liege: Client) -> None:
    analysis, school = an_analysis(liege, adopted=True), an_operator(liege)
    drafted = a_list(liege, a_theme(analysis))

    themes = [a_theme(analysis), a_theme(analysis, label="Numérique")]
    liege.done("amendThemes", LIST, themeListId=drafted["id"], title="2026", themes=themes, effectiveOn=day(-25))
    period = {"starts": day(-20), "ends": day(345)}
    liege.done("adoptThemes", LIST, themeListId=drafted["id"], **period, effectiveOn=day(-20))
    diffuse(liege, drafted, operatorIds=[school])
    diffuse(liege, drafted, college="B")

    found = liege.ask(WHOLE, id=drafted["id"])["themeList"]
    assert (found["title"], found["number"], found["adoptedOn"], found["published"]) == ("2026", 2, day(-20), True)
    assert [theme["label"] for theme in found["themes"]] == ["Langues", "Numérique"]
    assert found["themes"][0]["analyses"] == [{"id": analysis}]
    assert found["diffusions"] == [
        {"college": "C", "operators": [{"id": school}]},
        {"college": "B", "operators": []},
    ]


def test_the_next_list_supersedes_the_one_in_force(liege: Client) -> None:
    first = an_adopted_list(liege)
    following = a_list(liege, a_theme(an_analysis(liege, adopted=True)), title="Suivantes")

    period = {"starts": day(100), "ends": day(400)}
    liege.done("adoptThemes", LIST, themeListId=following["id"], **period, effectiveOn=day(-1))

    found = liege.ask(WHOLE, id=first["id"])["themeList"]
    assert (found["supersededSince"], found["supersededBy"]) == (day(100), {"id": following["id"]})
    assert [ids_in(liege.ask(IN_FORCE, on=day(on))) for on in (0, 99, 100, 345, 401)] == [
        {first["id"]},
        {first["id"]},
        {following["id"]},
        {following["id"]},
        set(),
    ]


@pytest.mark.platform("own")
def test_a_list_is_seen_by_all_once_diffused_and_its_analyses_are_not(api: Api, liege: Client) -> None:
    themes = an_adopted_list(liege)
    theme = themes["themes"][0]["id"]
    query = "query ($id: ID!) { theme(id: $id) { label analyses { id } } node(id: $id) { id } }"

    before = api.visitor.ask(query, id=theme)
    diffuse(liege, themes)
    after = api.visitor.ask(query, id=theme)

    assert before == {"theme": None, "node": None}
    assert after == {"theme": {"label": "Langues", "analyses": []}, "node": {"id": theme}}


def test_a_theme_is_read_as_it_was(liege: Client) -> None:
    analysis = an_analysis(liege, adopted=True)
    drafted = a_list(liege, a_theme(analysis))
    theme = drafted["themes"][0]["id"]
    at = liege.ask("{ meta { position } }")["meta"]["position"]

    themes = [a_theme(analysis, label="Numérique")]
    liege.done("amendThemes", LIST, themeListId=drafted["id"], title="2026", themes=themes, effectiveOn=day(-25))

    found = liege.ask(
        "query ($id: ID!, $past: ID!) { theme(id: $id) { id } node(id: $past) { ... on Theme { label } } }",
        id=theme,
        past=f"{theme}@{at}",
    )
    assert found == {"theme": None, "node": {"label": "Langues"}}


@pytest.mark.platform("own")
def test_a_pole_cites_a_theme_and_both_say_so(liege: Client) -> None:
    themes, pole = an_adopted_list(liege), a_pole(liege)
    theme = themes["themes"][0]["id"]

    liege.done("citeTheme", "pole { id }", poleId=pole, themeId=theme)

    found = liege.ask(
        "query ($pole: ID!, $theme: ID!) {"
        " pole(id: $pole) { themes { id } } theme(id: $theme) { poles { edges { node { id } } } } }",
        pole=pole,
        theme=theme,
    )
    assert found == {"pole": {"themes": [{"id": theme}]}, "theme": {"poles": {"edges": [{"node": {"id": pole}}]}}}


def test_a_theme_that_is_not_adopted_is_not_cited(liege: Client) -> None:
    drafted, pole = a_list(liege, a_theme(an_analysis(liege))), a_pole(liege)

    error = liege.refused("citeTheme", poleId=pole, themeId=drafted["themes"][0]["id"])

    assert (error["code"], error["rule"]["key"]) == ("THEMES_NOT_ADOPTED", "M3")


@pytest.mark.platform("own")
def test_a_citation_by_an_unpublished_pole_tells_nothing_of_it(api: Api, liege: Client) -> None:
    themes, pole = an_adopted_list(liege), a_pole(liege)
    theme = themes["themes"][0]["id"]
    diffuse(liege, themes)
    liege.done("citeTheme", "pole { id }", poleId=pole, themeId=theme)

    found = api.visitor.ask("query ($id: ID!) { theme(id: $id) { poles { edges { node { id } } } } }", id=theme)

    assert found == {"theme": {"poles": {"edges": []}}}


def test_an_axis_that_is_not_identified_is_not_common(liege: Client) -> None:
    analysis = an_analysis(liege)
    theme = a_theme(analysis, kinds=[], axisKeys=["metier:soudeur", "metier:monteur"])

    error = liege.refused("draftThemes", bassin="LIEGE", title="Thématiques", themes=[theme])

    assert (error["code"], error["rule"]["key"]) == ("AXIS_NOT_IDENTIFIED", "PS-NB")


def test_an_analysis_of_another_instance_is_not_cited(liege: Client, namur: Client) -> None:
    other = an_analysis(namur, bassin="NAMUR")

    error = liege.refused("draftThemes", bassin="LIEGE", title="Thématiques", themes=[a_theme(other)])

    assert error["code"] == "NOT_FOUND"


@pytest.mark.platform("own")
def test_a_theme_of_another_instance_is_not_cited(liege: Client, namur: Client) -> None:
    themes = an_adopted_list(liege)
    diffuse(liege, themes)
    namur.done("identifyAxis", "instance { id }", bassin="NAMUR", axis={"kind": "METIER", "label": "Monteur"})
    axis = {"kind": "METIER", "label": "Monteur"}
    pole = namur.done("createPole", "pole { id }", bassin="NAMUR", axis=axis, name="Chauffage")["id"]

    error = namur.refused("citeTheme", poleId=pole, themeId=themes["themes"][0]["id"])

    assert error["code"] == "NOT_FOUND"
