"""The past of objects costs more than their present: without a token nobody is shown any of it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import batched
from typing import Final

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_required_argument

from efe_graphql.schema import schema
from tests.api.everything import entities
from tests.api.given import Api, Client
from tests.hostile.asking import asked, codes

PAST = {"AuditEntryConnection", "HistoryEntryConnection", "ComparisonConnection", "AccessJournalEntryConnection"}
GIVEN = {
    "bassin": "LIEGE",
    "from": '{ position: "1" }',
    "at": "{ version: 1 }",
    "within": "3000",
}
SHOWN = {"versionAt": "{ id }"}
PAGE: Final = 100
EACH: Final = 3
"""Objects of a type whose past a visitor asks for."""
BELOW = {"history", "versionAt", "compare"}


def fields_of(kind: GraphQLObjectType | GraphQLInterfaceType) -> dict[str, GraphQLField]:
    """Returns the fields that show the past, under any name."""
    return {
        name: field
        for name, field in kind.fields.items()
        if get_named_type(field.type).name in PAST or name == "versionAt"
    }


def selected(name: str, field: GraphQLField) -> str:
    given = " ".join(f"{each}: {GIVEN[each]}" for each, arg in field.args.items() if is_required_argument(arg))
    return f"{name}{f'({given})' if given else ''} {SHOWN.get(name, '{ totalCount }')}"


def roots() -> dict[str, GraphQLField]:
    query = schema._schema.query_type
    assert query
    return fields_of(query)


def below() -> Iterator[tuple[str, str]]:
    """Every type of object that shows its past, and how."""
    for kind in schema._schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind is not schema._schema.query_type:
            for name, field in fields_of(kind).items():
                yield kind.name, selected(name, field)


@pytest.mark.parametrize("name", roots())
def test_the_past_of_an_instance_asks_for_a_token(callers: dict[str, Client], name: str) -> None:
    assert codes(asked(callers["visitor"], f"{{ {selected(name, roots()[name])} }}")) == ["UNAUTHENTICATED"]


def test_the_past_of_every_object_that_anybody_sees_asks_for_a_token(
    platform: Api, callers: dict[str, Client]
) -> None:
    """Of a few objects of each type: what is asked of is the field, of whatever object."""
    visitor, ways = callers["visitor"], list(below())
    seen = seen_by(visitor, list(entities(platform)))

    told = {
        (kind, how): [codes(asked(visitor, node(kind, how), id=each)) for each in seen[kind][:EACH]]
        for kind, how in ways
        if kind in seen
    }

    assert {how.partition("(")[0].partition(" ")[0] for _, how in ways} == BELOW
    assert {kind for kind, _ in told} > {"Instance", "Pole", "Operator"}
    assert {pair: found for pair, found in told.items() if any(each != ["UNAUTHENTICATED"] for each in found)} == {}


def test_with_a_token_the_past_is_shown_as_before(platform: Api) -> None:
    """To anybody with a token, what they may see of it."""
    anybody = platform.client("personne-hostile")
    entity, *_ = seen_by(anybody, list(entities(platform)))["Pole"]

    told = {how: codes(asked(anybody, node("Pole", how), id=entity)) for kind, how in below() if kind == "Pole"}

    assert len(told) == len(BELOW)
    assert {how: found for how, found in told.items() if found} == {}


def node(kind: str, how: str) -> str:
    return f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {how} }} }} }}"


def seen_by(client: Client, ids: list[str]) -> dict[str, list[str]]:
    """Returns those of the ids that the client sees, by type."""
    seen = defaultdict[str, list[str]](list)
    for some in batched(ids, PAGE, strict=False):
        found = client.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=some)["nodes"]
        for each in filter(None, found):
            seen[each["__typename"]].append(each["id"])
    return seen
