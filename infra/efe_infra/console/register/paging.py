"""Lists of the register, read whole: one page after another."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection


class Ask(Protocol):
    """Asks the register with the rights of a reader, and returns the response."""

    async def __call__[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T: ...


async def all_nodes[T: msgspec.Struct, N](
    ask: Ask, document: Document[T], connection: Callable[[T], Connection[N]], **variables: Any
) -> list[N]:
    """Returns the objects of all pages of a list, within the cost budget of the reader. Raises as `ask`."""
    page = connection(await ask(document, **variables, after=None))
    nodes = page.nodes
    while page.after:
        page = connection(await ask(document, **variables, after=page.after))
        nodes += page.nodes
    return nodes
