"""Pages in German and in English: those whose texts are all there, and French pages elsewhere, never a mixture."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from efe_domain.shared.messages import Language, catalogue, translations
from efe_infra import console
from efe_infra.console.web import rendering
from efe_infra.console.web.page_route import MultilingualRoute
from efe_infra.console.web.rendering import marked, parts_of, source_of
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.page_words import OTHERS, Visible
from tests.layout.page_texts import texts

FOR_DEVELOPERS = "/docs/api"
NAMES = {"Synergies", "EFE", "?a", "CSV", "XLSX", "JSON", "Lines", "https"}
"""Words that are the same in every language."""
UNSEEN = r"{% trans.*?{% endtrans %}|{{.*?}}|{%.*?%}|{#.*?#}"


def fixed(text: str) -> list[str]:
    """Returns the parts that a translation keeps: values and elements, but not raised letters of abbreviations."""
    return sorted(re.findall(r"%\(\w+\)s|<(?!/?sup>)[^>]+>", text))


def multilingual() -> set[str]:
    """The templates that are named by modules whose pages have several languages."""
    found = {"web/refusal.html"}
    for each in pkgutil.walk_packages(console.__path__, f"{console.__name__}."):
        module = importlib.import_module(each.name)
        routes = module.pages.routes if hasattr(module, "pages") else ()
        if any(isinstance(route, MultilingualRoute) for route in routes):
            assert module.__file__
            found |= set(re.findall(r'"(\w+/\w+\.html)"', Path(module.__file__).read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated_and_keeps_its_values(language: Language) -> None:
    for text in {text for text, _ in texts()}:
        french = (text,) if isinstance(text, str) else text
        translation = catalogue().texts[french[0]]
        forms = translation.forms(language)[: len(french)]
        assert all(forms), text
        assert translation.plural in ((None, text) if isinstance(text, str) else (text[1],))
        for one, other in zip(french, forms, strict=True):
            assert fixed(one) == fixed(other), one


def test_a_percent_sign_of_a_template_is_doubled() -> None:
    """A single one begins a value: the page fails, or loses a word."""
    for text, where in texts():
        for french in (text,) if isinstance(text, str) else text:
            forms = {form for language in OTHERS for form in catalogue().texts[_singular(text)].forms(language)}
            if where.endswith(".html"):
                assert [each for each in (french, *forms) if "%" in re.sub(r"%%|%\(\w+\)s", "", each)] == []


def _singular(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_pages_in_several_languages_have_no_text_that_is_not_marked() -> None:
    named = multilingual()

    assert {"home/page.html", "home/help.html", "home/help_rule.html", "sign_in/signed_out.html"} <= named
    for template in set[str]().union(*map(parts_of, named)):
        markup = re.sub(UNSEEN, "", source_of(template), flags=re.DOTALL)
        assert Visible(markup).words <= NAMES, template


@pytest.mark.parametrize(
    ("path", "german"),
    [
        ("/", "was jedes Bassin gemeinsam beschließt"),
        ("/aide", "Eine Ablehnung verstehen"),
        ("/aide/refus/NOT_EVALUATED", "Die am … begonnene Laufzeit wurde nicht bewertet."),
        ("/aide/regles/PS-3ANS", "Die drei Jahre laufen ab dem ersten Tag der Konstituierung"),
        ("/deconnexion/faite", "Sie sind abgemeldet"),
        ("/accessibilite", "auf 200 % vergrößern"),
        ("/nulle-part", "Seite nicht gefunden"),
    ],
)
def test_a_public_page_is_in_the_language_that_the_browser_prefers(browser: Browser, path: str, german: str) -> None:
    page = browser.get(path, accept_language="de-BE, de;q=0.9, fr;q=0.5")

    assert '<html lang="de">' in page.text
    assert german in Outline(page.text).text
    assert page.headers["content-language"] == "de"
    assert page.headers["vary"].startswith("Cookie, Accept-Language")


def test_the_law_is_marked_as_french_on_a_page_in_another_language(browser: Browser) -> None:
    page = browser.get("/aide/regles/PS-3ANS?langue=de").text

    assert '<blockquote lang="fr">Le pôle est créé' in page


def test_the_language_of_an_address_is_kept_by_its_links(browser: Browser) -> None:
    page = browser.get("/?langue=de&a=300", accept_language="en")
    links = set(re.findall(r'href="(/[^"]*)"', page.text))

    assert '<html lang="de">' in page.text
    assert "/?a=300&amp;langue=de" in links
    assert "/aide?a=300&amp;langue=de" in links
    assert {"/?langue=fr&amp;a=300", "/?langue=en&amp;a=300"} <= links
    assert '<input type="hidden" name="langue" value="de">' in page.text
    assert "Bekannter Stand am " in page.text


def test_days_and_numbers_are_written_as_in_the_language(browser: Browser) -> None:
    page = Outline(browser.get("/poles?langue=de&en-vigueur=2026-03-01").text).text

    assert "In Kraft am 1. März 2026." in page
    assert re.search(r"\d+ Synergiepole", page)


def test_a_noun_without_a_french_plural_has_one_where_it_names_several(browser: Browser) -> None:
    tabs = re.search(r'<ul class="tabs">.*?</ul>', browser.get("/decisions?langue=en").text, re.DOTALL)

    assert tabs
    assert Outline(tabs[0]).text.split() == ["Decisions", "Opinions"]


@pytest.mark.parametrize(("path", "preferred"), [(FOR_DEVELOPERS, "de"), ("/?langue=nl", "nl")])
def test_a_page_without_the_language_is_french(browser: Browser, path: str, preferred: str) -> None:
    page = browser.get(path, accept_language=preferred)

    assert '<html lang="fr">' in page.text
    assert page.headers["content-language"] == "fr"


def test_a_page_that_misses_one_translation_is_wholly_french(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = translations(Language.GERMAN)
    monkeypatch.setattr(rendering, "translations", lambda _: {k: v for k, v in known.items() if k != "Par exemple :"})

    home, guide = (browser.get(path, accept_language="de").text for path in ("/", "/aide"))

    assert "Par exemple :" in marked("home/page.html") - marked("home/help.html")
    assert '<html lang="fr">' in home
    assert "jedes Bassin" not in home
    assert '<html lang="de">' in guide
