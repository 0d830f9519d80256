"""Values for the arguments of the contract: of the world, of others, and unknown ones."""

import re
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import NamedTuple, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    is_list_type,
    is_required_argument,
    print_ast,
)

from tests.api.isolation.sight import ANY_UUID
from tests.domain.given import some_id

UNKNOWN = some_id("nothing of that kind")
PAGE = 100
SEARCHES = 10
"""Words that the walk searches for."""
MOVED = '{effectiveOn: "2026-02-27"}'
RECTIFIED = ("Pole", "Decision", "Meeting", "Opinion", "Analysis", "ThemeList")
OTHERWISE_NAMED = {
    "actor": ["Account"],
    "subject": ["Pole", "Project", "Opinion"],
    "previewRectification": [*RECTIFIED],
}
PLAIN = {
    ("Date", "from"): ('"2025-02-28"',),
    ("Date", "until"): ('"2026-02-28"',),
    ("Date", ""): ('"2026-02-28"', '"2027-06-01"'),
    ("DateTime", ""): ('"2020-01-01T00:00:00Z"', '"2099-01-01T00:00:00Z"'),
    ("Boolean", ""): ("true", "false"),
    ("Int", ""): ("1",),
    ("Int", "within"): ("3650",),
    ("Int", "year"): ("2025",),
    ("String", "axisKey"): ('"metier:monteur-en-chauffage-central"',),
    ("String", "ruleKey"): ('"PS-ACCORD"',),
    ("String", "kinds"): ('"pole.created.v1"', '"decision.proposed.v3"'),
}
BASSINS = ("LIEGE", "NAMUR", "VERVIERS")
FIGURES = ("SEATS", "DECISIONS_ADOPTED", "JOINT_PROJECTS", "VERDICTS")
"""Figures of the barometer whose lines are dossiers, become public, or are those of projects."""


class Samples(NamedTuple):
    """Ids by type, words that stand in texts, and positions."""

    ids: dict[str, list[str]]
    words: list[str]
    positions: list[int]


class Filler:
    """Literals for arguments, by the name of the argument and of its type."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def variants(self, name: str, field: GraphQLField) -> Iterator[str]:
        """The arguments of a field: those it needs, then each other one besides, with every value but its default."""
        needed = [
            (arg, [str(PAGE)] if arg == "first" else self.values(name, arg, each))
            for arg, each in field.args.items()
            if is_required_argument(each) or arg == "first"
        ]
        combined: list[dict[str, str]] = [{}]
        for arg, values in needed:
            combined = [{**before, arg: value} for before in combined for value in values]
        for chosen in combined:
            yield written(chosen)
            for arg, each in field.args.items():
                if arg not in chosen and arg not in ("after", "last", "before", "asOf", "minPosition"):
                    for value in self.values(name, arg, each):
                        if value != default_of(each):
                            yield written({**chosen, arg: value})

    def values(self, field: str, name: str, argument: GraphQLArgument) -> list[str]:
        return list(self._of(argument.type, field, name))

    def _of(self, kind: GraphQLInputType, field: str, name: str) -> Iterator[str]:
        bare = get_named_type(kind)
        if is_list_type(getattr(kind, "of_type", kind)) or is_list_type(kind):
            for some in batched(self._of(cast("GraphQLInputType", bare), field, name), PAGE, strict=False):
                yield f"[{', '.join(some)}]"
            return
        match bare:
            case GraphQLInputObjectType():
                yield from self._inputs(bare, field, name)
            case GraphQLEnumType(name="Bassin"):
                yield from BASSINS
            case GraphQLEnumType(name="BarometerFigureKey"):
                yield from FIGURES
            case GraphQLEnumType():
                yield from bare.values
            case _:
                yield from self._scalar(bare.name, field, name)

    def _inputs(self, kind: GraphQLInputObjectType, field: str, name: str) -> Iterator[str]:
        match kind.name:
            case "AsOf" | "VersionAt":
                yield from self._moments(kind, name)
            case "AxisInput":
                yield '{kind: METIER, label: "Monteur en chauffage central"}'
                yield '{kind: FILIERE, label: "Métiers du bois"}'
            case "RectifyInput":
                for entity in self._scalar("ID", field, "id"):
                    yield f'{{entityId: {entity}, changes: [{{version: 1, annul: true}}], reason: "Erreur."}}'
                    yield f'{{entityId: {entity}, changes: [{{version: 1, patch: {MOVED}}}], reason: "Erreur."}}'
            case _:
                for each, inner in kind.fields.items():
                    yield from (f"{{{each}: {value}}}" for value in self._of(inner.type, field, each))

    def _moments(self, kind: GraphQLInputObjectType, name: str) -> Iterator[str]:
        """Yields comparisons from the first of the positions to each of the others."""
        if "version" in kind.fields:
            yield "{version: 1}"
        first, *others = self.samples.positions
        yield from (f'{{position: "{each}"}}' for each in ([first] if name == "from" else others))

    def _kinds(self, meant: str) -> Iterable[str]:
        """The types of which an argument takes ids: that of its name, or any."""
        named = [each for each in self.samples.ids if each.lower() == meant.lower()]
        return OTHERWISE_NAMED.get(meant) or named or self.samples.ids

    def _scalar(self, kind: str, field: str, name: str) -> Iterator[str]:
        match kind, name:
            case "ID", _:
                for one in self._kinds(field if name == "id" else name.removesuffix("Id")):
                    yield from (f'"{each}"' for each in (*self.samples.ids[one], unknown(self.samples.ids[one][0])))
            case "Position", _:
                yield from (f'"{each}"' for each in self.samples.positions)
            case "String", "search" | "namePrefix":
                yield from (f'"{each}"' for each in self.samples.words)
            case "String", "text":  # `test_search.py` compares every search with a list
                yield from (f'"{each}"' for each in self.samples.words[:: 1 + len(self.samples.words) // SEARCHES])
            case _:
                yield from plain(kind, name)


def default_of(argument: GraphQLArgument) -> str:
    """Returns the literal that stands for an argument that is left out; nothing if there is none."""
    node = argument.ast_node and argument.ast_node.default_value
    return print_ast(node) if node else ""


def plain(kind: str, name: str) -> tuple[str, ...]:
    """Values that every world has."""
    found = PLAIN.get((kind, name)) or PLAIN.get((kind, ""))
    if found is None:
        raise LookupError(f"Nothing to fill {name}: {kind} with: add it to arguments.py")
    return found


def unknown(identifier: str) -> str:
    """An id of the same shape, of nothing."""
    changed, times = ANY_UUID.subn(str(UNKNOWN), identifier, count=1)
    return changed if times else re.sub(r"\d+$", "999999", identifier)


def written(chosen: dict[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in chosen.items())
