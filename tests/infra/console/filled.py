"""Form of a page as a person fills it in: its fields, the buttons that do not send it, and what comes back."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Self

import httpx

from tests.infra.console.browser import Browser, Outline


class CommandFields(HTMLParser):
    """Values that the form `command` of a page would send without a button, and its buttons by their words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.buttons: dict[str, tuple[str, str]] = {}
        self._inside = False
        self._select = ""
        self._text = ""
        self._button: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = "command" in (given.get("class") or "")
        if not self._inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        match tag:
            case "input" if given.get("type") in {"checkbox", "radio"}:
                if "checked" in given:
                    self._add(name, value)
            case "input" if given.get("type") != "file":
                self._add(name, value)
            case "select" | "textarea":
                self._select, self._text = name, ""
                self._add(name, "")
            case "option" if "selected" in given:
                self.values[self._select] = [value]
            case "button":
                self._button, self._text = given, ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._inside:
            self.values[self._select] = [self._text.removeprefix("\n")]
        if tag == "button" and self._button:
            words = self._button.get("aria-label") or self._text.strip()
            self.buttons[words] = (self._button.get("name") or "", self._button.get("value") or "")
            self._button = {}
        if tag == "form":
            self._inside = False

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


@dataclass
class FilledForm:
    """Form at an address, with what a person has typed so far."""

    browser: Browser
    address: str
    response: httpx.Response
    values: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def at(cls, browser: Browser, address: str) -> Self:
        return cls(browser, address, browser.get(address)).shown()

    def shown(self) -> Self:
        self.values = CommandFields(self.response.text).values
        return self

    def type(self, **texts: str) -> Self:
        """Fills in fields; each must be on the page."""
        assert texts.keys() <= self.values.keys() | set(re.findall(r'name="([^"]+)"', self.response.text))
        self.values |= {name: [text] for name, text in texts.items()}
        return self

    def press(self, words: str) -> Self:
        """Presses a button that shows the form again."""
        name, value = CommandFields(self.response.text).buttons[words]
        self.response = self.browser.post(self.address, self.values | {name: [value]})
        assert self.response.status_code == 200, self.text
        return self.shown()

    def search(self, field: str, text: str) -> Self:
        """Searches inside the form with the enter key."""
        self.response = self.browser.post(
            self.address, self.values | {f"cherche-{field}": [text], "etape": ["entree"]}
        )
        assert self.response.status_code == 200, self.text
        return self.shown()

    def send(self) -> httpx.Response:
        """Sends the form; the page that follows, or the same one with its errors."""
        self.response = self.browser.post(self.address, self.values)
        if not self.response.is_redirect:
            self.shown()
        return self.browser.follow(self.response)

    @property
    def text(self) -> str:
        return Outline(self.response.text).text


def link_to(browser: Browser, page: str, words: str) -> str:
    """Returns the address of the link of a page with these words."""
    text = unescape(browser.get(page).text)
    addresses = set(re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(words)}<', text))
    [address] = addresses
    return str(address)


def plain(page: str) -> str:
    """Returns the text of a page with ordinary spaces."""
    return unescape(Outline(page).text).replace("\u00a0", " ").replace("\u202f", " ")
