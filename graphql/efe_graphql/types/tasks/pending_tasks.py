"""List of the tasks of the viewer, in pages."""

from asyncio import Lock
from datetime import date
from operator import attrgetter

import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_graphql.contract.arguments import check_first
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.request.context import Context, Info
from efe_graphql.types.late_word import late_words_of
from efe_graphql.types.objects.connection import Connection, Edge, PageInfo
from efe_graphql.types.tasks.task import Task
from efe_projections.engine.projection import Key
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import ListedTaskRow, tasks, tasks_beyond


class TaskPage:
    """Page of the tasks of the viewer, by current rights. Page and number are read once, by one statement."""

    def __init__(self, context: Context, day: date, as_of: ResolvedAsOf, *, first: int, after: str | None) -> None:
        """Raises `BadUserInput` or `AsOfNotReached`."""
        coordinated, administers = context.coordinated, Role.ADMINISTRATOR in context.roles
        listing = tasks(day, person=context.person, poles=context.represented, coordinated=coordinated)
        beyond = tasks_beyond(day, person=context.person, coordinated=coordinated, administers=administers)
        self._key: Key | None = None
        if after is not None:
            self._key, as_of = read_cursor(listing, after, as_of)
        check_first(first)
        self._listings = [listing, *beyond]
        self._context, self._day, self._as_of, self._first = context, day, as_of, first
        self._reading, self._building = Lock(), Lock()
        self._rows: list[list[ListedTaskRow]] | None = None
        self._page: Connection[Task] | None = None

    async def page(self) -> Connection[Task]:
        async with self._building:
            if self._page is None:
                edges, resumed = await self._edges(), self._key is not None
                self._page = Connection[Task].of(edges, first=self._first, resumed=resumed, counting=self.count)
            return self._page

    async def count(self, _: Context) -> int:
        """Returns the number of all tasks. A page after the last task of a list does not have it."""
        lists = await self._read()
        if self._key is not None and not all(lists):
            lists = await self._read_after(None, limit=1)
        return sum(rows[0].total for rows in lists if rows)

    async def _edges(self) -> list[Edge[Task]]:
        """Returns the tasks of the page, and one more when others follow."""
        context, as_of, listing = self._context, self._as_of, self._listings[0]
        first_rows = [row for rows in await self._read() for row in rows]
        rows = sorted(first_rows, key=attrgetter(*listing.order))[: self._first + 1]
        without_seat = any(row.kind is TaskKind.WORD_WITHOUT_SEAT for row in rows)
        words = await late_words_of(context, self._day, as_of) if without_seat else {}
        nodes = [Task.of(row, as_of, words.get((row.subject, row.part))) for row in rows]
        return [
            Edge(node=node, cursor=write_cursor(listing, row, as_of)) for node, row in zip(nodes, rows, strict=True)
        ]

    async def _read(self) -> list[list[ListedTaskRow]]:
        async with self._reading:
            if self._rows is None:
                self._rows = await self._read_after(self._key, limit=self._first + 1)
            return self._rows

    async def _read_after(self, key: Key | None, *, limit: int) -> list[list[ListedTaskRow]]:
        """Returns the first rows of each list after a key, in one round trip."""
        viewer, at = self._context.viewer, self._as_of.position
        pages = (each.page(viewer, at=at, after=key, limit=limit) for each in self._listings)
        results, _ = await self._context.ports.reads.together(*pages)
        return results


@strawberry.type(description="Une page de ce qui attend qui demande.")
class TaskConnection:
    listed: strawberry.Private[TaskPage]

    @field(description="Où la page se situe.")
    async def page_info(self) -> PageInfo:
        return (await self.listed.page()).page_info

    @field(description="Combien d'éléments la liste entière compte.")
    async def total_count(self, info: Info) -> int:
        return await self.listed.count(info.context)

    @field(description="Les éléments de la page.")
    async def edges(self) -> list[Edge[Task]]:
        return (await self.listed.page()).edges


def tasks_of(context: Context, day: date, as_of: ResolvedAsOf, *, first: int, after: str | None) -> TaskConnection:
    """Returns the tasks of the viewer by current rights. Raises `BadUserInput` or `AsOfNotReached`."""
    return TaskConnection(listed=TaskPage(context, day, as_of, first=first, after=after))
