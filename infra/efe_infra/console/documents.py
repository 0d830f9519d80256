"""The GraphQL documents that pages send: one operation a file, `documents/name.graphql`.

What several of them ask is a fragment of `documents/fragments/`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_infra.documents.manifests import identifier

FOLDER: Final = Path(__file__).parent / "documents"
SPREAD: Final = re.compile(r"\.\.\.(\w+)")


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
    """By name, each with the fragments that it spreads: one that it does not is not valid in it."""
    shared = fragments()
    return {
        name: "\n".join([text, *(shared[each] for each in sorted(spread(text, shared)))])
        for name, text in files(FOLDER).items()
    }


def fragments() -> Mapping[str, str]:
    """By name: `PoleName` is in `fragments/pole_name.graphql`."""
    return {name.title().replace("_", ""): text for name, text in files(FOLDER / "fragments").items()}


def files(folder: Path) -> Mapping[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.graphql"))}


def spread(text: str, shared: Mapping[str, str]) -> set[str]:
    """The names of the fragments that a text needs, and of those that they need."""
    names = set(SPREAD.findall(text))
    return names.union(*(spread(shared[each], shared) for each in names))


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
