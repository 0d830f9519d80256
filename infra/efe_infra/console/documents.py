"""The GraphQL documents that pages send: one operation a file, `documents/name.graphql`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_infra.documents.manifests import identifier

FOLDER: Final = Path(__file__).parent / "documents"
FRAGMENTS: Final = ("Frame", "Refused")
"""Fragments, each in the file of its name: what stands around every page, and why a command is refused.

They go with the documents that spread them.
"""


@dataclass(frozen=True)
class Document[T: msgspec.Struct]:
    """A document by the name of its file, and what it answers; modules of pages have theirs at their top."""

    name: str
    answer: type[T]

    @property
    def id(self) -> str:
        return ids()[self.name]

    @property
    def takes(self) -> frozenset[str]:
        """The names of its variables."""
        return variables()[self.name]


@cache
def texts() -> Mapping[str, str]:
    """By name, each with its fragments."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql"))}
    shared = {each: found.pop(each.lower()) for each in FRAGMENTS}
    return {name: "\n".join([text, *spread(text, shared)]) for name, text in found.items()}


def spread(text: str, shared: Mapping[str, str]) -> list[str]:
    return [fragment for name, fragment in shared.items() if f"...{name}" in text]


@cache
def ids() -> Mapping[str, str]:
    return {name: identifier(text) for name, text in texts().items()}


@cache
def variables() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(re.findall(r"\$(\w+):", text)) for name, text in texts().items()}


def by_id() -> Mapping[str, str]:
    return {ids()[name]: text for name, text in texts().items()}


def manifest() -> str:
    """As graphql-codegen writes it: for whoever reviews, or lets through a gateway, what the console asks."""
    return msgspec.json.format(msgspec.json.encode(by_id()), indent=2).decode() + "\n"
