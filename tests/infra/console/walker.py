"""Person who follows links by their words and fills forms by their labels, and types no identifier.

`Walker` counts the steps: a page opened or a form sent, after the landing page. A driver is the browser of the
person: `HttpDriver` here, those of Chromium in `chromium_drivers.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode, urljoin

import httpx

from tests.infra.console.browser import Browser
from tests.infra.console.page_reader import Answer, Button, Control, Page, PageForm, Words, answer_in
from tests.infra.console.signing_in import signed_in


class Driver(Protocol):
    """Browser of a person."""

    @property
    def address(self) -> str:
        """Path and query of the page that is shown."""

    def sign_in(self, account: str) -> None:
        """Signs in, and shows no page."""

    def go(self, address: str) -> tuple[int, str]:
        """Opens an address of the platform; returns the status and the page."""

    def follow(self, address: str) -> tuple[int, str]:
        """Follows the link of the page with this address."""

    def send(self, form: PageForm, button: Button, changed: list[Control], /) -> tuple[int, str]:
        """Fills in the changed controls of a form and presses its button."""


@dataclass
class HttpDriver:
    """Browser without scripts and without a window."""

    browser: Browser
    address: str = "/"
    enters: Callable[[Browser, str], object] = signed_in

    def sign_in(self, account: str) -> None:
        self.enters(self.browser, account)

    def go(self, address: str) -> tuple[int, str]:
        return self._shows(self.browser.get(address.partition("#")[0]))

    def follow(self, address: str) -> tuple[int, str]:
        return self.go(urljoin(self.address, address))

    def send(self, form: PageForm, button: Button, _changed: list[Control]) -> tuple[int, str]:
        fields = dict(form.values)
        if button.name:
            fields[button.name] = [*fields.get(button.name, ()), button.value]
        action = urljoin(self.address, button.action or form.action).partition("#")[0]
        if not form.is_posted:
            return self.go(f"{action.partition('?')[0]}?{urlencode(fields, doseq=True)}")
        files = list(form.files)
        if not files:
            return self._shows(self.browser.post(action, fields))
        [(name, file)] = files
        return self._shows(
            self.browser.upload(action, file.content, file.media, name=file.name, field=name, data=fields)
        )

    def _shows(self, response: httpx.Response) -> tuple[int, str]:
        response = self.browser.follow(response)
        self.address = response.request.url.raw_path.decode()
        return response.status_code, response.text


@dataclass
class Walker:
    """Person on a page; `steps` counts the pages opened and the forms sent since the person landed."""

    driver: Driver
    page: Page = field(default_factory=lambda: Page(""))
    steps: int = 0

    def land(self, account: str, path: str = "/mon-espace") -> "Walker":
        """Signs in and shows the first page, which counts no step."""
        self.driver.sign_in(account)
        return self.arrive(path)

    def arrive(self, path: str) -> "Walker":
        """Shows a page by its address, as a bookmark or a mail does; it counts no step."""
        status, text = self.driver.go(path)
        assert status == 200, (path, status)
        self.page = Page(text)
        return self

    @property
    def path(self) -> str:
        return self.driver.address.partition("?")[0]

    @property
    def words(self) -> str:
        return self.page.words

    @property
    def values(self) -> dict[str, list[str]]:
        """Values of the form of the page as it stands."""
        return self.filled({})[0].values

    def links(self, words: str) -> list[str]:
        return [href for text, href in self.page.links if words in text]

    def follow(self, words: str) -> "Walker":
        """Follows the first link that begins with these words, else the first that has them."""
        links = self.page.links
        found = [href for text, href in links if text.startswith(words)] or self.links(words)
        assert found, (words, [text for text, _ in links])
        return self._at(*self.driver.follow(found[0]), 200)

    def send(self, answers: Mapping[Words, Answer] | None = None, button: str = "", *, status: int = 200) -> "Walker":
        """Fills the form with this button by the beginnings of its labels, and presses the button."""
        form, pressed, changed = self.filled(answers or {}, button)
        return self._at(*self.driver.send(form, pressed, changed), status)

    def filled(self, answers: Mapping[Words, Answer], button: str = "") -> tuple[PageForm, Button, list[Control]]:
        """Returns the form with these answers, its button and the controls that changed."""
        form, pressed = self.page.form_with(button, iter(answers))
        changed = [each for words, answer in answers.items() for each in answer_in(form.find(words), answer)]
        return form, pressed, changed

    def _at(self, status: int, text: str, expected: int) -> "Walker":
        self.page = Page(text)
        assert status == expected, (status, self.path, self.words)
        self.steps += 1
        return self
