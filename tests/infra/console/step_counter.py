"""A person who walks through the pages and counts: each page opened and each form sent, after the landing page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

import httpx

from tests.infra.console.browser import Browser, Outline
from tests.infra.console.test_sign_in import signed_in

LANDING = "/mon-espace"


@dataclass
class StepCounter:
    """Follows links and buttons of the page that is shown, by their words; types no identifier."""

    browser: Browser
    response: httpx.Response
    steps: int = 0

    @property
    def page(self) -> str:
        return self.response.text

    @property
    def path(self) -> str:
        return self.response.request.url.path

    def link(self, words: str) -> str:
        """The address of the first link that begins with these words."""
        links = re.findall(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', self.page, re.DOTALL)
        said = [(unescape(target), plain(inner)) for target, inner in links]
        return next(target for target, inner in said if inner.startswith(words))

    def open(self, words: str) -> None:
        self._shows(self.browser.follow(self.browser.get(self.link(words))))

    def send(
        self,
        *,
        to: str = "",
        upload: tuple[str, bytes] | None = None,
        typed: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        """Sends the form whose action ends with `to`; `upload` is a file field with its content."""
        action, form = self._form(to)
        fields = fields_of(form) | dict(typed or {}) | more
        if upload:
            field, content = upload
            sent = self.browser.upload(action, content, "application/pdf", name="PV.pdf", field=field, data=fields)
        else:
            sent = self.browser.post(action, fields)
        assert sent.status_code == 303, Outline(sent.text).text
        self._shows(self.browser.follow(sent))

    def _form(self, to: str) -> tuple[str, str]:
        forms = re.findall(r'<form\b([^>]*method="post"[^>]*)>(.*?)</form>', self.page, re.DOTALL)
        for attributes, inner in forms:
            action = re.search(r'action="([^"]*)"', attributes)
            target = unescape(action[1]) if action else self.path
            if 'name="commandId"' in inner and target.partition("?")[0].endswith(to):
                return target or self.path, inner
        raise AssertionError(f"no form to {to} on {self.path}")

    def choice(self, name: str, words: str) -> str:
        """The value of an option of a field, by its words."""
        options = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', self._field(name), re.DOTALL)
        return next(unescape(value) for value, inner in options if plain(inner).startswith(words))

    def _field(self, name: str) -> str:
        field: str = re.findall(rf'<select[^>]* name="{re.escape(name)}".*?</select>', self.page, re.DOTALL)[0]
        return field

    def _shows(self, response: httpx.Response) -> None:
        assert response.status_code == 200, Outline(response.text).text
        self.steps += 1
        self.response = response


def landed(browser: Browser, account: str = "coordination-liege") -> StepCounter:
    signed_in(browser, account)
    return StepCounter(browser, browser.follow(browser.get(LANDING)))


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def fields_of(form: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        found = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        kind, name = found.get("type", "text"), found.get("name")
        ticked = re.search(r"\bchecked\b", tag)
        if name and kind != "file" and (kind not in {"radio", "checkbox"} or ticked):
            fields[name] = found.get("value", "")
    for name, inner in re.findall(r'<select\b[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        fields[name] = unescape(chosen[1]) if chosen else ""
    for name, inner in re.findall(r'<textarea\b[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(inner)
    return fields
