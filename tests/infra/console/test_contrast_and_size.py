"""Pages with text of twice the size, in forced colours, in print and without motion, in a browser."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import CHROMIUM, OPTIONS, WIDE, Tab, tab
from tests.infra.console.shown import OF_POLES, OWN_PAGES, one_of_poles
from tests.infra.console.test_frame import PAGES
from tests.infra.console.test_looks import TOO_WIDE
from tests.infra.console.test_sign_in import signed_in

pytestmark = pytest.mark.long
PHONE: Final = 390
TWICE: Final = "--blink-settings=defaultFontSize=32"
"""Setting of the browser: media queries in `rem` follow it, as they do for a person."""
STICKING_OUT: Final = """
    [...document.querySelectorAll("main *")].filter((each) => {
        const box = each.getBoundingClientRect();
        if (!box.width || box.right <= innerWidth + 1) return false;
        for (let at = each; at !== document.body; at = at.parentElement)
            if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return false;
        return true;
    }).slice(0, 3).map((each) => each.outerHTML.slice(0, 120))
"""
ALIKE_BUTTONS: Final = """
    (() => {
        const look = (each) => each && ["backgroundColor", "borderTopWidth", "borderTopStyle", "borderTopColor"]
            .map((name) => getComputedStyle(each)[name]).join(" ");
        const seen = (selector) => [...document.querySelectorAll(selector)].find((each) => each.offsetParent);
        const first = look(seen("main button:not(.second, .link, .hidden, .little), main .button:not(.second)"));
        return first !== undefined && first === look(seen("main button.second, main .button.second"));
    })()
"""
PRESSED_IN_PRINT: Final = """
    [...document.querySelectorAll("button, .button, input[type=submit], form.search")]
        .filter((each) => each.offsetParent).map((each) => each.outerHTML.slice(0, 100))
"""
MOVING: Final = """
    [...document.querySelectorAll("*")].filter((each) => {
        const style = getComputedStyle(each);
        return [style.transitionDuration, style.animationDuration].some((all) => /[1-9]/.test(all));
    }).slice(0, 3).map((each) => each.outerHTML.slice(0, 100))
"""
UNSEEN_FOCUS: Final = """
    (() => {
        for (const each of document.querySelectorAll("details")) each.open = true;
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const light = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((each) =>
                each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const behind = (each) => {
            for (let at = each.parentElement; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if (!/^(transparent|rgba\\(.*, 0\\))$/.test(colour)) return light(colour);
            }
            return light("white");
        };
        const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        const seen = (each) => {
            const style = getComputedStyle(each), text = getComputedStyle(document.body).color;
            const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            return (outlined && contrast(light(style.outlineColor), behind(each)) >= 3)
                || [...each.querySelectorAll("path, rect")].some((part) => getComputedStyle(part).stroke === text);
        };
        const places = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
            .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
        return { count: places.length, unseen: places.filter((each) => {
            each.focus();
            return document.activeElement === each && !seen(each);
        }).map((each) => each.outerHTML.slice(0, 100)) };
    })()
"""
"""Places that show no outline of two pixels and contrast 3 when the keyboard reaches them; a map draws its own."""
OF_ADMINISTRATORS: Final = (
    "/mise-en-route",
    "/administration/instances",
    "/administration/personnes",
    "/administration/acces",
    "/administration/jetons",
    "/administration/services",
    "/administration/etat",
)


@pytest.fixture(scope="module")
def coordinator(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    browser = Browser(platform)
    signed_in(browser)
    with tab(chrome, platform.http.url) as opened:
        opened.take(browser.cookies)
        yield opened


@pytest.fixture(scope="module")
def large(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    browser = Browser(platform)
    signed_in(browser)
    another = chrome.browser_type.launch(executable_path=CHROMIUM, args=[*OPTIONS, TWICE])
    with tab(another, platform.http.url) as opened:
        opened.take(browser.cookies)
        yield opened
    another.close()


@pytest.fixture(scope="module")
def addresses(platform: Api) -> list[str]:
    browser = Browser(platform)
    signed_in(browser)
    pages = [*OWN_PAGES, *(one_of_poles(browser, kind) for kind in OF_POLES), *PAGES]
    german = [f"{each}{'&' if '?' in each else '?'}langue=de" for each in OWN_PAGES[::5]]
    return [*dict.fromkeys([*pages, *german])]


def test_text_of_twice_the_size_fits_on_every_page(large: Tab, addresses: list[str]) -> None:
    found = []
    for address in addresses:
        large.go(address)
        for width in (WIDE, PHONE):
            large.page.set_viewport_size({"width": width, "height": 900})
            if pixels := large.run(TOO_WIDE):
                found.append(f"{address} at {width}: {pixels} px too wide, {large.run(STICKING_OUT)}")

    assert "\n".join(found) == ""


def faults_of_looks(opened: Tab) -> list[str]:
    """Returns what an open page shows wrongly in forced colours, in print, and to those who want no motion."""
    opened.page.emulate_media(media="screen", forced_colors="active", reduced_motion="no-preference")
    alike = ["its buttons are alike"] if opened.run(ALIKE_BUTTONS) else []
    opened.page.emulate_media(media="print", forced_colors="none", reduced_motion="reduce")
    found = [*alike, *opened.run(PRESSED_IN_PRINT), *opened.run(MOVING)]
    opened.page.emulate_media(media="screen", reduced_motion="no-preference")
    return found


class Places(NamedTuple):
    """Number of places that the keyboard reaches, those that show no focus, and other faults, by address."""

    total: int
    unseen: dict[str, list[str]]
    faults: dict[str, list[str]]


def places_of(opened: Tab, addresses: Iterable[str]) -> Places:
    """Opens each page once for all that this module looks for in a page of usual size."""
    count = 0
    unseen, faults = {}, {}
    for address in addresses:
        opened.go(address)
        faults[address] = faults_of_looks(opened)
        opened.page.keyboard.press("Tab")
        places = opened.run(UNSEEN_FOCUS)
        count += places["count"]
        unseen[address] = places["unseen"]
    return Places(count, *({page: each for page, each in found.items() if each} for found in (unseen, faults)))


@pytest.fixture(scope="module")
def places(coordinator: Tab, addresses: list[str]) -> Places:
    return places_of(coordinator, addresses)


def test_forced_colours_tell_buttons_apart_and_print_has_nothing_to_press_or_to_move(places: Places) -> None:
    assert places.faults == {}


def test_every_place_of_every_page_shows_that_it_has_the_focus(
    chrome: Chrome, platform: Api, places: Places, addresses: list[str]
) -> None:
    browser = Browser(platform)
    signed_in(browser, "administration")
    with tab(chrome, platform.http.url, scheme="dark") as administrator:
        administrator.take(browser.cookies)
        others = places_of(administrator, OF_ADMINISTRATORS)
        administrator.run("document.querySelectorAll('main a').forEach((each) => { each.style.outline = 'none'; })")
        without_outlines = administrator.run(UNSEEN_FOCUS)["unseen"]

    assert places.unseen | others.unseen | others.faults == {}
    assert min(places.total / len(addresses), others.total / len(OF_ADMINISTRATORS)) > 20
    assert without_outlines
