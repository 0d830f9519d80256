"""Fair shares: the number of operations that one client may run at a time, over all its connections."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakValueDictionary

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from efe_domain.shared.messages import Message

RETRY_AFTER = 1
"""Seconds after which a running request has probably ended."""


STRANGER = "address "
"""Beginning of the key of a client without a token. Those of accounts are digests."""


def stranger(network: str) -> str:
    """Returns the key of all clients of a network that have no token."""
    return STRANGER + network


def is_stranger(client: str) -> bool:
    return client.startswith(STRANGER)


class TooManyOperations(GraphQLError):
    """Refusal of an operation beyond those that one client may run at a time. It did not run, and costs nothing."""

    CODE = "TOO_MANY_OPERATIONS"

    def __init__(self, most: int) -> None:
        super().__init__(
            Message(
                "Un client a {most} opérations en cours au plus. Réessayez dans {wait} s.",
                most=most,
                wait=RETRY_AFTER,
            ),
            extensions={"code": self.CODE, "max": most, "retryAfter": RETRY_AFTER},
        )


class Share:
    """Share of one client. Operations beyond the first `most` are refused; its statements run one after the other."""

    def __init__(self, most: int, statements: int) -> None:
        self.statements = asyncio.Semaphore(statements)
        self._most = most
        self._operations = 0

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Raises `TooManyOperations`."""
        if 0 < self._most <= self._operations:
            raise TooManyOperations(self._most)
        self._operations += 1
        try:
            yield
        finally:
            self._operations -= 1


_share: ContextVar[Share | None] = ContextVar("_share", default=None)
_counted: ContextVar[bool] = ContextVar("_counted", default=False)


class FairShares:
    """Shares of one event loop. `operations` is 0 for no limit. A client without operations is forgotten."""

    def __init__(self, *, operations: int, statements: int) -> None:
        self._operations, self._statements = operations, statements
        self._shares: WeakValueDictionary[str, Share] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._shares)

    def charge(self, who: str) -> None:
        """Counts this task, and the tasks that it starts, towards the share of a client."""
        share = self._shares.get(who)
        if share is None:
            share = self._shares[who] = Share(self._operations, self._statements)
        _share.set(share)
        _counted.set(False)


def own_share() -> Share | None:
    """Returns the share of the client for which this task works; None for work of the platform itself."""
    return _share.get()


@contextmanager
def within_share(kind: OperationType) -> Iterator[None]:
    """Raises `TooManyOperations`. A subscription lasts: there is another limit to how many there are.

    What is done within an operation is part of it.
    """
    share = own_share()
    if share is None or kind is OperationType.SUBSCRIPTION or _counted.get():
        yield
        return
    with share.operation():
        _counted.set(True)
        try:
            yield
        finally:
            _counted.set(False)  # not a token, as with deadlines


class WithinShare(SchemaExtension):
    """Counts the operation as running before its cost is charged, so that a refusal costs nothing."""

    def on_execute(self) -> Iterator[None]:
        with within_share(self.execution_context.operation_type):
            yield
