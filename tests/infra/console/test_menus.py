"""The menu of each role, its first page, and their links: none of them ends in a refusal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser as Chrome

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.web.acting_roles import ROLE_COOKIE
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.chromium import tab
from tests.infra.console.page_words import kind_of
from tests.infra.console.shown import A_POLE
from tests.infra.console.signing_in import signed_in

MENUS = {
    "": ["Accueil", "Pôles", "Projets", "Décisions et avis", "Aide"],
    "coordination-liege": [
        *("Mon Instance", "À faire", "Pôles", "Projets", "Calendrier", "Piste", "Accès", "Aide"),
    ],
    "coordination-namur": [
        *("Mon Instance", "À faire", "Pôles", "Projets", "Calendrier", "Piste", "Accès", "Aide"),
    ],
    "membre-cefa-liege": ["Mes pôles", "À faire", "Projets", "Calendrier", "Aide"],
    "audit-liege": ["Piste", "Comparer", "Preuves", "Accès", "Aide"],
    "administration": ["Mise en route", "Instances", "Personnes", "Accès", "État", "Aide"],
    "lecture-pole-liege": [
        *("Accueil", "À faire", "Pôles", "Projets", "Décisions et avis", "Calendrier", "Aide"),
    ],
}
"""Entries of the menu by account; the first one leads to the first page, but for a member."""
PHONE = 360
"""Pixels."""
SEEN = "filter((each) => getComputedStyle(each).display !== 'none')"
SHOWN = f"""[...document.querySelectorAll('.menu > li:not(.more), .menu .drop > li')].{SEEN}
    .map((each) => each.querySelector('a').pathname)"""
LINES = f"new Set([...document.querySelectorAll('.menu > li')].{SEEN}.map((each) => each.offsetTop)).size"


def landed(browser: Browser, account: str) -> tuple[str, str]:
    """Returns the address and the text of the first page after signing in."""
    if not account:
        return "/", browser.get("/").text
    response = signed_in(browser, account)
    while response.is_redirect:
        path = response.headers["location"]
        response = browser.get(path)
    assert response.status_code == 200
    return path, response.text


def few_of_each_kind(links: Iterable[str]) -> Iterator[str]:
    """Yields the first and the last of the links that name an object of the same kind: a list has many."""
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for each in sorted(links):
        kinds[kind_of(each)].append(each)
    for alike in kinds.values():
        yield from {alike[0], alike[-1]}


def menu(page: str) -> dict[str, str]:
    """Returns the paths of the entries of the menu, by label without the count."""
    listed = page.partition('<ul class="menu">')[2].partition('<li class="more">')[0].partition("</nav>")[0]
    pairs = (each.partition(">")[::2] for each in listed.split('href="')[1:])
    return {
        unescape(words.partition("<")[0]).replace("\N{NO-BREAK SPACE}", " ").strip(): address.partition('"')[0]
        for address, words in pairs
    }


@pytest.mark.parametrize("account", MENUS)
def test_no_link_of_a_menu_or_of_the_first_page_is_refused(browser: Browser, account: str) -> None:
    _, page = landed(browser, account)
    assert list(menu(page)) == MENUS[account]

    entries = {each: browser.follow(browser.get(each)) for each in menu(page).values()}
    links = {unescape(each).partition("#")[0] for each in Outline(page).links} - entries.keys()
    here = {each for each in links if each.startswith("/") and not each.startswith(("/connexion", "/deconnexion"))}
    answers = {**entries, **{each: browser.follow(browser.get(each)) for each in few_of_each_kind(here)}}
    assert {each: answer.status_code for each, answer in answers.items() if answer.status_code != 200} == {}
    assert all(list(menu(each.text)) == MENUS[account] for each in entries.values())


@pytest.mark.parametrize(
    ("account", "first"),
    [
        ("coordination-liege", "/instances/liege"),
        ("membre-cefa-liege", A_POLE),
        ("audit-liege", "/instances/liege/piste"),
        ("quelqu'un", "/"),
    ],
)
def test_the_first_page_is_that_of_the_role(browser: Browser, account: str, first: str) -> None:
    path, _ = landed(browser, account)

    assert path.startswith("/poles/") if first == A_POLE else path == first


def test_a_page_that_was_asked_for_comes_before_the_first_page_of_the_role(browser: Browser) -> None:
    assert signed_in(browser, "audit-liege", path="/aide").headers["location"] == "/aide"


def test_with_two_roles_the_account_menu_changes_the_instance(platform: Api, browser: Browser) -> None:
    platform.granted("coordination-double", Role.COORDINATOR, Bassin.LIEGE)
    platform.granted("coordination-double", Role.AUDITOR, Bassin.NAMUR)
    path, page = landed(browser, "coordination-double")
    assert path == "/instances/liege"
    assert "Audit de Namur" in Outline(page).text

    changed = browser.post("/mon-espace", {"role": "auditor-namur"})
    audit = browser.get("/aide").text
    browser.cookies[ROLE_COOKIE] = "coordinator-namur"
    forged = browser.get("/aide").text
    browser.post("/deconnexion")

    assert changed.headers["location"] == "/instances/namur/piste"
    assert list(menu(audit)) == MENUS["audit-liege"]
    assert menu(audit)["Accès"] == "/instances/namur/acces"
    assert menu(forged)["Mon Instance"] == "/instances/liege"
    assert browser.cookies == {}


@pytest.mark.parametrize("account", ["coordination-liege", "membre-cefa-liege", "administration"])
def test_the_menu_of_a_phone_is_one_line_with_each_entry_once(
    platform: Api, browser: Browser, chrome: Chrome, account: str
) -> None:
    signed_in(browser, account)
    with tab(chrome, platform.http.url, width=PHONE) as opened:
        opened.take(browser.cookies)
        for language in ("fr", "de", "en"):
            opened.go(f"/aide?langue={language}")

            assert opened.run(LINES) == 1
            assert opened.run(SHOWN) == [*menu(browser.get("/aide").text).values()]
