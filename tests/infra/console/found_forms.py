"""Command forms of the console, each found by links in a state in which it may be sent."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

import httpx

from efe_infra.console.forms.command_form import CommandForm
from tests.infra.console.bad_inputs import Opened
from tests.infra.console.browser import Outline
from tests.infra.console.form_sheet import Control, Sheet
from tests.infra.console.form_world import Visitor
from tests.infra.console.page_reader import SPACES

PAGES_OF_A_KIND: Final = 3
"""Objects of a kind whose pages are opened, beside those from which a person begins."""
TRIES_OF_A_FORM: Final = 4
ELSEWHERE: Final = re.compile(
    r"/(assets|connexion|deconnexion|dev|docs|fichiers|aide|recherche|mentions|log|health|verification|calendrier"
    r"|preuves|mon-espace|vie-privee|accessibilite|contact|applications)(/|$|\.)"
    r"|.*/(comparer|preuve|dossier-d-evaluation|contenus)$|.*\.[a-z]+$|/graphql"
)
"""Addresses of files, and of pages without forms."""

OWN_BUTTONS: Final = {"/instances/liege/acces/invitations": "inviter"}
"""Pages whose form is no `CommandForm`, and the value of the button that sends it."""


@dataclass
class FormSearch:
    """Forms that pages lead to. A kind of page whose form is found for a role is not opened again.

    `pages` are the texts of all pages with usual spaces, `alike` the addresses of forms by their kind, `undeclared`
    forms that are made for their object, by kind.
    """

    forms: Sequence[CommandForm]
    found: dict[int, Opened] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    undeclared: dict[str, Opened] = field(default_factory=dict)
    useless: set[tuple[str, str]] = field(default_factory=set)
    alike: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def follow(self, visitor: Visitor) -> None:
        """Follows links with the session of a person."""
        browser, kinds = visitor.browser, Counter[str]()
        waiting, seen = deque(visitor.starts), set(visitor.starts)
        while waiting:
            address = waiting.popleft()
            is_useless = not self.missing or (visitor.role, kind_of(address)) in self.useless
            if is_useless and address not in visitor.starts:
                continue
            page = browser.follow(browser.get(address))
            if not page.headers.get("content-type", "").startswith("text/html"):
                continue
            self.pages.append(plain(page.text))
            self._note(visitor, address, page)
            for link in links_in(page.text):
                kind = kind_of(link)
                if link in seen or not visitor.within.match(link):
                    continue
                seen.add(link)
                if is_form(link):
                    self.alike[browser.origin, kind].append(link)
                limit = TRIES_OF_A_FORM if is_form(link) else PAGES_OF_A_KIND
                if kinds[kind] < limit and (visitor.role, kind) not in self.useless:
                    kinds[kind] += 1
                    (waiting.appendleft if is_form(link) else waiting.append)(link)

    def _note(self, visitor: Visitor, address: str, page: httpx.Response) -> None:
        sheet = Sheet(page.text)
        if "commandId" not in sheet.controls:
            return
        form = Opened(visitor.browser, page.url.raw_path.decode(), sheet)
        if button := OWN_BUTTONS.get(address):
            sheet.controls["acte"] = Control("acte", "hidden", values=[button])
            self.undeclared[address] = form
        shown = [each for each in self.forms if shows(self.pages[-1], each)]
        for each in shown:
            self.found.setdefault(id(each), form)
        if is_form(address) and not shown:
            self.undeclared.setdefault(kind_of(address), form)
        elif is_form(address):
            self.useless.add((visitor.role, kind_of(address)))

    def others_like(self, form: Opened) -> list[str]:
        """Returns the addresses of forms of the same kind: first those that name what the form is about."""
        alike = [form.address, *self.alike[form.browser.origin, kind_of(form.address)]]
        return sorted(dict.fromkeys(alike), key=lambda each: "?" not in each)

    @property
    def missing(self) -> list[str]:
        return sorted(f"{each.document.name}: {each.title}" for each in self.forms if id(each) not in self.found)


def shows(text: str, form: CommandForm) -> bool:
    """Tells whether a page with usual spaces is that of a form, by its title and its lead."""
    return f"<h1>{plain(form.title)}</h1>" in text and plain(form.lead) in text


def plain(text: str) -> str:
    """Returns a text with usual spaces."""
    return unescape(text).translate(SPACES)


def links_in(page: str) -> Iterator[str]:
    for link in map(unescape, Outline(page).links):
        path, _, query = link.partition("#")[0].partition("?")
        if (
            path.startswith("/")
            and not ELSEWHERE.match(path)
            and (not query or is_form(path))
            and "langue=" not in query
        ):
            yield f"{path}?{query}" if query else path


def is_form(address: str) -> bool:
    path = address.partition("?")[0]
    return "/actes/" in path or bool(re.search(r"/(avis|corrections|plan)/[a-z-]+|/(rectifier|retirer)$", path))


def kind_of(link: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|(?<=/)\d+(?=/|$)", "*", link.partition("?")[0])
