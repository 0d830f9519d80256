"""Resolves the arguments `asOf` and `minPosition` of a root field."""

from efe_graphql.contract.as_of import AsOf, ResolvedAsOf
from efe_graphql.contract.errors import AsOfNotReached, MinPositionNotReached
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Context

PATIENCE = 5.0
"""Seconds for which an answer waits for the read model."""


async def resolve_as_of(context: Context, as_of: AsOf | None, min_position: Position | None) -> ResolvedAsOf:
    """Returns the position of one root field. Raises `MinPositionNotReached` or `AsOfNotReached`.

    Root fields without `minPosition` share the position that was read together with the rights of the viewer.
    """
    read_position = context.read_position
    if min_position is not None:
        try:
            await context.ports.wait(min_position, PATIENCE)
        except TimeoutError:
            raise MinPositionNotReached(min_position) from None
        read_position = None
    if read_position is None:
        read_position = await context.ports.reads.position()
    if (
        min_position is not None and read_position < min_position
    ):  # a server that crashed after the wait is further back
        raise MinPositionNotReached(min_position)
    now = ResolvedAsOf(read_position, read_position)
    if as_of is None:
        return now
    return now.moved(await position_of(context, as_of, read_position), past=True)


async def position_of(context: Context, as_of: AsOf, read_position: int) -> int:
    """Raises `AsOfNotReached` for an instant that is still to come."""
    if not as_of.recorded_at:
        return as_of.position or 0
    if as_of.recorded_at > context.now:
        raise AsOfNotReached(read_position)
    return await context.ports.reads.position_at(as_of.recorded_at)
