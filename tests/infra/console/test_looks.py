"""Every page in a browser: narrow and wide, light and dark, large, printed, for the keyboard and read aloud."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import NARROW, WIDE, Tab, tab
from tests.infra.console.looks import (
    OF_EVERY_LOOK,
    OF_STYLE_SHEETS,
    TOO_WIDE,
    UNSEEN_FOCUS,
    Sight,
    faults_of_large_text,
    look,
    resize,
    seen_by,
    too_wide,
)
from tests.infra.console.shown import A_PROJECT, OF_POLES, OWN_PAGES, PAGES, one_of_poles
from tests.infra.console.signing_in import signed_in

REFUSED: Final = {"/barometre?annee=1999", "/nulle-part", "/?a=rien"}
"""What a browser complains of there is the status."""
OF_ADMINISTRATORS: Final = (
    "/mise-en-route",
    "/administration/instances",
    "/administration/personnes",
    "/administration/acces",
    "/administration/jetons",
    "/administration/services",
    "/administration/etat",
)
MIN_PLACES: Final = 20
"""Places that the keyboard reaches on a page, on average."""
LARGE_GERMAN: Final = 5
"""Of the pages in German, one in so many is looked at with large text too."""


@pytest.fixture(scope="module")
def visitor(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    with seen_by(chrome, platform) as opened:
        yield opened


@pytest.fixture(scope="module")
def coordinator(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    with seen_by(chrome, platform, "coordination-liege") as opened:
        yield opened


@pytest.fixture(scope="module")
def sights(chrome: Chrome, platform: Api, visitor: Tab, coordinator: Tab) -> dict[str, Sight]:
    """Each page, opened once for all that this module looks for; those of an administrator in the dark."""
    browser = Browser(platform)
    signed_in(browser)
    own = [*OWN_PAGES, A_PROJECT, *(one_of_poles(browser, kind) for kind in OF_POLES)]
    with seen_by(chrome, platform, "administration") as administrator:
        return {
            **{f"visitor {each}": look(visitor, each) for each in (*PAGES, "/?langue=de")},
            **{f"coordinator {each}": look(coordinator, each) for each in own},
            **{f"administrator {each}": look(administrator, each, dark=True) for each in OF_ADMINISTRATORS},
        }


def test_a_page_is_for_everybody_in_every_look(sights: dict[str, Sight]) -> None:
    assert {address: each.aloud for address, each in sights.items() if each.aloud} == {}


def test_a_page_asks_no_other_host_and_a_browser_complains_of_nothing(sights: dict[str, Sight]) -> None:
    complaints = {address: each.complaints for address, each in sights.items() if each.complaints}

    assert {address: each for address, each in complaints.items() if address.split()[1] not in REFUSED} == {}


def test_text_of_twice_the_size_fits_on_every_page(sights: dict[str, Sight]) -> None:
    assert {address: each.large for address, each in sights.items() if each.large} == {}


def test_forced_colours_tell_buttons_apart_and_print_has_nothing_to_press_or_to_move(
    sights: dict[str, Sight],
) -> None:
    assert {address: each.pressed for address, each in sights.items() if each.pressed} == {}


def test_every_place_of_every_page_shows_that_it_has_the_focus(sights: dict[str, Sight]) -> None:
    assert {address: each.unseen for address, each in sights.items() if each.unseen} == {}
    for role in ("coordinator", "administrator"):
        places = [each.places for address, each in sights.items() if address.startswith(role)]
        assert sum(places) / len(places) > MIN_PLACES


def test_long_german_words_fit_on_a_phone(chrome: Chrome, platform: Api) -> None:
    browser = Browser(platform)
    signed_in(browser)
    wide = {}
    with tab(chrome, platform.http.url, width=NARROW) as german:
        german.take(browser.cookies)
        for number, path in enumerate(OWN_PAGES):
            german.go(f"{path}{'&' if '?' in path else '?'}langue=de")
            wide[path] = too_wide(german)
            if number % LARGE_GERMAN == 0:
                wide[path] += faults_of_large_text(german)
                resize(german, NARROW)

    assert {path: faults for path, faults in wide.items() if faults} == {}


def test_the_style_sheet_lets_a_phone_be_turned(visitor: Tab) -> None:
    visitor.go("/aide")

    assert visitor.run(OF_STYLE_SHEETS) == []


def test_faults_are_found(visitor: Tab) -> None:
    visitor.page.emulate_media(color_scheme="light")
    visitor.go("/aide")
    visitor.run("document.querySelector('main').append(document.createElement('input'))")
    visitor.run("document.querySelectorAll('main p').forEach((each) => { each.style.color = '#ddd'; })")
    visitor.run("document.querySelectorAll('main a').forEach((each) => { each.style.outline = 'none'; })")

    found = " ".join(visitor.run(OF_EVERY_LOOK))
    visitor.page.keyboard.press("Tab")
    without_outlines = visitor.run(UNSEEN_FOCUS)["unseen"]
    visitor.run("document.querySelector('main').style.width = '30rem'")
    large = faults_of_large_text(visitor)

    assert "label" in found
    assert "color-contrast" in found
    assert without_outlines
    assert [each.partition(":")[0] for each in large] == [str(NARROW)]


def test_a_long_name_in_a_table_does_not_widen_its_page(coordinator: Tab) -> None:
    """The table scrolls, with the words in it that only a screen reader says."""
    resize(coordinator, WIDE)
    coordinator.go("/instances/liege/acces")

    coordinator.run("document.querySelectorAll('.scroll th[scope=row]').forEach(each => each.append('x'.repeat(90)))")

    assert coordinator.run("document.querySelector('.scroll').scrollWidth") > WIDE
    assert coordinator.run(TOO_WIDE) == 0
