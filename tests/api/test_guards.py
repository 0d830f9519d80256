import asyncio
from dataclasses import replace

import strawberry
from strawberry.types import ExecutionResult

from efe_graphql.limits.extensions import guards
from efe_graphql.limits.limits import LIMITS, Limits

TWO = "query first{name} query second{name}"


@strawberry.type
class Query:
    name: str = "Liège"


def executed(query: str, *, operation: str | None = None, limits: Limits = LIMITS) -> ExecutionResult:
    schema = strawberry.Schema(Query, extensions=guards(limits))
    return asyncio.run(schema.execute(query, root_value=Query(), operation_name=operation))


def codes(result: ExecutionResult) -> list[object]:
    return [(error.extensions or {}).get("code") for error in result.errors or ()]


def test_a_document_with_several_operations_needs_a_name() -> None:
    assert codes(executed(TWO)) == ["BAD_USER_INPUT"]


def test_the_named_operation_is_run() -> None:
    assert executed(TWO, operation="second").data == {"name": "Liège"}


def test_one_operation_needs_no_name_among_fragments() -> None:
    assert executed("query only{...f} fragment f on Query{name}").data == {"name": "Liège"}


def test_a_document_of_too_many_tokens_is_not_parsed() -> None:
    result = executed("{name name name}", limits=replace(LIMITS, tokens=3))

    assert [error.message for error in result.errors or ()] == [
        "Syntax Error: Document contains more than 3 tokens. Parsing aborted."
    ]


def test_the_budget_holds_each_time_a_document_comes() -> None:
    limits = replace(LIMITS, aliases=0)

    assert codes(executed("{a: name}", limits=limits)) == ["QUERY_TOO_COMPLEX"]
    assert codes(executed("{a: name}", limits=limits)) == ["QUERY_TOO_COMPLEX"]
    assert executed("{a: name}").data == {"a": "Liège"}
