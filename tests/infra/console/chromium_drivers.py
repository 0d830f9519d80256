"""Drivers of a walker in Chromium: by mouse, with scripts or without, and by keyboard alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import FilePayload, Locator, Response, TimeoutError  # noqa: A004

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab
from tests.infra.console.page_reader import CHOICES, Button, Control, PageForm, Upload
from tests.infra.console.signing_in import signed_in

CHOOSER_TIMEOUT_MS: Final = 10_000
MAX_PRESSES: Final = 600
"""Presses of a key before a place counts as out of reach."""
ANY_FORM: Final = -1
FOCUS: Final = """
    ([number, name, value, href]) => {
        const at = document.activeElement, box = at.getBoundingClientRect();
        const text = getComputedStyle(document.body).color;
        const drawn = [...at.querySelectorAll("path, rect")].some((each) => getComputedStyle(each).stroke === text);
        const shown = getComputedStyle(at).outlineStyle !== "none" || drawn;
        const folded = at.matches("summary") && !at.parentElement.open ? at.parentElement : null;
        const wanted = (each) => href !== null
            ? each.getAttribute("href") === href
            : (number < 0 || each.form === document.forms[number]) && each.name === name
                && (!each.matches("button, [type=checkbox]") || each.value === value);
        const inside = folded ? [...folded.querySelectorAll("a, input, select, textarea, button")] : [];
        return {
            isWanted: wanted(at),
            opensWanted: inside.some(wanted),
            isSeen: shown && box.bottom > 0 && box.top < innerHeight && box.width > 0,
            value: at.value ?? "",
            isChecked: at.checked ?? false,
            words: at.innerText || at.getAttribute("aria-label") || at.name || at.tagName,
        };
    }
"""
"""Tells whether the element with the focus is a link with `href`, or a control of the form with `number`, or any."""


def payload(upload: Upload) -> FilePayload:
    return {"name": upload.name, "mimeType": upload.media, "buffer": upload.content}


@dataclass
class ChromiumDriver:
    """Person with a mouse."""

    tab: Tab
    api: Api
    answers: list[Response] = field(default_factory=list)
    enters: Callable[[Browser, str], object] = signed_in

    @property
    def address(self) -> str:
        return self.tab.page.url.removeprefix(self.tab.origin).partition("#")[0]

    def sign_in(self, account: str) -> None:
        browser = Browser(self.api)
        self.enters(browser, account)
        self.tab.take(browser.cookies)

    def go(self, address: str) -> tuple[int, str]:
        return self._shows(self.tab.page.goto(f"{self.tab.origin}{address}"))

    def follow(self, address: str) -> tuple[int, str]:
        link = self.tab.page.locator(f'a[href="{address}"]').first
        self._unfold(link)
        return self._clicks(link)

    def send(self, form: PageForm, button: Button, changed: list[Control]) -> tuple[int, str]:
        place = self.tab.page.locator("form").nth(form.number)
        for each in changed:
            self._answers(place, each)
        selector = f'button[name="{button.name}"][value="{button.value}"]' if button.name else "button:not([name])"
        return self._clicks(place.locator(selector).first)

    def _answers(self, form: Locator, control: Control) -> None:
        named = form.locator(f'[name="{control.name}"]')
        if control.kind in CHOICES:
            named = named.and_(form.locator(f'[value="{control.value}"]'))
        place = named.first
        self._unfold(place)
        match control.kind:
            case "radio" | "checkbox":
                place.set_checked(control.is_set)
            case "select":
                place.select_option(value=control.value)
            case "file" if control.upload:
                place.set_input_files(payload(control.upload))
            case _:
                place.fill(control.value)

    def _unfold(self, place: Locator) -> None:
        for each in place.locator("xpath=ancestor::details[not(@open)]").all():
            each.locator("xpath=./summary").click()

    def _clicks(self, place: Locator) -> tuple[int, str]:
        with self.tab.page.expect_navigation() as navigation:
            place.click()
        return self._shows(navigation.value)

    def _shows(self, response: Response | None) -> tuple[int, str]:
        assert response
        return response.status, self.tab.page.content()


@dataclass
class KeyboardDriver(ChromiumDriver):
    """Person without a mouse: each place that is reached is in the window and shows that it has the focus."""

    def press(self, key: str) -> None:
        self.tab.page.keyboard.press(key)

    def follow(self, address: str) -> tuple[int, str]:
        self.reach_link(address)
        return self._enters()

    def reach_link(self, address: str) -> None:
        self._reach(ANY_FORM, None, None, address)

    def type(self, name: str, text: str) -> None:
        """Types into the first control with a name."""
        self._reach(ANY_FORM, name, None, None)
        self.tab.page.keyboard.insert_text(text)

    def send(self, form: PageForm, button: Button, changed: list[Control]) -> tuple[int, str]:
        places = {id(each): number for number, each in enumerate(form.controls)}
        for each in sorted(changed, key=lambda one: places[id(one)]):
            if each.kind != "radio" or each.is_set:
                self._types(form.number, each)
        self._reach(form.number, button.name, button.value, None)
        return self._enters()

    def _enters(self) -> tuple[int, str]:
        with self.tab.page.expect_navigation() as navigation:
            self.press("Enter")
        return self._shows(navigation.value)

    def _reach(self, *wanted: Any) -> dict[str, Any]:
        """Presses the tabulator up to a place, and opens what is folded around it."""
        for _ in range(MAX_PRESSES):
            self.press("Tab")
            focus: dict[str, Any] = self.tab.page.evaluate(FOCUS, list(wanted))
            if focus["opensWanted"] or focus["isWanted"]:
                assert focus["isSeen"], f"{focus['words']} has the focus, and shows it not"
            if focus["isWanted"]:
                return focus
            if focus["opensWanted"]:
                self.press("Enter")
        raise AssertionError(f"{wanted} is out of reach on {self.tab.page.url}")

    def _types(self, form: int, control: Control) -> None:
        focus = self._reach(form, control.name, control.value, None)
        match control.kind:
            case "checkbox":
                assert focus["isChecked"] != control.is_set
                self.press("Space")
            case "radio":
                self._turns(control, "ArrowDown")
                self.press("Space")
            case "select":
                self.press("Home")
                self._turns(control, "ArrowDown")
            case "file" if control.upload:
                self._chooses(control.upload)
            case "date":
                year, month, number = control.value.split("-")
                self.tab.page.keyboard.type(f"{month}{number}{year}")
            case _:
                self.press("Control+a")
                self.tab.page.keyboard.insert_text(control.value)

    def _chooses(self, upload: Upload) -> None:
        """Opens the chooser by the space bar. A busy browser may open none at the first press."""
        for is_last in (False, False, True):
            try:
                with self.tab.page.expect_file_chooser(timeout=CHOOSER_TIMEOUT_MS) as chooser:
                    self.press("Space")
                chooser.value.set_files(payload(upload))
            except TimeoutError:
                if is_last:
                    raise
            else:
                return

    def _turns(self, control: Control, key: str) -> None:
        """Presses an arrow until the control has its value."""
        for _ in range(MAX_PRESSES):
            if self.tab.page.evaluate("document.activeElement.value") == control.value:
                return
            self.press(key)
        raise AssertionError(f"{control.name} never becomes {control.value}")
