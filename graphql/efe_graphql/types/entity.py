"""An entity: an object with a history of its own, whose acts are numbered by its versions."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Self
from uuid import UUID

import strawberry
from strawberry import UNSET, field

from efe_graphql.contract.arguments import After, First
from efe_graphql.contract.as_of import AsOf, ResolvedAsOf
from efe_graphql.contract.scalars import Position
from efe_graphql.request.as_of import position_of
from efe_graphql.request.auditing import concerned
from efe_graphql.request.context import Context, Info
from efe_graphql.types.connection import DEFAULT_PAGE, Connection
from efe_graphql.types.node import Node
from efe_projections.audit.history import version_begins
from efe_projections.audit.rows import RecordedEventRow

if TYPE_CHECKING:
    from efe_graphql.types.audit import HistoryEntry
    from efe_graphql.types.comparison import ComparisonConnection

Since = Annotated[AsOf, strawberry.argument(name="from", description="Le premier des deux moments.")]
Until = Annotated[
    AsOf | None, strawberry.argument(name="to", description="Le second ; par défaut, celui auquel on lit.")
]


@strawberry.input(one_of=True, description="Un état passé d'un objet : une version, ou un moment du registre.")
class VersionAt:
    version: int | None = field(default=UNSET, description="Sa version : le rang du dernier acte sur lui.")
    position: Position | None = field(default=UNSET, description="Une position du registre.")
    recorded_at: datetime | None = field(
        default=UNSET, description="Un instant : vaut pour la dernière position enregistrée à cet instant ou avant."
    )


@strawberry.interface(description="Un objet qui a une histoire : chaque acte sur lui en fait une version de plus.")
class Entity(Node):
    """A subclass names its `SUBJECT`: how the topics of its events begin."""

    SUBJECT: ClassVar[str]

    @property
    def entity(self) -> UUID:
        found: UUID = getattr(self.row, self.ROW.TABLE.key[0])
        return found

    @field(
        description="Les actes sur lui, du premier au dernier, jusqu'au moment lu ;"
        " nul pour qui ne lit pas la piste d'audit d'une Instance qu'ils concernent."
    )
    async def history(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["HistoryEntry", strawberry.lazy("efe_graphql.types.audit")]] | None:
        from efe_graphql.types.audit import history_of  # noqa: PLC0415 - an entry speaks of its subject

        info.context.check_account()
        return await history_of(info.context, self, first=first, after=after)

    @field(
        description="Lui-même tel qu'il était ; nul s'il n'existait pas, ou n'est pas visible tel qu'il était."
        " Rien n'est lu au-delà du moment auquel il est lu."
    )
    async def version_at(
        self, info: Info, at: Annotated[VersionAt, strawberry.argument(description="L'état voulu.")]
    ) -> Self | None:
        info.context.check_account()
        position = await self._position_of(info.context, at)
        if position is None:
            return None
        then = self.as_of.earlier(position)
        found = await self.load(info.context, (self.entity,), then)
        if found:
            await self._version_was_read(info.context, then, at)
        return found

    @field(description="Ce qui, de lui et de ce qui lui appartient, a changé entre deux moments, pour qui le voit.")
    async def compare(
        self, info: Info, since: Since, until: Until = None, first: First = DEFAULT_PAGE, after: After = None
    ) -> Annotated["ComparisonConnection", strawberry.lazy("efe_graphql.types.comparison")]:
        from efe_graphql.types.comparison import compare_entity  # noqa: PLC0415 - it shows objects of every type

        info.context.check_account()
        return await compare_entity(info.context, self, since, until, first=first, after=after)

    async def _version_was_read(self, context: Context, then: ResolvedAsOf, at: VersionAt) -> None:
        """Written down, of an auditor, before the answer is given."""
        asked = {"at": then.position, "version": at.version or None}
        bassins = await concerned(context, self.entity, then)
        await context.read_as_auditor(f"{type(self).__name__}.versionAt", bassins, asked, subject=self.id)

    async def _position_of(self, context: Context, at: VersionAt) -> int | None:
        if at.version:
            row, here = getattr(self, "ROW", RecordedEventRow), self.as_of.position
            begins = version_begins(row, self.entity, at.version, context.viewer, at=here)
            return next((found.position for found in await context.ports.reads.fetch(begins)), None)
        if at.position is UNSET and at.recorded_at is UNSET:
            return None
        as_of = AsOf(position=at.position, recorded_at=at.recorded_at)
        return await position_of(context, as_of, self.as_of.read_position)
