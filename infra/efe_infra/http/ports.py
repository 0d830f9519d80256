"""Ports that the HTTP application receives: the resolver of principals, and the readiness check of the process."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import HTTPConnection

from efe_graphql.execution.operation import Operation
from efe_graphql.request.context import Context


class PrincipalResolver(Protocol):
    async def resolve(self, connection: HTTPConnection, operation: Operation | None = None) -> object:
        """Returns the context of a request, with its principal; for the register, a `Context`.

        `operation` is the compiled operation, if the schema knows it: it may allow an optimistic principal. Without
        it, the principal is read from the database. Raises `RequestRefused`.
        """
        ...


@dataclass(frozen=True)
class Readiness:
    """Result of a readiness check. `details` are public JSON: figures and states."""

    ready: bool
    details: dict[str, object] = field(default_factory=dict)


type ReadinessCheck = Callable[[], Awaitable[Readiness]]


async def register_context(principals: PrincipalResolver, connection: HTTPConnection) -> Context:
    """Returns the context of a request to the register. Raises `RequestRefused`."""
    context = await principals.resolve(connection)
    if not isinstance(context, Context):
        raise TypeError(f"Not the context of a request: {context!r}")
    return context
