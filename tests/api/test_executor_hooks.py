"""The executor applies the limits that it is given, in their order, to what it answers without the extensions."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import strawberry
from anyio import run
from graphql import DocumentNode, GraphQLSchema
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from efe_graphql.execution.hooks import NO_HOOKS, Hooks
from efe_graphql.execution.schema import CompiledSchema, Compiling
from efe_graphql.limits.telemetry import Observed
from efe_graphql.schema import HOOKS

GREETING = "query Greet($name: String!) { greeting(name: $name) }"
NOTHING = "{ __typename }"
PAID = ["observe QUERY 7", "share", "spend 7", "deadline", "greeting", "on time", "shared"]


class Limits:
    """Notes what it is asked, and refuses to be paid once nothing is left."""

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.left = True
        self.hooks = Hooks(
            cost=self._cost,
            observe=lambda _, kind, cost: self.noted.append(f"observe {kind.name} {cost()}"),
            share=self._share,
            spend=self._spend,
            deadline=self._deadline,
            fallback=lambda _, reason: self.noted.append(f"left: {reason}"),
        )

    def _cost(self, _schema: GraphQLSchema, _document: DocumentNode, name: str) -> int:
        return 7 if name == "Greet" else 1

    def _spend(self, _context: object, cost: Any) -> None:
        if not self.left:
            raise ValueError("spent")
        self.noted.append(f"spend {cost()}")

    @contextmanager
    def _share(self, _kind: OperationType) -> Iterator[None]:
        self.noted.append("share")
        yield
        self.noted.append("shared")

    @asynccontextmanager
    async def _deadline(self, _context: object, _kind: OperationType) -> AsyncIterator[None]:
        self.noted.append("deadline")
        yield
        self.noted.append("on time")


@strawberry.type
class Query:
    @strawberry.field
    def greeting(self, info: strawberry.Info[list[str]], name: str) -> str:
        info.context.append("greeting")
        return f"Bonjour, {name}"


def limited() -> tuple[Limits, CompiledSchema]:
    limits = Limits()
    return limits, CompiledSchema(query=Query, extensions=[Compiling], hooks=limits.hooks)


def asked(schema: CompiledSchema, limits: Limits, query: str = GREETING, name: object = "Jeanne") -> ExecutionResult:
    async def answer() -> ExecutionResult:
        return await schema.execute(query, {"name": name}, context_value=limits.noted)

    return run(answer)


def test_the_hooks_stand_for_the_extensions_from_the_second_time_on() -> None:
    limits, schema = limited()

    answers = [asked(schema, limits).data for _ in range(2)]

    assert answers == [{"greeting": "Bonjour, Jeanne"}] * 2
    assert limits.noted == ["greeting", *PAID]


def test_what_a_hook_raises_is_the_answer_and_nothing_is_run() -> None:
    limits, schema = limited()
    asked(schema, limits)
    limits.noted.clear()
    limits.left = False

    answer = asked(schema, limits)

    assert (answer.data, [each.message for each in answer.errors or ()]) == (None, ["spent"])
    assert "greeting" not in limits.noted


def test_what_reads_nothing_has_no_deadline() -> None:
    limits, schema = limited()
    asked(schema, limits, NOTHING)

    asked(schema, limits, NOTHING)

    assert limits.noted == ["observe QUERY 1", "share", "spend 1", "shared"]


def test_an_operation_that_is_left_says_why() -> None:
    limits, schema = limited()
    asked(schema, limits)
    limits.noted.clear()

    asked(schema, limits, name=None)

    assert "left: variables" in limits.noted


def test_without_hooks_nothing_is_limited() -> None:
    schema = CompiledSchema(query=Query, extensions=[Compiling])

    answers = [asked(schema, Limits()).data for _ in range(2)]

    assert answers == [{"greeting": "Bonjour, Jeanne"}] * 2


def test_the_schema_that_is_served_has_every_hook() -> None:
    context = SimpleNamespace(observed=Observed(with_cost=True))

    HOOKS.observe(context, OperationType.QUERY, lambda: 5)
    HOOKS.fallback(context, "type")
    HOOKS.sql_fallback(context, "text")

    assert [each.name for each in fields(Hooks) if getattr(HOOKS, each.name) is getattr(NO_HOOKS, each.name)] == []
    assert context.observed == Observed(
        with_cost=True, kind=OperationType.QUERY, cost=5, fallback_reason="type", sql_fallback_reason="text"
    )
