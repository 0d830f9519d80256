"""Large requests: their values are counted and bounded, and they wait for their turn."""

import asyncio
from typing import Any

import pytest

from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.http.graphql.large_requests import (
    MAX_VALUES,
    MAX_VISITOR_VALUES,
    PACED_VALUES,
    admit_variables,
    count_values,
)
from tests.api.given import Api, Client


@pytest.mark.parametrize(
    ("value", "count"),
    [(None, 0), ({}, 1), ({"a": 1, "b": [1, 2, {"c": None}]}, 7), ([[]] * 5, 6), ("text, text", 0)],
)
def test_values_are_counted(value: Any, count: int) -> None:
    assert count_values({"variable": value, "other": 1}, 1_000) == count


def test_counting_ends_at_the_limit() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    assert count_values({"many": [1] * 1_000_000}, 100) == 100
    assert count_values({"deep": deep}, 1_000) == 1_000


def test_a_visitor_has_fewer_values_than_an_account() -> None:
    asyncio.run(admit_variables({"ids": ["x"] * (MAX_VISITOR_VALUES - 1)}, None))
    with pytest.raises(RequestRefused) as refused:
        asyncio.run(admit_variables({"ids": ["x"] * MAX_VISITOR_VALUES}, None))

    assert (refused.value.status_code, refused.value.code) == (400, "BAD_USER_INPUT")


def test_a_batch_of_an_account_may_be_large(api: Api, liege: Client) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    answers = [liege.post(query, {"ids": ["Pole:x"] * count}) for count in (PACED_VALUES, MAX_VALUES)]

    assert answers[0]["errors"][0]["path"] == ["nodes"]
    assert "path" not in answers[1]["errors"][0]
    assert answers[1]["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
