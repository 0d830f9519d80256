"""Fields that every entity has for its past: its acts, its past versions, and its changes between two moments."""

from datetime import datetime
from typing import Annotated, Any, Final, Self, cast

import strawberry
from strawberry import UNSET, field
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

from efe_graphql.contract.arguments import After, First
from efe_graphql.contract.as_of import AsOf, ResolvedAsOf
from efe_graphql.contract.scalars import Position
from efe_graphql.request.as_of import position_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.comparison import ComparisonConnection, Since, Until, compare_entity
from efe_graphql.types.nodes import ENTITIES
from efe_graphql.types.objects.connection import DEFAULT_PAGE, Connection
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.trail.entries import HistoryEntry, concerned, history_of
from efe_graphql.types.trail.trail_page import TrailOrder
from efe_projections.audit.reads import version_begins
from efe_projections.audit.rows import RecordedEventRow


@strawberry.input(one_of=True, description="Un état passé d'un objet : une version, ou un moment du registre.")
class VersionAt:
    version: int | None = field(default=UNSET, description="Sa version : le rang du dernier acte sur lui.")
    position: Position | None = field(default=UNSET, description="Une position du registre.")
    recorded_at: datetime | None = field(
        default=UNSET, description="Un instant : vaut pour la dernière position enregistrée à cet instant ou avant."
    )


class HistoryFields:
    """Fields that `register` adds to every entity. They return entities, so they are defined after these."""

    @field(
        description="Les actes sur lui, jusqu'au moment lu ;"
        " nul pour qui ne lit pas la piste d'audit d'une Instance qu'ils concernent."
    )
    async def history(
        self,
        info: Info,
        order: Annotated[
            TrailOrder, strawberry.argument(description="Le premier acte d'abord, ou le dernier.")
        ] = TrailOrder.OLDEST_FIRST,
        first: First = DEFAULT_PAGE,
        after: After = None,
    ) -> Connection[HistoryEntry] | None:
        info.context.check_account()
        newest_first = order is TrailOrder.NEWEST_FIRST
        return await history_of(
            info.context, cast("Entity", self), newest_first=newest_first, first=first, after=after
        )

    @field(
        description="Lui-même tel qu'il était ; nul s'il n'existait pas, ou n'est pas visible tel qu'il était."
        " Rien n'est lu au-delà du moment auquel il est lu."
    )
    async def version_at(
        self, info: Info, at: Annotated[VersionAt, strawberry.argument(description="L'état voulu.")]
    ) -> Self | None:
        info.context.check_account()
        version: Any = await version_of(info.context, cast("Entity", self), at)
        return cast("Self | None", version)

    @field(description="Ce qui, de lui et de ce qui lui appartient, a changé entre deux moments, pour qui le voit.")
    async def compare(
        self, info: Info, since: Since, until: Until = None, first: First = DEFAULT_PAGE, after: After = None
    ) -> ComparisonConnection:
        info.context.check_account()
        return await compare_entity(info.context, cast("Entity", self), since, until, first=first, after=after)


FIELDS: Final = [each for each in vars(HistoryFields).values() if isinstance(each, StrawberryField)]


def register() -> None:
    """Adds the fields to every entity, after those of `Node`.

    Strawberry reads the fields of a type when a schema is made, and no sooner.
    """
    inherited = len(get_object_definition(Node, strict=True).fields)
    for kind in (Entity, *ENTITIES.values()):
        definition = get_object_definition(kind, strict=True)
        definition.fields[inherited:inherited] = FIELDS
        definition.__post_init__()  # as when it was made: `Self` is this kind


async def version_of(context: Context, entity: Entity, at: VersionAt) -> Entity | None:
    position = await _position_of(context, entity, at)
    if position is None:
        return None
    then = entity.as_of.earlier(position)
    version = await entity.load(context, (entity.entity,), then)
    if version:
        await _record_reading(context, entity, then, at)
    return version


async def _record_reading(context: Context, entity: Entity, then: ResolvedAsOf, at: VersionAt) -> None:
    """Records the reading of an auditor in the access journal, before the answer."""
    details = {"at": then.position, "version": at.version or None}
    bassins = await concerned(context, entity.entity, then)
    await context.read_as_auditor(f"{type(entity).__name__}.versionAt", bassins, details, subject=entity.id)


async def _position_of(context: Context, entity: Entity, at: VersionAt) -> int | None:
    if at.version:
        row, here = getattr(entity, "ROW", RecordedEventRow), entity.as_of.position
        begins = version_begins(row, entity.entity, at.version, context.viewer, at=here)
        return next((entry.position for entry in await context.ports.reads.fetch(begins)), None)
    if at.position is UNSET and at.recorded_at is UNSET:
        return None
    as_of = AsOf(position=at.position, recorded_at=at.recorded_at)
    return await position_of(context, as_of, entity.as_of.read_position)
