"""What a browser shows of a page in every look: to eyes, to a screen reader, to the keyboard and on paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import NARROW, WIDE, Tab, tab
from tests.infra.console.signing_in import signed_in
from tests.peers.node import installed

LOOKS: Final = (("light", WIDE), ("dark", NARROW))
"""Contrast is of the scheme and layout of the width: the other two pairs would show nothing new in twice the time."""
FAULTS: Final = """
    axe.run(document, { resultTypes: ["violations"], ...%s }).then(({ violations }) => violations.flatMap(
        ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)))
"""
OF_STYLE_SHEETS: Final = FAULTS % '{ runOnly: ["css-orientation-lock"] }'
"""The judge reads each sheet again for this rule. All pages have one sheet, and none has a style of its own."""
OF_EVERY_LOOK: Final = FAULTS % "{ preload: false }"
OF_THIS_LOOK: Final = (
    FAULTS % '{ preload: false, runOnly: ["color-contrast", "scrollable-region-focusable", "target-size"] }'
)
"""Rules on colours and sizes. All others read the document, which is the same in the second look."""
USUAL, TWICE = 16, 32
"""Pixels of a text: a person sets them in the browser, and media queries in `rem` follow."""
TOO_WIDE: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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


class Sight(NamedTuple):
    """Faults of a page, by the promise that they break, and the number of places that the keyboard reaches."""

    aloud: list[str]
    large: list[str]
    pressed: list[str]
    unseen: list[str]
    places: int
    complaints: list[str]
    """What the browser says of the page, and the other hosts that it asks."""


@contextmanager
def seen_by(chrome: Chrome, platform: Api, subject: str = "", *, dark: bool = False) -> Iterator[Tab]:
    """Opens a tab of an account, or of a visitor, in which each page has the judge `axe`."""
    script = installed() / "node_modules" / "axe-core" / "axe.min.js"
    browser = Browser(platform)
    if subject:
        signed_in(browser, subject)
    with tab(chrome, platform.http.url, scheme="dark" if dark else "light") as opened:
        opened.take(browser.cookies)
        opened.page.add_init_script(path=script)
        yield opened


@contextmanager
def text_of_twice_the_size(opened: Tab) -> Iterator[None]:
    debugger = opened.page.context.new_cdp_session(opened.page)
    debugger.send("Page.setFontSizes", {"fontSizes": {"standard": TWICE}})
    yield
    debugger.send("Page.setFontSizes", {"fontSizes": {"standard": USUAL}})
    debugger.detach()


def resize(opened: Tab, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 900})


def faults_aloud(opened: Tab, path: str) -> list[str]:
    """Opens a page and returns its faults in each look."""
    opened.violations.clear()
    opened.hosts.clear()
    opened.go(path)
    found = []
    for rules, (scheme, width) in zip((OF_EVERY_LOOK, OF_THIS_LOOK), LOOKS, strict=True):
        opened.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        resize(opened, width)
        found += [f"{scheme} {width}: {each}" for each in (*opened.run(rules), *too_wide(opened))]
    return found


def too_wide(opened: Tab) -> list[str]:
    """By how much a page overflows. A page that was just resized has a second to lay itself out."""
    for _ in range(10):
        if not (pixels := opened.run(TOO_WIDE)):
            return []
        opened.page.wait_for_timeout(100)
    return [f"{pixels} px too wide, {opened.run(STICKING_OUT)}"]


def faults_of_large_text(opened: Tab) -> list[str]:
    """Returns how an open page overflows with text of twice the size, on a phone and in an office."""
    found = []
    with text_of_twice_the_size(opened):
        for width in (NARROW, WIDE):
            resize(opened, width)
            found += [f"{width}: {each}" for each in too_wide(opened)]
    return found


def faults_of_media(opened: Tab) -> list[str]:
    """Returns what an open page shows wrongly in forced colours, in print, and to those who want no motion."""
    opened.page.emulate_media(media="screen", forced_colors="active", reduced_motion="no-preference")
    alike = ["its buttons are alike"] if opened.run(ALIKE_BUTTONS) else []
    opened.page.emulate_media(media="print", forced_colors="none", reduced_motion="reduce")
    found = [*alike, *opened.run(PRESSED_IN_PRINT), *opened.run(MOVING)]
    opened.page.emulate_media(media="screen")
    return found


def look(opened: Tab, path: str, *, dark: bool = False) -> Sight:
    """Opens a page once for all promises; that of the keyboard is the last, as it unfolds what is folded."""
    aloud = faults_aloud(opened, path)
    large = faults_of_large_text(opened)
    opened.page.emulate_media(color_scheme="dark" if dark else "light")
    pressed = faults_of_media(opened)
    opened.page.keyboard.press("Tab")
    places = opened.run(UNSEEN_FOCUS)
    complaints = [*opened.violations, *opened.hosts]
    return Sight(aloud, large, pressed, places["unseen"], places["count"], complaints)
