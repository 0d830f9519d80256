"""The fields of an input: those that its type has, and those that an example fills."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from efe_graphql.schema import sdl

COMMON = {"commandId", "expectedVersion", "effectiveOn", "source"}
"""Those of every command, which have variants of their own."""
SWEPT = {"ID", "String", "Date", "Int", "Cents"}
"""The types of which any text or number may come in; the others are closed by the schema."""

type Path = tuple[str | int, ...]


class Field(NamedTuple):
    """A value in an example: where it is, and of what type."""

    path: Path
    kind: str
    value: Any

    @property
    def name(self) -> str:
        """Its dotted path, `[]` for the item of a list."""
        return named(self.path)


@cache
def published() -> GraphQLSchema:
    return build_schema(sdl())


ACCEPTING = "acceptPersonInvitation"
TOKENS = {"createApiToken", "revokeApiToken"}
OPEN_TO_ALL = TOKENS | {ACCEPTING}
"""Open to every account that has the link, or a right to give, so to no standing in particular."""
INVITING = {
    "invitePerson",
    *(f"{each}PersonInvitation" for each in ("accept", "confirm", "decline", "renew", "withdraw")),
    *TOKENS,
    "declareService",
}
"""Commands on invitations of persons and on API tokens: rows of the vault, without event, version or dry run."""


def mutations() -> list[str]:
    root = published().mutation_type
    """But for the one that performs many, each of which is swept alone."""
    return sorted({*root.fields} - {"performAll"}) if root else []


def input_type(command: str) -> GraphQLInputObjectType:
    root = published().mutation_type
    found = get_named_type(root.fields[command].args["input"].type) if root else None
    if not isinstance(found, GraphQLInputObjectType):
        raise TypeError(command)
    return found


def named(path: Path) -> str:
    return ".".join("[]" if isinstance(step, int) else step for step in path).replace(".[]", "[]")


def declared(kind: GraphQLInputType, path: str = "") -> Iterator[str]:
    """The dotted paths of the fields that are swept."""
    listed = "[]" if is_list_type(get_nullable_type(kind)) else ""
    bare = get_named_type(kind)
    if isinstance(bare, GraphQLInputObjectType):
        for name, each in bare.fields.items():
            if (path or name not in COMMON) and not each.deprecation_reason:
                yield from declared(each.type, f"{path}{listed}.{name}".lstrip("."))
    elif bare.name in SWEPT:
        yield path + listed


def filled(kind: GraphQLInputType, value: Any, path: Path = ()) -> Iterator[Field]:
    """The values of an example, those of lists included."""
    bare = get_named_type(kind)
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from filled(cast("GraphQLInputType", bare), item, (*path, n))
    elif isinstance(bare, GraphQLInputObjectType):
        for name, item in value.items():
            yield from filled(bare.fields[name].type, item, (*path, name))
    elif bare.name in SWEPT:
        yield Field(path, bare.name, value)


def put(asked: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The same input with another value there."""
    changed = deepcopy(asked)
    within: Any = changed
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = value
    return changed
