"""Registry of object types: how two types name each other although one module imports the other.

`nodes` imports every type and registers it. A module below it names a type by `Lazy`, and imports nothing for it.
"""

from asyncio import gather
from collections.abc import Iterable
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, Final
from uuid import UUID

import strawberry

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_projections.engine.projection import Key

_TYPES: Final[dict[str, type[Any]]] = {}
_ENTITIES: Final[dict[str, type[Entity]]] = {}


def register(*types: type[Any]) -> None:
    """Adds types to the registry, by their names, and entities also by the kind that begins their topics."""
    for each in types:
        _TYPES[each.__name__] = each
        if issubclass(each, Entity):
            _ENTITIES[each.SUBJECT] = each


@dataclass(frozen=True)
class Lazy(strawberry.LazyType[Any, Any]):
    """Reference to a type by its name, for `graphql_type` of a field; it is resolved when the schema is made."""

    module: str = ""

    def resolve_type(self) -> type[Any]:
        return _TYPES[self.type_name]

    @property
    def many(self) -> Any:
        """Type of a list of such objects."""
        return GenericAlias(list, (self,))

    async def load(self, context: Context, key: Key, as_of: ResolvedAsOf) -> Node | None:
        """Returns the object of a key; None if it does not exist as of then, or is hidden from the viewer."""
        kind: type[Node] = self.resolve_type()
        return await kind.load(context, key, as_of)

    async def load_each(self, context: Context, keys: Iterable[Key], as_of: ResolvedAsOf) -> list[Node]:
        """Returns the objects of several keys, in their order, without those that `load` does not find."""
        objects = await gather(*(self.load(context, key, as_of) for key in keys))
        return [each for each in objects if each]


async def load_entity(context: Context, kind: str, entity: UUID, as_of: ResolvedAsOf) -> Entity | None:
    """Returns the entity of a kind, such as `pole`, and an id."""
    return await _ENTITIES[kind].load(context, (entity,), as_of)
