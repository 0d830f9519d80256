"""Time of the page of a pôle with what can be done on it and its next step, beside the page with neither."""

from collections.abc import Collection, Mapping
from time import perf_counter
from typing import Any, Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, parse, print_ast, visit
from graphql.language.visitor import REMOVE, Visitor

from efe_infra.console.register.documents import texts
from tests.api.given import Client
from tests.bench.figures import in_turns

FIELDS: Final = frozenset({"availableCommands", "nextStep"})
WARM_UP: Final = 3
"""Requests before the first that counts."""


class _WithoutFields(Visitor):
    """Removes fields by name."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self._names = names

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        return REMOVE if node.name.value in self._names else None


def without_fields(text: str, names: Collection[str]) -> str:
    """Returns a document without these fields, and without the fragments that only they spread."""
    document: DocumentNode = visit(parse(text), _WithoutFields(names))
    while True:
        spread = _spread(document)
        kept = tuple(
            each
            for each in document.definitions
            if not isinstance(each, FragmentDefinitionNode) or each.name.value in spread
        )
        if len(kept) == len(document.definitions):
            return print_ast(document)
        document = DocumentNode(definitions=kept)


def _spread(document: DocumentNode) -> set[str]:
    names: set[str] = set()

    class Spreads(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
            names.add(node.name.value)

    visit(document, Spreads())
    return names


def page_ratio(by: Client, variables: Mapping[str, Any], *, rounds: int) -> float:
    """Returns the least time of the page to that without the fields, over the rounds.

    A busy machine lengthens the other times.
    """
    whole = texts()["pole"]
    bare = without_fields(whole, FIELDS)

    def timed(text: str) -> float:
        began = perf_counter()
        by.post(text, variables)
        return perf_counter() - began

    for text in WARM_UP * (whole, bare):
        answer = by.post(text, variables)
        assert "errors" not in answer, answer["errors"]
    with_fields, without = in_turns(rounds, lambda: timed(whole), lambda: timed(bare))
    return min(with_fields) / min(without)
