"""Frame of every page: headers, menu, files at addresses of their content."""

import re
from html import unescape
from itertools import pairwise

import httpx
import pytest

from efe_infra.console.web import assets
from efe_infra.console.web.rendering import CONSOLE, template_names, templates
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import PAGES, REFUSED

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture(scope="module")
def pages(platform: Api) -> dict[str, httpx.Response]:
    """Each page as a visitor is sent it, asked for once."""
    browser = Browser(platform)
    return {path: browser.get(path) for path in PAGES}


@pytest.fixture(scope="module")
def outlines(pages: dict[str, httpx.Response]) -> dict[str, Outline]:
    return {path: Outline(page.text) for path, page in pages.items()}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_load_what_is_of_its_own_server_and_nothing_else(
    pages: dict[str, httpx.Response], path: str
) -> None:
    page = pages[path]
    kept = "no-cache" if page.status_code == 200 else "no-store"

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == kept
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_french_and_in_order(
    pages: dict[str, httpx.Response], outlines: dict[str, Outline], path: str
) -> None:
    text, outline = pages[path].text, outlines[path]

    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(outline.levels))
    assert len(outline.ids) == len(set(outline.ids))
    assert {"header", "nav", "main", "footer", "title"} <= set(outline.tags)
    assert text.index('href="#contenu"') < text.index("<header")
    assert {each[1:] for each in outline.links if each.startswith("#")} <= set(outline.ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_style_and_no_script_within_it(outlines: dict[str, Outline], path: str) -> None:
    outline = outlines[path]

    assert not {"style", "iframe", "object", "base"} & set(outline.tags)
    assert outline.scripts <= {"application/ld+json"}
    assert not {each for each in outline.attributes if each.startswith("on") or each == "style"}
    assert [each for each in outline.links if "//" in each] == []


def test_every_link_of_every_page_leads_somewhere(browser: Browser, outlines: dict[str, Outline]) -> None:
    links = {link: path for path in PAGES for link in outlines[path].links if link.startswith("/")}

    led = {
        link.partition("#")[0]: path
        for link, path in links.items()
        if "/connexion" not in link and not unescape(link).startswith(f"{REFUSED}&langue=")
    }
    answers = {(led[each], each): browser.get(unescape(each)).status_code for each in led.keys() - {"/graphql"}}
    assert {each: status for each, status in answers.items() if status not in {200, 303}} == {}


@pytest.mark.parametrize("path", PAGES)
def test_what_a_browser_has_of_a_public_page_is_not_sent_again(browser: Browser, path: str) -> None:
    """Another test may have recorded an act since the page was asked for once."""
    first = browser.get(path)
    if first.status_code == 200:
        again = browser.get(path, if_none_match=first.headers["etag"])

        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["content-security-policy"] == POLICY


def test_a_visitor_is_given_no_cookie(browser: Browser) -> None:
    assert "set-cookie" not in browser.get("/").headers


def test_files_are_kept_for_a_year_at_the_address_of_their_content(browser: Browser) -> None:
    [address] = re.findall(r'rel="stylesheet" href="([^"]+)"', browser.get("/").text)

    found = browser.get(address)
    assert address == f"/assets/{assets.digest()}/console.css"
    assert found.content == (assets.FOLDER / "console.css").read_bytes()
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/assets/0123456789abcdef/console.css", "/assets/{}/absent.css", "/assets/{}/..%2f__init__.py"]
)
def test_no_other_file_is_given(browser: Browser, path: str) -> None:
    assert browser.get(path.format(assets.digest())).status_code == 404


def test_styles_and_scripts_name_no_other_host() -> None:
    """An address stands after a scheme, or begins a text."""
    found = {name: re.findall(rb"[:\"'`(]//.*", content) for name, content in assets.files().items()}

    assert {name: each for name, each in found.items() if each} == {}


def test_every_template_compiles_and_marks_nothing_as_safe() -> None:
    for name in template_names():
        text = (CONSOLE / name).read_text(encoding="utf-8")
        templates().get_template(name)
        assert "|safe" not in text.replace(" ", ""), name
        assert "autoescape" not in text, name


def test_the_footer_says_what_of_the_register_is_shown(browser: Browser) -> None:
    position = int(browser.api.visitor.ask("{ meta { position } }")["meta"]["position"])

    text = Outline(browser.get("/").text).text.replace("\N{NARROW NO-BREAK SPACE}", "")
    assert f"jusqu'à la position {position}" in text
    assert "Signé jusqu'à la position" in text
