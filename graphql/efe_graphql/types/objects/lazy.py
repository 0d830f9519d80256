"""Registry of object types by name, for two types that refer to each other although one module imports the other.

`nodes` imports every type and registers it. A module below it names a type by `Lazy`, and imports nothing for it.
"""

from asyncio import gather
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from types import GenericAlias
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry import ID, field
from strawberry.types.base import get_object_definition

from efe_graphql.contract.arguments import InForceOn
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.execution.prefetch import Shows, reading
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_projections.engine.batch import by
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


def entity_global_id(kind: str, entity: UUID) -> ID:
    """Returns the global id of the entity of a kind, also of one that the viewer may not see."""
    return write_id(_ENTITIES[kind].__name__, (entity,))


def linked(of: type[Node] | Lazy, path: str, description: str) -> Any:
    """Returns a field with the object whose id is at `path`, such as `row.pole`; null without an id."""
    id_of = attrgetter(path)

    async def resolve(self: Any, info: Info) -> Node | None:
        key = id_of(self)
        return await of.load(info.context, (key,), self.as_of) if key else None

    return field(resolver=resolve, graphql_type=of | None, description=description)


def listed(of: type[Node], description: str, *, lasting: bool = False, prefetched: bool = False, **key: str) -> Any:
    """Returns a field with the objects of a key: columns of their rows, each with the path of its value.

    `lasting` objects can be filtered by a day; the rows of `prefetched` ones are read for a whole level at once.
    Raises `TypeError` if the rows have no such column.
    """
    kind: Any = of
    columns = [column.name for column in of.ROW.TABLE.columns if column.name in key]
    if len(columns) < len(key):
        raise TypeError(f"{of.ROW.TABLE.name} has no column {' or '.join(key.keys() - {*columns})}")
    batch = by(of.ROW, *columns)
    paths = [key[column] for column in columns]

    def key_of(parent: Any) -> Key:
        return tuple(attrgetter(path)(parent) for path in paths)

    async def resolve_all(self: Any, info: Info) -> list[kind]:
        return await of.load_all(info.context, batch, key_of(self), self.as_of)

    async def resolve_lasting(self: Any, info: Info, in_force_on: InForceOn = None) -> list[kind]:
        return await of.load_all(info.context, batch, key_of(self), self.as_of, in_force_on)

    resolve: Any = resolve_lasting if lasting else resolve_all
    if prefetched:
        shows = Shows.IN_FORCE if lasting else Shows.ALL
        resolve = reading(batch, lambda parent, _: key_of(parent), shows=shows)(resolve)
    return field(resolver=resolve, description=description)


def add_field(kind: Any, late_field: Any) -> None:
    """Adds a field to a type after its definition, because it shows types that refer to that type.

    Strawberry reads the fields of a type when a schema is made, and no sooner.
    """
    definition = get_object_definition(kind, strict=True)
    definition.fields.append(late_field)
    definition.__post_init__()
