"""The published schema, and what every part of it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_scalar_type,
)

from efe_graphql.contract.scalars import SCALARS
from efe_graphql.schema import sdl
from tests.api.sweep.fields import published

PUBLISHED = Path(__file__).parents[2] / "graphql" / "schema.graphql"


def test_the_published_schema_is_the_one_we_serve() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == sdl()


def test_everything_is_described() -> None:
    assert [name for name, description in described() if not description] == []


def described() -> Iterator[tuple[str, str | None]]:
    for kind in published().type_map.values():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield kind.name, kind.description
        match kind:
            case GraphQLEnumType(values=values):
                yield from ((f"{kind.name}.{name}", value.description) for name, value in values.items())
            case GraphQLInputObjectType(fields=inputs):
                yield from ((f"{kind.name}.{name}", each.description) for name, each in inputs.items())
            case GraphQLObjectType(fields=fields) | GraphQLInterfaceType(fields=fields):
                for name, each in fields.items():
                    yield f"{kind.name}.{name}", each.description
                    yield from ((f"{kind.name}.{name}({arg})", found.description) for arg, found in each.args.items())


@pytest.mark.parametrize(
    ("scalar", "wrong"),
    [
        (
            "Date",
            ["2026", "2026-02-30", "20260301", "2026-W10-1", "2026-03-01T00:00:00Z", " 2026-03-01", "２０２６-03-01"],
        ),
        (
            "DateTime",
            [
                "2026-03-01",
                "2026-03-01T00:00:00",
                "2026-03-01 00:00:00Z",
                "2026-03-01T25:00:00Z",
                "0001-01-01T00:00:00+14:00",
            ],
        ),
        ("Position", ["", "-1", "01", "1.0", "1e3", "9223372036854775808", " 1"]),
        (
            "UUID",
            [
                "9B2E4C1E-7A53-4C7E-8F0D-2F6A1B3C4D5E",
                "9b2e4c1e7a534c7e8f0d2f6a1b3c4d5e",
                "{9b2e4c1e-7a53-4c7e-8f0d-2f6a1b3c4d5e}",
            ],
        ),
    ],
)
def test_a_scalar_takes_one_form_only(scalar: str, wrong: list[str]) -> None:
    [definition] = [each for each in SCALARS.values() if each.name == scalar]
    assert definition.parse_value

    values: list[object] = [*wrong, 2026, 1.5, True, None, []]
    for value in values:
        with pytest.raises(GraphQLError):
            definition.parse_value(value)
