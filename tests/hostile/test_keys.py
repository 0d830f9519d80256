"""Ids and cursors that no register ever gave out: well formed, with parts that no column holds."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLField, is_required_argument

from efe_graphql.schema import schema
from efe_graphql.types.nodes import NODES
from efe_graphql.types.objects.node import Node
from tests.api.given import Client

FORGED = ("a\0b", "\U0010ffff", "9999-12-31", str(2**31), str(2**63), "9" * 400)
USUAL = {UUID: str(UUID(int=5)), int: "1", date: "2026-01-01"}
NODE = "query ($id: ID!) { node(id: $id) { id } }"
REQUIRED = {
    "text": '"soudure"',
    "bassin": "LIEGE",
    "within": "3000",
    "from": '{ position: "1" }',
    "figure": "VERDICTS",
}
FAULTS = {"INTERNAL_SERVER_ERROR", None}


def keyed() -> list[type[Node]]:
    return [kind for kind in NODES if hasattr(kind, "ROW")]


def forged_ids(kind: type[Node]) -> Iterator[str]:
    """Each part of the key in turn is forged, the others are as usual."""
    types = kind.key_types()
    usual = [USUAL.get(each, "x") for each in types]
    for place in range(len(types)):
        for part in FORGED:
            yield f"{kind.__name__}:{'/'.join([*usual[:place], part, *usual[place + 1 :]])}"


def forged_cursors(cursor: str | None) -> Iterator[str]:
    """Yields forged cursors: of an empty list a changed frame, of a trail the number itself."""
    if cursor and cursor.isdecimal():
        yield from FORGED
        return
    values = json.loads(urlsafe_b64decode(cursor)) if cursor else [0, False]
    for place in range(len(values)):
        for value in (*FORGED, 2**31, 2**63, -(2**63) - 1, 10**400, None):
            forged = json.dumps([*values[:place], value, *values[place + 1 :]])
            yield urlsafe_b64encode(forged.encode()).decode()


def listings() -> dict[str, GraphQLField]:
    """The root fields that list page by page."""
    query = schema._schema.query_type
    assert query
    return {name: field for name, field in query.fields.items() if "first" in field.args}


def page(by: Client, name: str, after: str | None) -> dict[str, Any]:
    field = listings()[name]
    given = "".join(
        f"{each}: {REQUIRED[each]} " for each, argument in field.args.items() if is_required_argument(argument)
    )
    return by.post(
        f"query ($after: String) {{ {name}({given} first: 1, after: $after) {{ pageInfo {{ endCursor }} }} }}",
        {"after": after},
    )


def codes(answer: dict[str, Any]) -> set[str | None]:
    return {error.get("extensions", {}).get("code") for error in answer.get("errors", ())}


@pytest.mark.parametrize("kind", keyed(), ids=lambda kind: kind.__name__)
def test_an_id_whose_key_nothing_has_is_no_fault(callers: dict[str, Client], kind: type[Node]) -> None:
    found = {each: codes(callers["coordinator"].post(NODE, {"id": each})) for each in forged_ids(kind)}

    assert found
    assert [each for each, said in found.items() if said & FAULTS] == []


@pytest.mark.parametrize("name", listings())
def test_a_cursor_that_was_forged_is_no_fault(callers: dict[str, Client], name: str) -> None:
    by = callers["auditor" if name in {"auditTrail", "accessJournal"} else "coordinator"]
    cursor = page(by, name, None)["data"][name]["pageInfo"]["endCursor"]

    found = [codes(page(by, name, each)) for each in forged_cursors(cursor)]

    assert {"BAD_USER_INPUT"} in found
    assert not set.union(*found) & FAULTS


@pytest.mark.parametrize(
    "asked",
    [
        '{ operators(filter: { axisKey: "a\\u0000" }) { totalCount } }',
        '{ operators(filter: { namePrefix: "a\\u0000" }) { totalCount } }',
        '{ poles(filter: { search: "\\u0000" }) { totalCount } }',
        '{ auditTrail(bassin: LIEGE, filter: { kinds: ["\\u0000"] }) { totalCount } }',
        '{ auditTrail(bassin: LIEGE, filter: { actorId: "Account:\\u0000" }) { totalCount } }',
        '{ auditTrail(bassin: LIEGE, filter: { ruleKey: "\\u0000" }) { totalCount } }',
        '{ auditTrail(bassin: LIEGE, filter: { subjectId: "Pole:\\u0000" }) { totalCount } }',
    ],
)
def test_a_filter_with_a_null_byte_is_no_fault(callers: dict[str, Client], asked: str) -> None:
    assert not codes(callers["coordinator"].post(asked, {})) & FAULTS
