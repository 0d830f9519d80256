"""What the resolver of a field is going to read, told beforehand: for all objects of a level it is then read at once.

Only that: the resolver answers the same with it as without it.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from efe_projections.projection import Key
from efe_projections.reads.batch import Batch

type Asking = Callable[[Any, Mapping[str, Any]], Key | None]
"""The key for an object and the arguments of the field, if there is one."""


class Ahead(NamedTuple):
    batch: Batch[Any]
    key: Asking

    async def read(self, objects: list[Any], given: Mapping[str, Any], context: Any) -> None:
        keys = ((each.moment.position, self.key(each, given)) for each in objects)
        await context.rows.ahead(self.batch, [(at, key) for at, key in keys if key is not None])


def reading[R: Callable[..., Any]](batch: Batch[Any], key: Asking) -> Callable[[R], R]:
    """Goes below `field`, on the resolver of an object with a `moment`."""

    def mark(resolver: R) -> R:
        resolver.ahead = Ahead(batch, key)  # type: ignore[attr-defined]
        return resolver

    return mark


def ahead_of(resolver: object) -> Ahead | None:
    return getattr(resolver, "ahead", None)
