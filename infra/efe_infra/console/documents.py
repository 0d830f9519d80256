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
FRAME: Final = "frame.graphql"
"""The fragment `Frame`, for what stands around every page; it goes with the documents that spread it."""


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
    frame = (FOLDER / FRAME).read_text(encoding="utf-8")
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql"))}
    del found[Path(FRAME).stem]
    return {name: f"{text}\n{frame}" if "...Frame" in text else text for name, text in found.items()}


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
