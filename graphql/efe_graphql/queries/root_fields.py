"""Common root fields: an object by its id, a page of a list, and a page of filtered objects."""

from collections.abc import Callable, Sequence
from inspect import Parameter, signature
from typing import Annotated, Any, Protocol

import strawberry
from strawberry import ID

from efe_graphql.contract.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.contract.global_id import read_id
from efe_graphql.execution.markers import FieldArguments, Keyed, RequestedPage, RootKey, RootPage, in_sql
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.connection import DEFAULT_PAGE, Connection, connect, page_of
from efe_graphql.types.objects.node import Node, find, keyed
from efe_projections.engine.listing import Listing

Identifier = Annotated[ID, strawberry.argument(name="id", description="L'identifiant.")]


class Filter(Protocol):
    """Input whose fields all have a default: without one, everything is listed."""

    def listing(self, context: Context, /) -> Listing[Any]:
        """Raises `BadUserInput`."""
        ...


def one[N: Node](kind: type[N], description: str) -> Any:
    """Returns a root field for an object, now or as of a moment; null if absent or hidden from the viewer."""

    async def begin(context: Context, args: FieldArguments) -> Keyed:
        as_of = await resolve_as_of(context, args.get("as_of"), args.get("min_position"))
        return keyed(kind, read_id(args["id_"]), as_of)

    @in_sql(RootKey(kind.shown_row(), begin))
    async def resolve(
        info: Info, id_: Identifier, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> kind | None:  # type: ignore[valid-type]
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await find({kind.__name__: kind}, info.context, read_id(id_), resolved)

    return strawberry.field(resolver=resolve, description=description)


def listed[N: Node](kind: type[N], listing_of: Callable[..., Listing[Any]], description: str) -> Any:
    """Returns a root field for a page of a list, now or as of a moment.

    `listing_of` takes the context and the arguments of this field alone, which come before the usual ones in the
    schema. It may raise `BadUserInput`.
    """
    own = list(signature(listing_of).parameters.values())[1:]

    async def begin(context: Context, args: FieldArguments) -> RequestedPage:
        as_of = await resolve_as_of(context, args.get("as_of"), args.get("min_position"))
        listing = listing_of(context, **{each.name: args[each.name] for each in own if each.name in args})
        return page_of(listing, as_of, first=args["first"], after=args.get("after"))

    @in_sql(RootPage(kind.ROW, begin))
    async def resolve(
        info: Info,
        *,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
        **args: Any,
    ) -> Connection[kind]:  # type: ignore[valid-type]
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await connect(info.context, listing_of(info.context, **args), kind, resolved, first=first, after=after)

    _insert_arguments(resolve, own)
    return strawberry.field(resolver=resolve, description=description)


def many[N: Node](kind: type[N], narrowed: type[Filter], some: str, description: str) -> Any:
    """Returns a root field for a page of filtered objects; `some` is the description of the filter."""
    narrowing: Any = Annotated[narrowed | None, strawberry.argument(name="filter", description=some)]

    def listing_of(context: Context, where: narrowing = None) -> Listing[Any]:
        return (where or narrowed()).listing(context)

    return listed(kind, listing_of, description)


def _insert_arguments(resolve: Any, own: Sequence[Parameter]) -> None:
    """Adds the arguments to the signature of the resolver, from which Strawberry reads them."""
    own_signature = signature(resolve)
    info, *usual, _ = own_signature.parameters.values()
    arguments = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in (*own, *usual)]
    resolve.__signature__ = own_signature.replace(parameters=[info, *arguments])
