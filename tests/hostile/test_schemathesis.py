"""schemathesis over the whole schema, as the server tells it: each root field, with values of its types and others.

That data has the types of the schema is not judged anew: schemathesis looks at the shape of an answer only.
"""

from collections import Counter
from functools import cache
from itertools import cycle
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from tests.api.given import Api, Client
from tests.examined import examined

HOSTILE = [
    "\0",
    "a\0b",
    "",
    " ",
    "\u202e",
    "\U0010ffff",
    "e\u0301",
    "%s",
    "%(at)s",
    "{}",
    "\\",
    "' or 1=1 --",
    "a" * 5_000,
]
POSITIONS = ["0", "1", "100", "9223372036854775808", "-1", " 1"]
"""None that is ahead and could be: each would be waited for."""
DAYS = ["0001-01-01", "2026-01-01", "2026-02-30", "9999-12-31"]
INSTANTS = ["0001-01-01T00:00:00Z", "2026-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59"]
CENTS = ["0", "999999999999999", "1000000000000000", "-1"]
SEED = 20261124
EXAMPLES = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 2}
"""Of each root field, the simplest among them; each is sent by a coordinator, and by another caller in turn."""
EVERY = {GenerationMode.POSITIVE: 1, GenerationMode.NEGATIVE: 8}
"""What breaks the schema never reaches a resolver: one field of so many is enough."""


def written(texts: list[str]) -> st.SearchStrategy[Any]:
    return st.sampled_from(texts).map(nodes.String)


@cache
def told_by(url: str) -> Any:
    return schemathesis.graphql.from_url(url)


def declare_scalars(ids: list[str]) -> None:
    schemathesis.graphql.scalar("ID", written([*ids, "Pole:\0", "Nothing:1", "Pole", *HOSTILE]))
    schemathesis.graphql.scalar("String", written(HOSTILE))
    for name, texts in {"Position": POSITIONS, "Date": DAYS, "DateTime": INSTANTS, "Cents": CENTS}.items():
        schemathesis.graphql.scalar(name, written(texts))


def ids_of(platform: Api) -> list[str]:
    found = platform.visitor.ask(
        "{ instances { id } poles(first: 5) { edges { node { id } } } projects(first: 5) { edges { node { id } } }"
        " operators(first: 5) { edges { node { id } } } }"
    )
    return sorted(
        {each["id"] for each in found["instances"]}
        | {edge["node"]["id"] for name in ("poles", "projects", "operators") for edge in found[name]["edges"]}
    )


def wrong(response: httpx.Response) -> list[str]:
    """Returns the fault of an answer."""
    if response.status_code >= 500:
        return [f"status {response.status_code}"]
    errors = response.json().get("errors", [])
    codes = [error.get("extensions", {}).get("code") for error in errors]
    return [
        f"{code}: {error}"
        for code, error in zip(codes, errors, strict=True)
        if code in {None, "INTERNAL_SERVER_ERROR"}
    ]


@pytest.mark.parametrize("mode", EXAMPLES)
def test_whatever_is_asked_has_an_answer_of_the_schema_or_a_coded_error(
    platform: Api, callers: dict[str, Client], mode: GenerationMode
) -> None:
    declare_scalars(ids_of(platform))
    schema = told_by(f"{platform.http.url}/graphql")
    seen: Counter[str] = Counter()
    faults: list[str] = []

    with httpx.Client(timeout=60) as http:
        outsiders = cycle((who, caller) for who, caller in callers.items() if who != "coordinator")

        def send(case: Any) -> None:
            for who, caller in (("coordinator", callers["coordinator"]), next(outsiders)):
                response = http.post(schema.location, json={"query": case.body}, headers=caller.headers)
                faults.extend(f"{who} {case.body[:500]!r}: {each}" for each in wrong(response))
                case.validate_response(response, checks=[schemathesis.checks.response_schema_conformance])
                seen[f"{who} {'errors' if 'errors' in response.json() else 'data'}"] += 1

        for found in list(schema.get_all_operations())[:: EVERY[mode]]:
            examined(found.ok().as_strategy(generation_mode=mode), send, examples=EXAMPLES[mode], drawn_from=SEED)

    assert faults == []
    assert min(seen[f"{who} errors"] for who in callers) >= 10
    assert mode is GenerationMode.NEGATIVE or min(seen[f"{who} data"] for who in callers) >= 10
