"""Who sends a request, as the HTTP application asks for it."""

from typing import Protocol

from starlette.requests import HTTPConnection

from efe_graphql.execution.operation import Operation


class PrincipalResolver(Protocol):
    """Finds the principal of a request."""

    async def resolve(self, connection: HTTPConnection, operation: Operation | None = None) -> object:
        """The context of a request, with its principal; of the register, it is a `Context`.

        `operation` is what is asked for, where that was answered before: it may allow an answer to a principal who is
        not confirmed. Without one, the principal is looked up. Raises `RequestRefused`.
        """
        ...
