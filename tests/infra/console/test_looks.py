"""Every page in a browser: narrow and wide, light and dark, for the eyes and for what reads it aloud."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import NARROW, WIDE, Tab, tab
from tests.infra.console.shown import OF_POLES, OWN_PAGES, one_of_poles
from tests.infra.console.test_frame import PAGES
from tests.infra.console.test_sign_in import signed_in
from tests.peers.node import installed

LOOKS = [("light", WIDE), ("dark", NARROW)]
"""Contrast is of the scheme and layout of the width: the other two pairs would show nothing new in twice the time."""
FAULTS = """
    axe.run(document, { resultTypes: ["violations"], ...%s }).then(({ violations }) => violations.flatMap(
        ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)))
"""
OF_EVERY_LOOK = FAULTS % "{}"
OF_THIS_LOOK = FAULTS % '{ runOnly: ["color-contrast", "scrollable-region-focusable", "target-size"] }'
"""Rules on colours and sizes. All others read the document, which is the same in the second look."""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSED = {"/barometre?annee=1999", "/nulle-part", "/?a=rien"}
"""What a browser complains of there is the status."""


@pytest.fixture(scope="module")
def axe() -> str:
    return (installed() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def visitor(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    with tab(chrome, platform.http.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def coordinator(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    browser = Browser(platform)
    signed_in(browser)
    with tab(chrome, platform.http.url) as opened:
        opened.take(browser.cookies)
        yield opened


def look(opened: Tab, path: str, axe: str) -> dict[tuple[str, int], Any]:
    """The faults of a page in each look, and what a browser says of it."""
    opened.violations.clear()
    opened.hosts.clear()
    opened.go(path)
    opened.run(axe)
    found: dict[tuple[str, int], Any] = {}
    for rules, (scheme, width) in zip((OF_EVERY_LOOK, OF_THIS_LOOK), LOOKS, strict=True):
        opened.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        opened.page.set_viewport_size({"width": width, "height": 900})
        if faults := [*opened.run(rules), *too_wide(opened)]:
            found[scheme, width] = faults
    return found


def too_wide(opened: Tab) -> list[str]:
    """By how much a page overflows. A page that was just resized has a second to lay itself out."""
    for _ in range(10):
        if not (pixels := opened.run(TOO_WIDE)):
            return []
        opened.page.wait_for_timeout(100)
    return [f"{pixels} px too wide"]


@pytest.mark.parametrize("path", [*PAGES, "/?langue=de"])
def test_a_public_page_is_for_everybody_in_every_look(visitor: Tab, axe: str, path: str) -> None:
    assert look(visitor, path, axe) == {}
    assert visitor.hosts == set()
    assert visitor.violations == [] or path in REFUSED


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_page_of_who_is_signed_in_is_for_everybody_in_every_look(coordinator: Tab, axe: str, path: str) -> None:
    assert look(coordinator, path, axe) == {}
    assert coordinator.hosts == set()
    assert coordinator.violations == []


@pytest.mark.parametrize("kind", OF_POLES)
def test_so_is_a_page_to_which_a_pole_leads(platform: Api, coordinator: Tab, axe: str, kind: str) -> None:
    browser = Browser(platform)
    signed_in(browser)

    assert look(coordinator, one_of_poles(browser, kind), axe) == {}
    assert coordinator.violations == []


def test_long_german_words_fit_on_a_phone(coordinator: Tab) -> None:
    coordinator.page.emulate_media(color_scheme="light")
    coordinator.page.set_viewport_size({"width": NARROW, "height": 900})
    wide = {}
    for path in OWN_PAGES:
        coordinator.go(f"{path}{'&' if '?' in path else '?'}langue=de")
        wide[path] = coordinator.run(TOO_WIDE)

    assert {path: pixels for path, pixels in wide.items() if pixels} == {}


def test_a_fault_is_found(visitor: Tab, axe: str) -> None:
    visitor.page.emulate_media(color_scheme="light")
    visitor.go("/aide")
    visitor.run("document.querySelector('main').append(document.createElement('input'))")
    visitor.run("document.querySelectorAll('main p').forEach((each) => { each.style.color = '#ddd'; })")
    visitor.run(axe)

    found = " ".join(visitor.run(OF_EVERY_LOOK))

    assert "label" in found
    assert "color-contrast" in found


def test_a_long_name_in_a_table_does_not_widen_its_page(coordinator: Tab) -> None:
    """The table scrolls, with the words in it that only a screen reader says."""
    coordinator.page.set_viewport_size({"width": 1280, "height": 900})
    coordinator.go("/instances/liege/acces")

    coordinator.run("document.querySelectorAll('.scroll th[scope=row]').forEach(each => each.append('x'.repeat(90)))")

    assert coordinator.run("document.querySelector('.scroll').scrollWidth") > 1280
    assert too_wide(coordinator) == []
