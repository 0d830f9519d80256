"""A command on one object that not everybody may see."""

from uuid import UUID

import strawberry

from efe_domain.shared.errors import Forbidden, NotFound, Refusal
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.node import Node

type About = tuple[type[Node], str, UUID]
"""The type of an object, what a French sentence calls it, and its id."""


@strawberry.input
class EntityCommandInput(CommandInput):
    """A subclass says which object it is about, if it is about one that is there already."""

    def about(self) -> About | None:
        """That on which the right to the command rests."""
        raise NotImplementedError

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """What who acts may not see is not there: a `Forbidden` would tell that it is.

        What is not there is looked for too: neither does the work tell.
        """
        if not isinstance(refusal, Forbidden | NotFound):
            return refusal
        shown = await if_seen(context, self.about(), refusal)
        return shown if isinstance(refusal, Forbidden) else refusal


async def if_seen(context: Context, about: About | None, refusal: Refusal) -> Refusal:
    """The refusal, or that there is no such object, to whoever may not see it."""
    if about:
        kind, noun, entity = about
        read_position = await context.ports.reads.position()
        if not await kind.load(context, (entity,), ResolvedAsOf(read_position, read_position)):
            return NotFound(noun, entity)
    return refusal
