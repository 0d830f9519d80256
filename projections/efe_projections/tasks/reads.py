"""List of the pending tasks of a viewer, in pages."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, viewing
from efe_projections.engine.viewer import Viewer
from efe_projections.tasks.kinds import OwnerKind, TaskKind
from efe_projections.tasks.sources import OWED, TaskScope, selects_of, selects_on

_ANYONE: Final = Viewer(bassins=ALL_BASSINS)
RENEWAL_NOTICE: Final = timedelta(days=90)
"""Time before the end of a pôle's term from which its evaluation and renewal are tasks."""


MEETING_NOTICE: Final = timedelta(days=30)
"""Time before the day by which a pôle meets again from which that is a task."""
NEWS_PERIOD: Final = timedelta(days=30)
"""Time for which news that ask for no act stay among the tasks: a choice of the platform, no rule of the law."""


ENDED_PERIOD: Final = timedelta(days=365)
"""Time after the end of a term for which its evaluation is a task: a new pôle on the axis cites it."""


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """Pending task. `place` sorts the list by due day; tasks without one come last.

    `owner` is the member or the pôle that does it, `representative` the person in the seat of that member, if the
    viewer sees the seat. `command` is the use case that does it. `mine`: the viewer has to do it.
    """

    kind: TaskKind
    subject_kind: str
    subject: UUID
    bassin: str
    part: str
    since: date
    due: date | None
    place: date
    owner_kind: OwnerKind
    owner: UUID | None
    representative: UUID | None
    command: str | None
    mine: bool


class ListedTaskRow(TaskRow, frozen=True, kw_only=True):
    """Task of a list; `total` is the number of tasks of the whole list."""

    total: int


class TaskList(msgspec.Struct, frozen=True, kw_only=True):
    """List of the tasks of a day, for the pôles that the viewer represents and the Instances that they coordinate.

    Beyond the open dossiers, the conditions of the scope name the person or the account.
    """

    order: ClassVar[tuple[str, ...]] = ("place", "kind", "subject", "part")
    row: ClassVar[type[ListedTaskRow]] = ListedTaskRow

    day: date
    person: UUID | None
    poles: tuple[UUID, ...]
    coordinated: tuple[str, ...]
    kinds: tuple[TaskKind, ...] = tuple(TaskKind)
    scope: TaskScope = TaskScope.DOSSIERS

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[ListedTaskRow]:
        """Returns a page, each of whose rows has the number of all tasks.

        All pages and the number alone are one statement: it is long, and takes a server longer to plan than to run.
        """
        order = ", ".join(self.order)
        return ReadQuery(
            sql=f"""
                select * from (select *, count(*) over () as total from ({self._all()}) as task) as task
                where %(after_place)s::date is null or
                    ({order}) > (%(after_place)s::date, %(after_kind)s::text, %(after_subject)s::uuid,
                        %(after_part)s::text)
                order by {order} limit %(limit)s
            """,  # noqa: S608 - names of tables and columns, never a value
            params={
                **self._params(viewer, at),
                **{f"after_{name}": value for name, value in zip_longest(self.order, after or ())},
                "limit": limit,
            },
            row=ListedTaskRow,
        )

    def _all(self) -> str:
        return " union all ".join(selects_of(self.scope, self.kinds))

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        return {
            "day": self.day,
            "soon": self.day + RENEWAL_NOTICE,
            "meeting_soon": self.day + MEETING_NOTICE,
            "news_since": self.day - NEWS_PERIOD,
            "ended_since": self.day - ENDED_PERIOD,
            "account": viewer.account,
            "person": self.person,
            "poles": self.poles,
            "coordinated": list(self.coordinated),
            "near": list(ALL_BASSINS if self.scope is TaskScope.ADMINISTRATOR else self.coordinated),
            "at": at,
            **viewing(viewer if self.scope is TaskScope.DOSSIERS else _ANYONE),
        }

    def next_on(
        self, subject: str, key: UUID, viewer: Viewer, *, at: int, bassin: str | None = None
    ) -> ReadQuery[TaskRow]:
        """Returns the most urgent task on an object whose dossier the viewer sees: its own tasks first, by due day.

        `subject` is the kind of the object, `key` its id; an Instance is named by its `bassin`.
        """
        order = ", ".join(("not mine", *self.order))
        tasks_on = " union all ".join(selects_on(subject))
        return ReadQuery(
            sql=f"select * from ({tasks_on}) as task order by {order} limit 1",  # noqa: S608 - as above
            params={**self._params(viewer, at), "object": key, "bassin": bassin, "near": [bassin] if bassin else []},
            row=TaskRow,
        )

    def owed_in(self, project: UUID, viewer: Viewer, *, at: int, limit: int) -> ReadQuery[ListedTaskRow]:
        """Returns what is expected in a project whose dossier the viewer sees, of any owner, by due day."""
        order = ", ".join(self.order)
        return ReadQuery(
            sql=f"""
                select *, count(*) over () as total from ({_owed()}) as task order by {order} limit %(limit)s
            """,  # noqa: S608 - as above
            params={**self._params(viewer, at), "object": project, "limit": limit},
            row=ListedTaskRow,
        )


def _owed() -> str:
    return " union all ".join(selects_on("project", OWED))


def tasks(day: date, *, person: UUID | None, poles: tuple[UUID, ...], coordinated: tuple[str, ...]) -> TaskList:
    """Returns the list of tasks in the open dossiers, of every kind."""
    return TaskList(day=day, person=person, poles=poles, coordinated=coordinated)


def tasks_beyond(
    day: date, *, person: UUID | None, coordinated: tuple[str, ...], administers: bool
) -> Iterator[TaskList]:
    """Yields the lists of tasks beyond the open dossiers: of a former representative, and of an administrator."""
    scopes = {TaskScope.PERSON: person is not None, TaskScope.ADMINISTRATOR: administers}
    for scope in (each for each, is_open in scopes.items() if is_open):
        yield TaskList(day=day, person=person, poles=(), coordinated=coordinated, scope=scope)
