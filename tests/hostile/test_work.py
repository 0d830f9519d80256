"""Work of the server for a bomb, counted: nodes that the limits visit, statements, rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import FieldNode, Node, OperationDefinitionNode, parse

from efe_graphql.limits.cost import PAGES, CostCounter, OperationCost
from efe_graphql.limits.limits import LIMITS
from efe_graphql.schema import schema
from efe_infra.read_model.reads.reads import PooledReads
from efe_projections.engine.query import ReadQuery
from tests.api.given import Api, Client

GRAPHQL = schema._schema


class VisitsCounter(CostCounter):
    visits = 0

    def count(self, node: Any, parent: Any) -> OperationCost:
        self.visits += 1
        return super().count(node, parent)


def visits(text: str) -> int:
    document = parse(text)
    counter = VisitsCounter(GRAPHQL, document, PAGES)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            counter.count(node, GRAPHQL.get_root_type(node.operation))
    return counter.visits


def selections(node: Node) -> int:
    """Selection sets that a document holds as it is written, and its fields."""
    own = isinstance(node, FieldNode) or hasattr(node, "selection_set")
    parts = [value for name in node.keys for value in parts_of(getattr(node, name, None))]
    return own + sum(map(selections, parts))


def parts_of(value: object) -> list[Node]:
    return [each for each in (value if isinstance(value, list | tuple) else [value]) if isinstance(each, Node)]


def doubled(spread: Callable[[int], str]) -> Callable[[int], str]:
    """Each fragment has the next one twice."""

    def text(levels: int) -> str:
        steps = "".join(f"fragment f{n} on Instance {{ {spread(n + 1)} {spread(n + 1)} }} " for n in range(levels))
        return f"{{ instance(bassin: LIEGE) {{ ...f0 }} }} {steps} fragment f{levels} on Instance {{ bassin }}"

    return text


def repeated(one: str) -> Callable[[int], str]:
    return lambda count: f"{{ {' '.join(one.replace('#', str(n)) for n in range(count))} }}"


BOMBS = {
    "doubling fragments": doubled(lambda n: f"...f{n}"),
    "through inline fragments": doubled(lambda n: f"... on Instance {{ ...f{n} }}"),
    "through interfaces": doubled(lambda n: f"... on Node {{ ... on Entity {{ ... on Instance {{ ...f{n} }} }} }}"),
    "behind directives": doubled(lambda n: f"...f{n} @include(if: true) ... @skip(if: false) {{ ...f{n} }}"),
    "aliases": repeated("a#: meta { version }"),
    "duplicate fields": repeated("meta { version }"),
    "directives": repeated("meta @skip(if: false) @include(if: true) { version }"),
    "operations": lambda count: " ".join(f"query q{n} {{ meta {{ version }} }}" for n in range(count)),
    "nesting": lambda count: f"{{ {'instance(bassin: LIEGE) { ' * min(count, 90)} id {'} ' * min(count, 90)} }}",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_the_limits_visit_what_is_written_once_however_it_multiplies(bomb: Callable[[int], str]) -> None:
    small, large = bomb(20), bomb(40)

    assert visits(small) <= selections(parse(small))
    assert visits(large) <= selections(parse(large))
    assert visits(large) <= 2 * visits(small) + 2


@dataclass
class Work:
    statements: int = 0
    rows: int = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """The real port, that counts."""
    done, fetch = Work(), PooledReads._fetch

    async def counted(self: PooledReads, *queries: ReadQuery[Any]) -> list[list[Any]]:
        found = await fetch(self, *queries)
        done.statements += len(queries)
        done.rows += sum(map(len, found))
        return found

    monkeypatch.setattr(PooledReads, "_fetch", counted)
    return done


def weight_of(text: str) -> int:
    document = parse(text)
    [operation] = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return CostCounter(GRAPHQL, document, PAGES).count(operation, GRAPHQL.get_root_type(operation.operation)).cost


SINCE = 'from: { position: "1" }, first: 1'
PAGE = "poles(first: 100) { edges { node { # } } }"
HEAVY = {
    "a page of histories": PAGE.replace("#", "history(first: 1) { edges { node { id } } }"),
    "a page of counted histories": PAGE.replace("#", "history { totalCount }"),
    "a page of comparisons": PAGE.replace("#", f"compare({SINCE}) {{ totalCount }}"),
    "a comparison of an Instance": (
        'compare(bassin: LIEGE, from: { position: "1" }, first: 100)'
        " { totalCount edges { node { id } changes { field } } }"
    ),
    "counts of an Instance": "instances { poles(first: 1) { totalCount } }",
    "counts of projects": PAGE.replace("#", "projects { totalCount }"),
    "the same root field": f"{' '.join(f'a{n}: poles(first: 100) {{ totalCount }}' for n in range(20))}",
    "versions": PAGE.replace("#", "versionAt(at: { version: 1 }) { versionAt(at: { version: 1 }) { id } }"),
    "ids": f"nodes(ids: {['Pole:00000000-0000-0000-0000-000000000001'] * 100}) {{ id }}".replace("'", '"'),
}
DEFAULT_PAGES = """
    { instance(bassin: LIEGE) { poles { edges { node { projects { edges { node { dossier {
        board { bassin verdict } supports { bassin kind } fundings { bassin procedure }
    } } } } } } } } }
"""
COMPARISON = f"compare(bassin: LIEGE, {SINCE})"
A_REQUEST = 6
"""Statements of any request: whose it is, and how far the read model is."""


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_what_is_read_is_within_what_it_was_estimated_to_cost(
    platform: Api, callers: dict[str, Client], work: Work, text: str
) -> None:
    cost = weight_of(f"{{ {text} }}")

    callers["coordinator"].ask(f"{{ {text} }}")

    assert cost <= LIMITS.cost
    assert 0 < work.statements <= A_REQUEST + cost / 2
    assert work.rows <= A_REQUEST + 2 * cost


@pytest.mark.parametrize(("selected", "most"), [("edges { cursor }", 9), ("totalCount", 1)])
@pytest.mark.parametrize("beyond", [0, 1])
def test_an_operation_compares_few_instances(
    callers: dict[str, Client], selected: str, most: int, beyond: int
) -> None:
    asked = f"{{ {' '.join(f'a{n}: {COMPARISON} {{ {selected} }}' for n in range(most + beyond))} }}"

    found = callers["coordinator"].post(asked, {}).get("errors", [])

    assert [error["extensions"]["code"] for error in found] == ["QUERY_TOO_COMPLEX"] * beyond


def test_an_operation_with_pages_of_the_default_size_is_answered_and_charged_in_full(
    callers: dict[str, Client], work: Work
) -> None:
    cost = weight_of(DEFAULT_PAGES)

    answer = callers["coordinator"].post(DEFAULT_PAGES, {})

    assert LIMITS.cost < cost <= LIMITS.default_pages_cost
    assert "errors" not in answer
    assert work.rows <= A_REQUEST + 2 * cost
