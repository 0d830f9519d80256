"""GraphQL documents of the pages: the operations and fragments of all `.graphql` files of the features.

A `.graphql` file is in the folder of the module that sends its operations. Commands are alike:
`forms/commands.toml` lists them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from efe_infra.http.graphql.trusted_manifests import identifier

CONSOLE: Final = Path(__file__).parents[1]
CLIENTS: Final = (CONSOLE, CONSOLE.parent / "papers")
"""Packages whose folders have documents."""
COMMAND: Final = """\
mutation {kind}($input: {kind}Input!) {{
  done: {field}(input: $input) {{{selected}
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
PLANNED: Final = """
    position
    planned {
      told
    }
    consequences {
      entities {
        ...ObjectName
      }
      hiddenEvents
    }"""
"""What every command answers but those of the vault; `planned` and `consequences` are of a dry run."""
DECIDED: Final = """
    decisions {
      adopted
      reasons
      notRecorded {
        name
      }
    }"""
EMERGED: Final = """
    made: project {
      id
      dossier {
        contentHash
      }
    }"""
COMPOSITES: Final = {"RecordedMeeting": DECIDED, "EmergedProject": EMERGED}
"""Further selections of composite commands, by the class of their response."""
DEFINITION: Final = re.compile(r"^(query|mutation|subscription|fragment) (\w+)", re.MULTILINE)
SPREAD: Final = re.compile(r"\.\.\.(\w+)")
VARIABLE: Final = re.compile(r"\$(\w+):")


@dataclass(frozen=True)
class Document[T: msgspec.Struct]:
    """Document with the class of its response, by the name of its operation in snake case."""

    name: str
    answer: type[T]

    @property
    def id(self) -> str:
        return ids()[self.name]

    @property
    def takes(self) -> frozenset[str]:
        """Names of its variables."""
        return variables()[self.name]


class Definition(msgspec.Struct, frozen=True):
    """Operation or fragment of a `.graphql` file; `line` is its first line there."""

    kind: str
    name: str
    text: str
    path: Path
    line: int


@cache
def texts() -> Mapping[str, str]:
    """Returns the documents by name, each with the fragments that it spreads and no others."""
    operations = {snake_case(each.name): each.text for each in definitions() if each.kind != "fragment"} | commands()
    shared = fragments()
    return {
        name: "\n".join([text, *(shared[each] for each in sorted(spread(text, shared)))])
        for name, text in sorted(operations.items())
    }


@cache
def definitions() -> tuple[Definition, ...]:
    """Returns the operations and fragments of all features, in the order of their files."""
    return tuple(
        each for package in CLIENTS for path in sorted(package.glob("*/*.graphql")) for each in definitions_in(path)
    )


def definitions_in(path: Path) -> Iterator[Definition]:
    content = path.read_text(encoding="utf-8")
    starts = [*DEFINITION.finditer(content)]
    for nth, start in enumerate(starts):
        end = starts[nth + 1].start() if nth + 1 < len(starts) else len(content)
        text = f"{content[start.start() : end].rstrip()}\n"
        yield Definition(start[1], start[2], text, path, content.count("\n", 0, start.start()) + 1)


def fragments() -> Mapping[str, str]:
    return {each.name: each.text for each in definitions() if each.kind == "fragment"}


def commands() -> dict[str, str]:
    creations = {name: PLANNED + made(field) for name, field in listed_commands().items()}
    of_vault = {name: made(field) for name, field in vault_commands().items()}
    composites = {name: PLANNED + COMPOSITES[answer] for name, answer in listed_composites().items()}
    selections = creations | of_vault | composites
    return {name: command(pascal_case(name), selected) for name, selected in selections.items()}


def made(field: str) -> str:
    """Returns the selection of the created object; nothing without one."""
    return MADE.format(made=field) if field else ""


def listed_commands() -> dict[str, str]:
    """Returns the commands by name, each with the field of its answer that is the created object, or nothing."""
    return _listed("commands")


@cache
def vault_commands() -> dict[str, str]:
    """Returns the commands that have no dry run, as `listed_commands`."""
    return _listed("vault")


def listed_composites() -> dict[str, str]:
    """Returns the composite commands with a response of their own by name, each with the class of that."""
    return _listed("composites")


def _listed(table: str) -> dict[str, str]:
    tables: dict[str, dict[str, str]] = tomllib.loads(
        (CONSOLE / "forms" / "commands.toml").read_text(encoding="utf-8")
    )
    return tables[table]


def command(kind: str, selected: str) -> str:
    return COMMAND.format(kind=kind, field=kind[0].lower() + kind[1:], selected=selected)


def pascal_case(name: str) -> str:
    return name.title().replace("_", "")


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def spread(text: str, shared: Mapping[str, str]) -> set[str]:
    """Returns the names of the fragments that a text needs, and of those that these need."""
    names = set(SPREAD.findall(text))
    return names.union(*(spread(shared[each], shared) for each in names))


@cache
def ids() -> Mapping[str, str]:
    return {name: identifier(text) for name, text in texts().items()}


@cache
def variables() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(VARIABLE.findall(text)) for name, text in texts().items()}


def by_id() -> Mapping[str, str]:
    return {ids()[name]: text for name, text in texts().items()}


def manifest() -> str:
    """Returns the manifest of all documents in the form of graphql-codegen, for reviewers and gateways."""
    return msgspec.json.format(msgspec.json.encode(by_id()), indent=2).decode() + "\n"
