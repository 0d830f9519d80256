"""Documents that pages of the console send, with inputs that a viewer might try."""

from collections.abc import Iterator
from functools import cache
from itertools import batched, product
from typing import Any, Final
from zlib import crc32

from graphql import (
    FieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    get_named_type,
    parse,
    type_from_ast,
)

from efe_infra.console.register.documents import texts
from tests.api.isolation.arguments import BASSINS, RECTIFIED
from tests.api.isolation.sight import Looker
from tests.api.isolation.walk import EYES_OF, Walk
from tests.api.isolation.world import LOOKERS

FIXED: dict[str, list[Any]] = {
    "first": [50],
    "figure": ["OWN_WORDS"],
    "kind": ["DEPARTURE"],
    "order": ["OLDEST_FIRST"],
    **{each: ["zq"] for each in ("operator", "person", "search", "text", "words")},
}
NAMED = ("Decision", "Instance", "Meeting", "Operator", "Opinion", "Pole", "Project", "ThemeList")
POSITIONS = [str(each) for each in range(1, 300, 37)]
"""Some, of whatever Instances they concern."""
MAX_INPUTS: Final = 2
"""Inputs of a document for one viewer, or one for a viewer with the eyes of another. Each viewer sends others, and
`test_walk` reads every field of every object.
"""


@cache
def queries() -> dict[str, OperationDefinitionNode]:
    """Returns the documents that read, parsed once for all viewers."""
    found = {
        name: operation
        for name, text in texts().items()
        for operation in parse(text, no_location=True).definitions
        if isinstance(operation, OperationDefinitionNode)
    }
    return {name: each for name, each in found.items() if each.operation is OperationType.QUERY}


def some(document: str, looker: Looker, inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns inputs at equal distances, of which the first differs between documents and viewers."""
    step = -(-len(inputs) // (1 if looker.name in EYES_OF else MAX_INPUTS)) or 1
    return inputs[(crc32(document.encode()) + LOOKERS.index(looker.name)) % step :: step]


def filled(walk: Walk, operation: OperationDefinitionNode, looker: Looker) -> Iterator[dict[str, Any]]:
    """Yields inputs of every Instance and every object of the type that is asked for; what may be left out is."""
    values: dict[str, list[Any]] = {}
    for definition in operation.variable_definitions or ():
        kind, variable = type_from_ast(walk.schema, definition.type), definition.variable.name.value
        if variable == "signedIn":
            values[variable] = [looker.account is not None]
        elif found := given(walk, operation, get_named_type(kind).name if kind else "", variable):
            values[variable] = found
    for each in product(*values.values()):
        yield dict(zip(values, each, strict=True))


def given(walk: Walk, operation: OperationDefinitionNode, kind: str, variable: str) -> list[Any]:
    """Returns values for a variable; nothing for what may be left out."""
    named: dict[tuple[str, str], list[Any]] = {
        ("AsOf", "from"): [{"position": "1"}],
        ("Date", "from"): ["2024-01-01"],
        ("Date", "until"): ["2025-06-30"],
        ("ID", "subject"): walk.ids["Pole"],
        ("ID", "body"): walk.ids["Body"],
        ("ID", "pole"): walk.ids["Pole"],
        ("ID", "content"): walk.ids["ProjectContent"],
        ("ID", "ids"): [[*some] for kind in NAMED for some in batched(walk.ids[kind], 50, strict=False)],
        ("AuditFilter", "own"): [{"recordedFrom": "2020-01-01T00:00:00+00:00"}],
        ("AuditFilter", "all"): [{"recordedFrom": "2020-01-01T00:00:00+00:00"}],
        ("MeetingFilter", "filter"): [{"poleId": each} for each in walk.ids["Pole"]],
        ("ID", "poleId"): walk.ids["Pole"],
        ("ID", "operator"): walk.ids["Operator"],
        ("RectifyInput", "input"): [corrected(each) for kind in RECTIFIED for each in walk.ids[kind]],
    }
    kinds: dict[str, list[Any]] = {"Bassin": list(BASSINS), "Boolean": [False, True], "Position": list(POSITIONS)}
    if (kind, variable) in named or variable in FIXED:
        return named.get((kind, variable)) or FIXED[variable]
    return ids_of(walk, type_of(walk, operation, variable)) if kind == "ID" else kinds.get(kind, [])


def ids_of(walk: Walk, name: str) -> list[str]:
    """Returns the identifiers of a type; of every named type where any object may be asked for."""
    return [each for kind in NAMED for each in walk.ids[kind]] if name == "Node" else walk.ids[name]


def corrected(entity: str) -> dict[str, Any]:
    change = {"version": 1, "patch": {"effectiveOn": "2026-02-27"}}
    return {"entityId": entity, "changes": [change], "reason": "Autre jour"}


def type_of(walk: Walk, operation: OperationDefinitionNode, variable: str) -> str:
    """Returns the type of the root field that takes this identifier, or that of a filter such as `poleId`."""
    assert walk.schema.query_type
    for each in operation.selection_set.selections:
        if isinstance(each, FieldNode):
            for argument in each.arguments or ():
                if isinstance(argument.value, VariableNode) and argument.value.name.value == variable:
                    return str(get_named_type(walk.schema.query_type.fields[each.name.value].type))
                for part in argument.value.fields if isinstance(argument.value, ObjectValueNode) else ():
                    if isinstance(part.value, VariableNode) and part.value.name.value == variable:
                        return part.name.value.removesuffix("Id").capitalize()
    raise LookupError(variable)
