"""The root field that reads one object by its id."""

from typing import Annotated, Any

import strawberry
from strawberry import ID

from efe_graphql.arguments import AsOfArgument, MinPosition
from efe_graphql.context import Info
from efe_graphql.global_id import read_id
from efe_graphql.moment import pin
from efe_graphql.types.node import Node, find

Identifier = Annotated[ID, strawberry.argument(name="id", description="L'identifiant.")]


def one[N: Node](kind: type[N], description: str) -> Any:
    """The object of this type, now or as of a moment; null when there is none or the viewer may not see it."""

    async def resolve(
        info: Info, id_: Identifier, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> kind | None:  # type: ignore[valid-type]
        moment = await pin(info.context, as_of, min_position)
        return await find({kind.__name__: kind}, info.context, read_id(id_), moment)

    return strawberry.field(resolver=resolve, description=description)
