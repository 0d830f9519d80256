"""The GraphQL documents that pages send: one operation a file, `documents/name.graphql`.

What several of them ask is a fragment of `documents/fragments/`. Those of commands are alike, and
`documents/commands.toml` names them.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_infra.documents.manifests import identifier

FOLDER: Final = Path(__file__).parents[1] / "documents"
COMMAND: Final = """\
mutation {kind}($input: {kind}Input!) {{
  done: {field}(input: $input) {{
    position{made}
    userErrors {{
      ...Refused
    }}
  }}
}}
"""
MADE: Final = """
    made: {made} {{
      id
    }}"""
SPREAD: Final = re.compile(r"\.\.\.(\w+)")


@dataclass(frozen=True)
class Document[T: msgspec.Struct]:
    """A document by its name, and what it answers; modules of pages have theirs at their top."""

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
    """By name, each with the fragments that it spreads: with others it would not be valid."""
    shared = fragments()
    return {
        name: "\n".join([text, *(shared[each] for each in sorted(spread(text, shared)))])
        for name, text in sorted((files(FOLDER) | commands()).items())
    }


def fragments() -> Mapping[str, str]:
    """By name: `PoleName` is in `fragments/pole_name.graphql`."""
    return {pascal(name): text for name, text in files(FOLDER / "fragments").items()}


def commands() -> dict[str, str]:
    listed: dict[str, str] = tomllib.loads((FOLDER / "commands.toml").read_text(encoding="utf-8"))
    return {name: command(pascal(name), made) for name, made in listed.items()}


def command(kind: str, made: str) -> str:
    return COMMAND.format(kind=kind, field=kind[0].lower() + kind[1:], made=MADE.format(made=made) if made else "")


def pascal(name: str) -> str:
    return name.title().replace("_", "")


def files(folder: Path) -> dict[str, str]:
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
