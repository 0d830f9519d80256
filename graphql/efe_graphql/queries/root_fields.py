"""The two usual root fields: one object by its id, and a page of those that meet a filter."""

from typing import Annotated, Any, Protocol

import strawberry
from strawberry import ID

from efe_graphql.contract.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.contract.global_id import read_id
from efe_graphql.execution.markers import Given, Keyed, Page, RootKey, RootPage, in_sql
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect, page_of
from efe_graphql.types.node import Node, find, keyed
from efe_projections.engine.listing import Listing

Identifier = Annotated[ID, strawberry.argument(name="id", description="L'identifiant.")]


class Filter(Protocol):
    """An input whose fields all have a default: without one, everything is listed."""

    def listing(self, context: Context, /) -> Listing[Any]:
        """Raises `BadUserInput`."""
        ...


def one[N: Node](kind: type[N], description: str) -> Any:
    """The object of this type, now or as of a moment; null when there is none or the viewer may not see it."""

    async def begin(context: Context, given: Given) -> Keyed:
        moment = await resolve_as_of(context, given.get("as_of"), given.get("min_position"))
        return keyed(kind, read_id(given["id_"]), moment)

    @in_sql(RootKey(kind.shown_row(), begin))
    async def resolve(
        info: Info, id_: Identifier, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> kind | None:  # type: ignore[valid-type]
        moment = await resolve_as_of(info.context, as_of, min_position)
        return await find({kind.__name__: kind}, info.context, read_id(id_), moment)

    return strawberry.field(resolver=resolve, description=description)


def many[N: Node](kind: type[N], narrowed: type[Filter], some: str, description: str) -> Any:
    """A page of the objects of this type, now or as of a moment; `some` is the description of the filter."""
    narrowing: Any = Annotated[narrowed | None, strawberry.argument(name="filter", description=some)]

    async def begin(context: Context, given: Given) -> Page:
        moment = await resolve_as_of(context, given.get("as_of"), given.get("min_position"))
        listing = (given.get("where") or narrowed()).listing(context)
        return page_of(listing, moment, first=given["first"], after=given.get("after"))

    @in_sql(RootPage(kind.ROW, begin))
    async def resolve(
        info: Info,
        where: narrowing = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[kind]:  # type: ignore[valid-type]
        moment = await resolve_as_of(info.context, as_of, min_position)
        listing = (where or narrowed()).listing(info.context)
        return await connect(info.context, listing, kind, moment, first=first, after=after)

    return strawberry.field(resolver=resolve, description=description)
