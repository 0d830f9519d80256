"""A command on one object that not everybody may see."""

from uuid import UUID

import strawberry

from efe_domain.shared.errors import Forbidden, NotFound, Refusal
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.objects.node import Node

type About = tuple[type[Node], str, UUID]
"""The type of an object, what a French sentence calls it, and its id."""


@strawberry.input
class EntityCommandInput(CommandInput):
    """A subclass says which object it is about, if it is about one that is there already."""

    def about(self) -> About | None:
        """That on which the right to the command rests."""
        raise NotImplementedError

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """`NotFound` for an object that the account may not see: a `Forbidden` would disclose that it exists.

        An object that does not exist is looked up too: the time of the answer discloses nothing either.
        """
        if not isinstance(refusal, Forbidden | NotFound):
            return refusal
        shown = await if_seen(context, self.about(), refusal)
        return shown if isinstance(refusal, Forbidden) else refusal


async def if_seen(context: Context, about: About | None, refusal: Refusal) -> Refusal:
    """The refusal, or `NotFound` for a viewer who may not see the object."""
    if about:
        kind, noun, entity = about
        read_position = await context.ports.reads.position()
        if not await kind.load(context, (entity,), ResolvedAsOf(read_position, read_position)):
            return NotFound(noun, entity)
    return refusal
