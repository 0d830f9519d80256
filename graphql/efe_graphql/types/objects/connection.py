"""Pages of a list (Relay connections)."""

from collections.abc import Awaitable, Callable
from typing import Any, Self

import strawberry
from strawberry import field

from efe_graphql.contract.arguments import After, First, check_first
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import Counted, Listed, read_cursor, write_cursor
from efe_graphql.execution.markers import Below, PagesMarker, RequestedPage, in_sql
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import Lazy
from efe_graphql.types.objects.node import Node
from efe_projections.engine.listing import Listing

DEFAULT_PAGE = 20


@strawberry.type(description="Où une page se situe dans la liste.")
class PageInfo:
    has_next_page: bool = field(description="Si d'autres éléments suivent.")
    has_previous_page: bool = field(description="Si des éléments précèdent.")
    start_cursor: str | None = field(description="Le curseur du premier élément de la page.")
    end_cursor: str | None = field(description="Le curseur du dernier élément de la page.")


@strawberry.type(description="Un élément d'une liste, avec son curseur.")
class Edge[T]:
    node: T = field(description="L'élément.")
    cursor: str = field(description="Ce qu'il faut donner à `after` pour lire ce qui suit.")


type Counting = Callable[[Context], Awaitable[int]]
"""Function that counts the whole list, called only when the client selects the count."""


def counting(listing: Counted, as_of: ResolvedAsOf) -> Counting:
    async def count(context: Context) -> int:
        [counted] = await context.ports.reads.fetch(listing.count(context.viewer, at=as_of.position))
        return counted.number

    return count


def page_info(edges: list[Any], *, first: int, resumed: bool, backward: bool = False) -> PageInfo:
    """Returns where a page is; `edges` has one more than the page when others follow."""
    page, goes_on = edges[:first], len(edges) > first
    start, end = (page[-1:], page[:1]) if backward else (page[:1], page[-1:])
    return PageInfo(
        has_next_page=resumed if backward else goes_on,
        has_previous_page=goes_on if backward else resumed,
        start_cursor=start[0].cursor if start else None,
        end_cursor=end[0].cursor if end else None,
    )


@strawberry.type
class Paged:
    """Base of connections; a subclass adds its edges."""

    page_info: PageInfo = field(description="Où la page se situe.")
    counting: strawberry.Private[Callable[[Context], Awaitable[int]]]

    @field(description="Combien d'éléments la liste entière compte.")
    async def total_count(self, info: Info) -> int:
        return await self.counting(info.context)

    @classmethod
    def of(cls, edges: list[Any], *, first: int, resumed: bool, counting: Counting, backward: bool = False) -> Self:
        """`edges` has one more than a page when others follow; read `backward`, the last of the page comes first."""
        page = edges[:first]
        if backward:
            page.reverse()
        place = page_info(edges, first=first, resumed=resumed, backward=backward)
        return cls(edges=page, page_info=place, counting=counting)  # type: ignore[call-arg] # of the subclass


@strawberry.type(
    description="Une page d'une liste. Ses curseurs gardent le moment de la première page pour toutes les suivantes."
)
class Connection[T](Paged):
    edges: list[Edge[T]] = field(description="Les éléments de la page.")


async def connect[N: Node](
    context: Context, listing: Listing[Any], kind: type[N], as_of: ResolvedAsOf, *, first: int, after: str | None
) -> Connection[N]:
    """Reads a page as of the position of the cursor, else of `as_of`. Raises `BadUserInput` or `AsOfNotReached`."""
    page = page_of(listing, as_of, first=first, after=after)
    rows = await fetch_page(context, listing, page.as_of, first=first, after=page.after)
    edges = [Edge(node=kind.of(row, page.as_of), cursor=write_cursor(listing, row, page.as_of)) for row in rows]
    return Connection[N].of(edges, first=first, resumed=after is not None, counting=counting(listing, page.as_of))


def page_of(listing: Listing[Any], as_of: ResolvedAsOf, *, first: int, after: str | None) -> RequestedPage:
    """Raises `BadUserInput` or `AsOfNotReached`."""
    key = None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    check_first(first)
    return RequestedPage(listing, as_of, first, key)


def pages(of: type[Node] | Lazy, listing: Below, description: str) -> Any:
    """Returns a field with pages of a list, for an object that has an `as_of`; the items are objects of rows."""
    kind: Any = of

    def resolved() -> type[Node]:
        return of.resolve_type() if isinstance(of, Lazy) else of

    @in_sql(PagesMarker(resolved, listing))
    async def resolve(self: Any, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[kind]:
        items = listing(self, info.context)
        return await connect(info.context, items, resolved(), self.as_of, first=first, after=after)

    return field(resolver=resolve, description=description)


async def fetch_page(
    context: Context, listing: Listed, as_of: ResolvedAsOf, *, first: int, after: tuple[object, ...] | None
) -> list[Any]:
    """Reads the rows of a page, and one more when others follow. Raises `BadUserInput`."""
    check_first(first)
    return await context.ports.reads.fetch(
        listing.page(context.viewer, at=as_of.position, after=after, limit=first + 1)
    )
