"""Lists of the register, read whole: one page after another."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection


class Ask(Protocol):
    """Asks the register with the rights of a reader, and returns the response."""

    async def __call__[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T: ...


async def all_pages[T: msgspec.Struct, N](
    ask: Ask, document: Document[T], connection: Callable[[T], Connection[N]], **variables: Any
) -> AsyncIterator[list[N]]:
    """Yields the objects of each page of a list, as soon as it is read. Raises as `ask`."""
    after: str | None = None
    while True:
        page = connection(await ask(document, **variables, after=after))
        yield page.nodes
        if (after := page.after) is None:
            return


async def all_nodes[T: msgspec.Struct, N](
    ask: Ask, document: Document[T], connection: Callable[[T], Connection[N]], **variables: Any
) -> list[N]:
    """Returns the objects of all pages of a list, within the cost budget of the reader. Raises as `ask`."""
    return [each async for page in all_pages(ask, document, connection, **variables) for each in page]
