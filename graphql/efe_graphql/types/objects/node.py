"""Objects with a global id: shown from a row, and found again by the id."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec
import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Period
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import GlobalId, malformed, write_id
from efe_graphql.execution.markers import Keyed, RowObject, plain_fields
from efe_graphql.execution.sql.json_sql import UnsupportedInSql
from efe_graphql.request.context import Context
from efe_projections.engine.batch import KeyBatch, by
from efe_projections.engine.projection import Key
from efe_projections.engine.row import Row, field_types


class Lasting(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def in_force[L: Lasting](rows: Iterable[L], day: date | None) -> list[L]:
    """Returns the rows in force on a day; all of them without one."""
    return [row for row in rows if day is None or Period(row.since, row.until).covers(day)]


class RowView(RowObject):
    """Object whose fields are the attributes of its row with the same names.

    They are looked up when they are asked for: a page shows few of the fields of many objects.
    """

    as_of: ResolvedAsOf
    row: Any

    @classmethod
    def of(cls, row: Row, as_of: ResolvedAsOf) -> Self:
        node = cls.__new__(cls)
        node.row, node.as_of = row, as_of
        return node

    if not TYPE_CHECKING:  # a misspelt attribute remains an error of types

        def __getattr__(self, name: str) -> Any:
            """Computes the id, or takes the value from the row, at the first use of an attribute."""
            if name == "id":
                self.id = write_id(type(self).__name__, _key_of(self.row), self.as_of)
                return self.id
            if name not in plain_fields(type(self)):
                raise AttributeError(name)
            value = getattr(self.row, name)
            return Bassin(value) if name == "bassin" else value

    @classmethod
    def getter(cls, name: str) -> Callable[[Any], Any]:
        """Returns a getter for a field without a resolver, which bypasses `__getattr__` for many objects."""
        kind: Any = cls
        plain = name in plain_fields(kind) and name != "bassin" and not hasattr(cls, name)
        return attrgetter(f"row.{name}" if plain else name)


@strawberry.interface(description="Un objet que `node` retrouve par son identifiant.")
class Node(RowView):
    """Object with a global id. A subclass names its `ROW`, whose key makes the id."""

    id: strawberry.ID = field(
        description="Identifiant opaque. Un objet lu dans le passé en a un autre, qui le retrouve dans ce passé."
    )
    as_of: strawberry.Private[ResolvedAsOf]
    row: strawberry.Private[Any]

    @classmethod
    def shown_row(cls) -> type[Row] | None:
        """Returns the row type if the row alone gives the object; None if `load` does more."""
        plain: Any = cls.load
        return getattr(cls, "ROW", None) if plain.__func__ is vars(Node)["load"].__func__ else None

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """Returns the types of the parts of the key."""
        hints = field_types(cls.ROW)
        return tuple(hints[name] for name in cls.ROW.TABLE.key)

    @classmethod
    async def load(cls, context: Context, key: Key, as_of: ResolvedAsOf) -> Self | None:
        """Returns the object; None if it does not exist then, or is hidden from the viewer."""
        row = await context.rows.one(by(cls.ROW, *cls.ROW.TABLE.key), key, at=as_of.position)
        return cls.of(row, as_of) if row else None

    @classmethod
    async def load_all(
        cls, context: Context, batch: KeyBatch[Any], key: Key, as_of: ResolvedAsOf, in_force_on: date | None = None
    ) -> list[Self]:
        """Returns the objects of a key that the viewer may see; with a day, only those in force on that day."""
        rows = await context.rows.all(batch, key, at=as_of.position)
        return [cls.of(row, as_of) for row in in_force(rows, in_force_on)]


async def find[N: Node](
    kinds: Mapping[str, type[N]], context: Context, global_id: GlobalId, as_of: ResolvedAsOf
) -> N | None:
    """Returns the object of an id, read in the past if the id says so. Raises `BadUserInput` or `AsOfNotReached`."""
    as_of = _moved(as_of, global_id)
    kind = kinds.get(global_id.kind)
    return await kind.load(context, key_from(global_id, kind.key_types()), as_of) if kind else None


def keyed(kind: type[Node], global_id: GlobalId, as_of: ResolvedAsOf) -> Keyed:
    """Returns the key that `find` looks up. Raises as `find`, and `UnsupportedInSql` for an id of another type."""
    if global_id.kind != kind.__name__:
        raise UnsupportedInSql("kind")
    return Keyed(key_from(global_id, kind.key_types()), _moved(as_of, global_id))


def _moved(as_of: ResolvedAsOf, global_id: GlobalId) -> ResolvedAsOf:
    return as_of if global_id.position is None else as_of.moved(global_id.position, past=True)


def key_from(global_id: GlobalId, types: tuple[Any, ...]) -> Key:
    """Converts the key of an id to these types. Raises `BadUserInput`."""
    try:
        return tuple(msgspec.convert(global_id.key, GenericAlias(tuple, types), strict=False))
    except msgspec.ValidationError:
        raise malformed(f"{global_id.kind}:{'/'.join(global_id.key)}") from None


def _key_of(row: Row) -> Key:
    return tuple(getattr(row, name) for name in row.TABLE.key)
