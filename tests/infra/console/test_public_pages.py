"""Public pages without sign-in: the catalogue, an Instance, a pôle, a project, the help."""

import json
import re
import tomllib
from html import unescape

import pytest

from efe_domain.shared.bassins import NAMES, Bassin
from efe_graphql.contract.refusal_codes import CARRIED, rule_of
from efe_infra.console.home import refusal_help
from efe_infra.console.register.labels import BASSINS, LABELS, SLUGS
from efe_infra.console.register.object_labels import KINDS
from efe_infra.samples.demo.poles import POLES
from efe_infra.samples.demo.projects import PROJECTS
from tests.api.given import Api, a_pole
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import A_POLE, A_PROJECT
from tests.infra.console.signing_in import signed_in

SHOWN = {each.axis.label for each in POLES} | {each.title for each in PROJECTS}
"""Of the demonstration: the platform has what other tests made, too."""
SCHEMA_ENUMS = """
    query ($name: String!) { __type(name: $name) { enumValues { name } } }
"""


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row" role="rowheader"><a href="[^"]*">([^<]*)</a>', page)


def structured(page: str) -> list[dict[str, object]]:
    return [json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


AT_ONCE = 20
"""Of a list, on one page."""


def test_the_lists_have_what_is_public_and_no_more(browser: Browser) -> None:
    known = browser.api.visitor.ask("{ poles(first: 100) { totalCount } projects(first: 100) { totalCount } }")
    listed = {kind: browser.get(f"/{path}").text for kind, path in (("poles", "poles"), ("projects", "projets"))}
    home = Outline(browser.get("/").text).text

    for kind, page in listed.items():
        assert len(titles(page)) == min(known[kind]["totalCount"], AT_ONCE) > 1
    assert f"{known['poles']['totalCount']} pôles" in Outline(listed["poles"]).text
    assert re.search(rf"\b{known['poles']['totalCount']}pôles de synergies", home)


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("poles?q=soudeur", {"Soudeur"}),
        ("poles?q=SÓUDEUR", {"Soudeur"}),
        ("poles?bassin=namur", {"Construction"}),
        ("poles?q=rien+de+tel", set()),
        ("poles?etat=dissolved&bassin=namur", set()),
        ("projets?q=capsules", {"Capsules vidéo"}),
    ],
)
def test_a_search_finds_by_name_axis_title_and_bassin(browser: Browser, query: str, some: set[str]) -> None:
    found = [each for each in map(unescape, titles(browser.get(f"/{query}").text)) if each in SHOWN]

    assert all(any(each.startswith(start) for each in found) for start in some)
    assert len(found) <= 2 < len(SHOWN)


def test_what_was_searched_stays_in_the_form_as_text(browser: Browser) -> None:
    page = browser.get('/poles?q="><script>alert(1)</script>').text

    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert Outline(page).scripts <= {"application/ld+json"}


def test_the_map_links_the_ten_bassins_and_says_whose_it_is(browser: Browser) -> None:
    page = browser.get("/?a=300").text
    drawn = page.partition('<figure class="map">')[2].partition("</svg>")[0]

    assert set(re.findall(r'<a href="/instances/([^"?]+)\?a=300"', drawn)) == set(Bassin)
    assert set(re.findall(r"<text[^>]*>([^<]+)</text>", drawn)) == set(NAMES.values())
    assert drawn.count("partagé entre") == 5
    assert 'role="img"' not in drawn
    assert "IGN et Statbel, CC BY 4.0" in page
    assert page.partition("</figure>")[2].count("/instances/") == 10


def test_what_is_illustrative_says_so_and_is_not_told_to_search_engines(browser: Browser) -> None:
    documented, illustrative = (next(each for each in POLES if each.documented is known) for known in (True, False))
    plain, marked = (browser.get(f"/poles/{each.id}").text for each in (documented, illustrative))

    assert 'class="ex"' in marked
    assert "noindex" in marked
    assert structured(marked) == []
    [told] = structured(plain)
    assert "noindex" not in plain
    assert (told["@context"], told["@type"], told["name"]) == (
        "https://schema.org",
        "Organization",
        documented.axis.label,
    )


def test_the_history_of_a_pole_is_for_its_own_and_its_steps_for_all(browser: Browser) -> None:
    public = browser.get(A_POLE).text
    signed_in(browser)
    own = browser.get(A_POLE).text

    assert "Constitué" in public
    assert "position" not in Outline(public).text.partition("<main")[2].partition("Registre lu")[0]
    assert "Ce qui s'est passé" not in Outline(public).text
    assert " a désigné " in own
    assert own.count("/instances/liege/piste/") == 8


def test_another_bassin_sees_the_pole_and_not_its_acts(browser: Browser) -> None:
    signed_in(browser, "coordination-namur")

    assert "Membre désigné" not in browser.get(A_POLE).text


