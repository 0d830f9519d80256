"""The page of the search, and the box for it on every other page; neither needs a script."""

from html import unescape

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.poles import POLES
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in


def test_every_page_but_the_search_itself_has_a_box_for_it(browser: Browser) -> None:
    assert '<form class="big" method="get" action="/recherche"' in browser.get("/").text
    for path in ("/aide", "/instances/liege", "/nulle-part"):
        assert '<form class="find" method="get" action="/recherche"' in browser.get(path).text

    assert 'class="find"' not in browser.get("/recherche").text


def test_results_are_by_kind_with_state_bassin_and_link(browser: Browser) -> None:
    pole = POLES[0]
    text = unescape(browser.get(f"/recherche?q={pole.axis.label}").text)

    assert f'<a href="/poles/{pole.id}">{pole.axis.label}</a>' in text
    assert '<h2 id="sorte-poles">Pôles</h2>' in text
    assert "En activité" in text
    assert "résultat" in text


def test_a_search_keeps_its_moment_and_its_language(browser: Browser) -> None:
    page = browser.get("/recherche?q=soudure&a=10&langue=de").text

    assert '<input type="hidden" name="a" value="10">' in page
    assert '<input type="hidden" name="langue" value="de">' in page
    assert "0 Ergebnisse" in page


@pytest.mark.parametrize(
    "asked", ["q=", "q=%20", "q=…", "q=xyzzy", "q=a&sorte=rien&bassin=nulle-part", "sorte=poles"]
)
def test_a_search_without_results_is_a_page(browser: Browser, asked: str) -> None:
    page = browser.get(f"/recherche?{asked}")

    assert page.status_code == 200


def test_a_search_that_is_too_long_is_refused_in_words(browser: Browser) -> None:
    page = browser.get(f"/recherche?q={'a' * 201}")

    assert page.status_code == 400
    assert "200 caractères au plus" in unescape(page.text)


def test_a_coordinator_finds_what_a_visitor_does_not(browser: Browser) -> None:
    visitor = browser.get("/recherche?q=réunion&sorte=reunions").text
    signed_in(browser, f"coordination-{Bassin.LIEGE}")
    coordinator = browser.get("/recherche?q=réunion&sorte=reunions").text

    assert '<h2 id="sorte-reunions">' not in visitor
    assert '<h2 id="sorte-reunions">' in coordinator
