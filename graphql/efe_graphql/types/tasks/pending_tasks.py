"""List of the tasks of the viewer, in pages."""

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

import msgspec
import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_graphql.contract.arguments import check_first
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.request.context import Context
from efe_graphql.types.late_word import late_words_of
from efe_graphql.types.objects.connection import Edge, Paged
from efe_graphql.types.tasks.task import Task
from efe_projections.engine.query import ReadQuery
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import tasks, tasks_beyond


@strawberry.type(description="Une page de ce qui attend qui demande.")
class TaskConnection(Paged):
    edges: list[Edge[Task]] = field(description="Les éléments de la page.")


async def tasks_of(
    context: Context, day: date, as_of: ResolvedAsOf, *, first: int, after: str | None
) -> TaskConnection:
    """Returns the tasks of the viewer by current rights. Raises `BadUserInput` or `AsOfNotReached`."""
    coordinated, administers = context.coordinated, Role.ADMINISTRATOR in context.roles
    listing = tasks(day, person=context.person, poles=context.represented, coordinated=coordinated)
    beyond = tasks_beyond(day, person=context.person, coordinated=coordinated, administers=administers)
    listings, key = [listing, *beyond], None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    check_first(first)
    at = as_of.position

    async def count(context: Context) -> int:
        counts = await _together(context, (each.count(context.viewer, at=at) for each in listings))
        return sum(each.number for each in counts)

    pages = (each.page(context.viewer, at=at, after=key, limit=first + 1) for each in listings)
    rows = sorted(await _together(context, pages), key=attrgetter(*listing.order))[: first + 1]
    without_seat = any(row.kind is TaskKind.WORD_WITHOUT_SEAT for row in rows)
    words = await late_words_of(context, day, as_of) if without_seat else {}
    edges = [
        Edge(
            node=Task.of(row, as_of, words.get((row.subject, row.part))),
            cursor=write_cursor(listing, row, as_of),
        )
        for row in rows
    ]
    return TaskConnection.of(edges, first=first, resumed=after is not None, counting=count)


async def _together[T: msgspec.Struct](context: Context, queries: Iterable[ReadQuery[T]]) -> list[T]:
    """Returns the rows of all queries, in one round trip."""
    results, _ = await context.ports.reads.together(*queries)
    return [row for rows in results for row in rows]