@pytest.mark.parametrize("path", ["/poles/rien", "/poles/0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42", "/projets/rien"])
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_pole_in_preparation_is_hidden_from_others_like_what_is_not_there(platform: Api, browser: Browser) -> None:
    name = '<img src=x onerror=alert(1)> & "Pôle" </script>'
    key = a_pole(platform.client("coordination-liege"), name).partition(":")[2]
    hidden, absent = browser.get(f"/poles/{key}"), browser.get("/poles/0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42")
    assert (hidden.status_code, hidden.text.replace(key, "")) == (
        404,
        absent.text.replace("0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42", ""),
    )

    signed_in(browser)
    page = browser.get(f"/poles/{key}").text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;Pôle&#34; &lt;/script&gt;" in page
    assert "img" not in Outline(page).tags
    [told] = structured(page)
    assert told["name"] == name
    found = browser.get("/poles?bassin=liege&q=onerror").text
    assert name in [unescape(each) for each in titles(found)]


def test_a_page_in_the_past_is_that_past_and_its_links_stay_there(browser: Browser) -> None:
    first = browser.get("/poles?a=100")

    assert titles(first.text) == []
    assert "État connu au" in Outline(first.text).text
    links = [each for each in Outline(first.text).links if each.startswith(("/instances/", "/aide", "/poles?"))]
    assert links
    assert [each for each in links if "a=100" not in each and each != "/aide"] == []


def test_the_day_in_law_is_another_question(browser: Browser) -> None:
    before, after = (browser.get(f"{A_POLE}?en-vigueur={day}").text for day in ("2023-02-10", "2023-06-01"))

    assert "En préparation" in before
    assert "En activité" in after
    assert "En vigueur le 10 février 2023" in Outline(before).text


def test_a_project_names_its_bassins(browser: Browser) -> None:
    text = Outline(browser.get(A_PROJECT).text).text

    assert "Projet conjoint" in text
    assert all(each in text for each in ("Liège", "Verviers", "Huy-Waremme"))


@pytest.mark.parametrize("enumeration", sorted(LABELS))
def test_every_value_that_is_shown_has_a_label(platform: Api, enumeration: str) -> None:
    values = platform.visitor.ask(SCHEMA_ENUMS, name=enumeration)["__type"]["enumValues"]

    assert {each["name"] for each in values} == LABELS[enumeration].keys()


def test_every_kind_of_object_has_a_name_on_pages(platform: Api) -> None:
    kinds = platform.visitor.ask('{ __type(name: "Node") { possibleTypes { name } } }')["__type"]["possibleTypes"]

    assert {each["name"] for each in kinds} == KINDS.keys()


def test_bassins_are_called_as_the_contract_calls_them(platform: Api) -> None:
    bassins = platform.visitor.ask("{ meta { bassins { bassin name } } }")["meta"]["bassins"]

    assert {each["bassin"]: each["name"] for each in bassins} == BASSINS
    assert SLUGS.keys() == BASSINS.keys()


def test_every_refusal_is_explained_with_its_rule(browser: Browser) -> None:
    listed = browser.get("/aide/refus").text

    assert [code for code in CARRIED if f'href="/aide/refus/{code}"' not in listed] == []
    for code in ("NOT_LOCAL", "INVALID", "CORRECTION_BREAKS", "VERSION_CONFLICT"):
        page = browser.get(f"/aide/refus/{code}").text
        rule = rule_of(CARRIED[code])
        assert "Que faire" in page
        assert (f'id="{rule}"' in page) is (rule is not None)
    assert browser.get("/aide/refus/not_local").status_code == 200
    assert browser.get("/aide/refus/RIEN").status_code == 404
    assert browser.get("/aide/regles/RIEN").status_code == 404


def test_every_code_has_one_advice() -> None:
    told = tomllib.loads((refusal_help.FOLDER / "advice.toml").read_text(encoding="utf-8"))["advice"]
    codes = [code for each in told for code in each["codes"]]

    assert sorted(codes) == sorted(CARRIED)


def test_sentences_of_refusals_have_no_braces() -> None:
    assert refusal_help.sentences().keys() == CARRIED.keys()
    assert [
        each for told in refusal_help.sentences().values() for each in told if re.search(r"[{}]|\.\.", each)
    ] == []


def test_a_page_of_a_past_day_shows_the_law_of_that_day(browser: Browser) -> None:
    """The register of that day does not know the renewal: by the law of today, the term would be over."""
    that_day = Outline(browser.get(f"{A_POLE}?a=2024-10-01").text).text
    later = Outline(browser.get(f"{A_POLE}?a=2024-10-01&en-vigueur=2026-03-15").text).text

    assert ("Terme échu" in that_day, "Terme échu" in later) == (False, True)
    assert "État connu au 1er octobre 2024" in that_day
