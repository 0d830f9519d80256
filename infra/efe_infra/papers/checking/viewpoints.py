"""Readers of a paper by what they may see, without an account: for a command line beside the register."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID

from msgspec import structs
from starlette.requests import HTTPConnection

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import NIL
from efe_graphql.execution.operation import Operation
from efe_graphql.request.context import Context
from efe_graphql.request.ports import Ports
from efe_infra.identity.principals import correlation_of
from efe_projections.access.rows import GrantRow
from efe_projections.engine.viewer import VISITOR, Viewer

EVERYWHERE: Final = Viewer(account=NIL, bassins=tuple(sorted(Bassin)))
"""Reader to whom the dossiers of all Instances are open."""


class StatedViewers:
    """A `PrincipalResolver` for which every request is that of `viewer`, at the instant `now`. It has no budget."""

    def __init__(self, viewer: Viewer = VISITOR, grants: tuple[GrantRow, ...] = ()) -> None:
        self.viewer, self.now, self._grants = viewer, datetime.now(UTC), grants

    def on(self, ports: Ports) -> Self:
        """Answers with the ports of an application."""
        self._ports = replace(ports, budget=None)
        return self

    async def resolve(self, connection: HTTPConnection, operation: Operation | None = None) -> Context:
        del operation
        return Context(
            ports=self._ports,
            viewer=self.viewer,
            grants=self._grants,
            now=self.now,
            correlation_id=correlation_of(connection),
        )


def viewers(bassins: tuple[str, ...], pole: UUID | None) -> Iterator[Viewer]:
    """Yields those who may have read a paper: of all Instances, of some of its own, of its pôle, a visitor."""
    yield EVERYWHERE
    if pole:
        yield structs.replace(EVERYWHERE, bassins=(), poles=(pole,))
    yield VISITOR
    own = [each for each in Bassin if each in bassins]
    for bassin in (*own, *(each for each in Bassin if each not in own)):
        yield structs.replace(EVERYWHERE, bassins=(bassin,))
