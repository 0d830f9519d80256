"""Any command form of a page, read from its HTML and filled in without knowing what it is about."""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from tests.api.given import day
from tests.infra.console.browser import Browser, Outline

TEXTS = {"text", "textarea"}
FORM_PATH = re.compile(r"/actes/|/avis/[a-z-]+$|/plan/[^/]+/|/reunions/appeler/|/\d+/(retirer|rectifier)$")
OBJECT_PATH = re.compile(r"/(decisions|reunions|avis|appels|invitations|analyses|thematiques|organes)/[0-9a-f-]{36}")
SEARCH = "cherche-"
LABEL = "nom-"
"""Beginnings of the names of a search box and of the labels that it found, before the name of their field."""
ROW = re.compile(r"\.\d+\.")
LAST = ("dissoudre", "annuler", "abandonner", "clore")
"""Ends of the addresses of forms that leave nothing more to do on their object."""


@dataclass
class Control:
    """Field of a form: its kind, its values as they are sent untouched, and the options that it offers."""

    name: str
    kind: str
    required: bool = False
    is_number: bool = False
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


class Sheet(HTMLParser):
    """Controls of the form `command` of a page, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: dict[str, Control] = {}
        self.files: list[str] = []
        self.searches: list[str] = []
        self.is_draftable = False
        self._inside = False
        self._open: Control | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "command" in given.get("class", "")
        if not self._inside:
            return
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", tag)
        self.is_draftable |= (tag, name, value) == ("button", "brouillon", "garder")
        if kind == "file":
            self.files.append(name)
        if kind == "search":
            self.searches.append(name)
        if tag in {"input", "select", "textarea"} and kind not in {"file", "search"}:
            kind = "text" if kind == "input" else kind
            control = self.controls.setdefault(
                name, Control(name, kind, "aria-required" in given, "inputmode" in given)
            )
            self._open = control if tag in {"select", "textarea"} else None
            if kind in {"radio", "checkbox"}:
                control.options.append(value)
            if kind not in {"radio", "checkbox", "select", "textarea"} or "checked" in given:
                control.values.append(value)
        elif tag == "option" and self._open:
            self._open.options.append(value)
            if "selected" in given:
                self._open.values = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._open = None
        if tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._open and self._open.kind == "textarea":
            self._open.values = [data.removeprefix("\n")] if data.strip() else []

    def typed(self, text: Callable[[Control], str]) -> dict[str, list[str]]:
        """Returns what is sent if each text field has another text, and all else stays as it is."""
        return {
            each.name: [text(each)] if each.kind in TEXTS else each.values
            for each in self.controls.values()
            if each.values or each.kind in TEXTS
        }

    def filled(self) -> dict[str, list[str]]:
        """Returns what a person sends who changes every text and takes the last option of each choice.

        Of what a search found, the first result is taken.
        """
        sent = self.typed(text_for)
        for nth, each in enumerate(self.controls.values()):
            offered = [option for option in each.options if option]
            is_needed = each.required or each.kind in {"radio", "checkbox"} or ROW.search(each.name)
            if offered and is_needed and not any(each.values):
                sent[each.name] = offered[-1:]
            if each.kind == "date" and each.name != "effectiveOn" and not any(each.values):
                sent[each.name] = [day(40 + nth)]
        for name in (each.removeprefix(SEARCH) for each in self.searches):
            labels = self.controls.get(f"{LABEL}{name}")
            if labels and name not in self.controls:
                sent[name] = [labels.values[0].partition(" ")[0]]
        return sent


def text_for(control: Control) -> str:
    """Returns another text than the one that is there, as far as its field takes one."""
    before = next(filter(None, control.values), "")
    if control.name.startswith(("effectiveOn", "source")):
        return ""
    if control.is_number or "@" in before:
        return before or "14"
    if re.search(r"communes", control.name, re.IGNORECASE):
        return "Liège"
    return f"{before} bis".strip() if before else "Essai d'un texte"


def form_addresses(browser: Browser, pages: list[str]) -> list[str]:
    """Returns one form of each kind to which the pages lead; those that end the life of their object come last.

    The first object of each kind that the pages name is looked at too.
    """
    found: dict[str, str] = {}
    objects: dict[str, str] = {}
    waiting = deque(pages)
    while waiting:
        for link in map(unescape, Outline(browser.follow(browser.get(waiting.popleft())).text).links):
            path = link.partition("?")[0].partition("#")[0]
            if FORM_PATH.search(path):
                found.setdefault(re.sub(r"[0-9a-f-]{36}|(?<=/)\d+(?=/|$)", "*", path), link)
            elif (kind := OBJECT_PATH.fullmatch(path)) and kind[1] not in objects:
                objects[kind[1]] = path
                waiting.append(path)
    return sorted(found.values(), key=lambda each: each.partition("?")[0].endswith(LAST))


def faults_in(text: str) -> Mapping[str, object]:
    """Returns what no answer to a form may have: broken links of its summary, scripts, words of the contract."""
    outline = Outline(text)
    faults = {
        "links to nothing": [each for each in re.findall(r'href="#([^"]+)"', text) if each not in outline.ids],
        "ids": [each for each in set(outline.ids) if outline.ids.count(each) > 1],
        "scripts": outline.scripts - {"module"},
        "images": [each for each in outline.tags if each == "img"],
        "contract": re.findall(r"\$input|« \w+Input »|Erreur interne", outline.text),
    }
    return {name: each for name, each in faults.items() if each}
