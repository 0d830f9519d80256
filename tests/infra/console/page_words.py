"""Words that a person reads on a page, and what of them only a developer would understand."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec
from graphql import GraphQLObjectType, build_schema

from efe_domain.shared.messages import Language
from efe_graphql.wording.values import rows
from tests.infra.console.browser import VOID

TECHNICAL: Final = ("Détails techniques", "Technische Einzelheiten", "Technical details")
"""Summaries of a `<details>` that may show what a developer asks for."""
SPOKEN: Final = {"title", "alt", "aria-label", "placeholder", "data-label", "label"}
"""Attributes that are shown or read aloud."""
UNSEEN: Final = {"script", "style", "template"}
PRINTED: Final = "printed"
"""Class of what only a printed page shows: its address."""
REFUSALS: Final = Path(__file__).parents[3] / "infra/efe_infra/console/home/refusals.json"
SCHEMA: Final = Path(__file__).parents[3] / "graphql/schema.graphql"

PATTERNS: Final = {
    "UUID": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE),
    "fingerprint": re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|(?=[0-9a-f]*\d)[0-9a-f]{8,16}…)|Compte [0-9a-f]{8}\b"),
    "code": re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"),
    "topic": re.compile(r"\b[a-z-]+\.[a-z-]+(?:\.v\d+)\b"),
    "column": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b"),
    "key": re.compile(r"\b(?:metier|filiere):[a-z]"),
    "count": re.compile(r"élément\(s\)|item\(s\)|Element\(e\)"),
    "value": re.compile(r"une autre valeur|Remplir l'acte|Le document (?:cité|de l'opérateur)\b"),
    "position": re.compile(r"\b(?:[Pp]osition|[Vv]ersion) \d(?!\.\d)"),
}
"""Forms of what no page says to a person."""
OTHERS = [Language.GERMAN, Language.ENGLISH]
"""Languages of pages beside French."""
READ_ALOUD = {"alt", "aria-label", "data-label", "placeholder", "title"}
PERIODS: Final = {"du", "au", "mois", "operateurs", "ordre"}
"""Parameters of one list."""


class SpokenText(HTMLParser):
    """Text of a page outside « Détails techniques »: what is shown, read aloud, or stands in a visible field."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._open: list[str] = []
        self._details: list[tuple[list[str], bool]] = []
        self._printed = 0
        """Depth of the element that is only printed; 0 outside."""
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.parts)).replace("\u00a0", " ").replace("\u202f", " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.parts += [value for name, value in given.items() if name in SPOKEN and value]
        if tag == "input" and given.get("type", "text") not in {
            "hidden",
            "radio",
            "checkbox",
            "file",
            "date",
            "time",
        }:
            self.parts.append(given.get("value") or "")
        if tag not in VOID:
            self._open.append(tag)
        if PRINTED in (given.get("class") or "").split():
            self._printed = len(self._open)
        if tag == "details":
            self._details.append((self.parts, given.get("class") == "technical"))
            self.parts = []

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if len(self._open) == self._printed:
            self._printed = 0
        self._open.pop()
        if tag == "details":
            inside, (self.parts, is_technical) = self.parts, self._details.pop()
            if not (is_technical and any(each in " ".join(inside) for each in TECHNICAL)):
                self.parts += inside

    def handle_data(self, data: str) -> None:
        if not self._printed and not UNSEEN & set(self._open):
            self.parts.append(data)


@cache
def names_of_the_contract() -> frozenset[str]:
    """Returns the names of the GraphQL contract and of read tables that no French sentence contains."""
    types = build_schema(SCHEMA.read_text(encoding="utf-8")).type_map.values()
    fields = {name for each in types if isinstance(each, GraphQLObjectType) for name in (each.name, *each.fields)} | {
        column.name for row in rows().values() for column in row.TABLE.columns
    }
    codes = msgspec.json.decode(REFUSALS.read_bytes())
    return frozenset(name for name in fields if re.search("[a-z][A-Z]", name)) | frozenset(codes)


def developer_words(page: str) -> Iterator[tuple[str, str]]:
    """Yields what a page says to developers only, by kind, with the words around it."""
    text = SpokenText(page).text
    for kind, pattern in PATTERNS.items():
        for each in pattern.finditer(text):
            yield kind, text[max(each.start() - 30, 0) : each.end() + 20]
    for each in re.finditer(r"\b\w+\b", text):
        if each[0] in names_of_the_contract():
            yield "name", text[max(each.start() - 30, 0) : each.end() + 20]


class Visible(HTMLParser):
    """Text of markup, piece by piece. Names of files and other code have no language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pieces: set[str] = set()
        self._in_code = False
        self.feed(text)

    @property
    def words(self) -> set[str]:
        return {word for each in self.pieces for word in re.findall(r"[^\W\d_]{2,}", each)}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_code = tag == "code"
        for name, value in attrs:
            if name in READ_ALOUD:
                self.handle_data(value or "")

    def handle_endtag(self, _: str) -> None:
        self._in_code = False

    def handle_data(self, data: str) -> None:
        if not self._in_code:
            self.pieces.add(" ".join(data.split()))


def kind_of(address: str) -> str:
    """Returns an address without the object that it names: one of a kind speaks for all."""
    parts = urlsplit(address)
    names = sorted(parse_qs(parts.query, keep_blank_values=True).keys() - PERIODS)[:1]
    path = re.sub(r"[0-9a-f-]{36}|(?<=/)\d+(?=/|$)|[A-Z]+[_-][A-Z_-]+[0-9]*", "*", parts.path)
    return f"{re.sub('(?<=instances/)[a-z-]+', '*', path)}?{','.join(names)}"
