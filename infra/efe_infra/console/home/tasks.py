"""`/a-faire`: what waits for who is signed in, in all their Instances and pôles, by deadline."""

from datetime import date
from typing import Final

from starlette.responses import Response

from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr_plural
from efe_infra.console.register.answers import Answers, Connection, Named, Numbered
from efe_infra.console.register.documents import Document
from efe_infra.console.register.labels import SLUGS
from efe_infra.console.register.links import NamedObject
from efe_infra.console.register.task_kinds import KINDS, TaskKind
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.navigation import TASKS as PATH
from efe_infra.console.web.page_request import SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, followed

pages = page_router(multilingual=True)


class Task(Answers, frozen=True):
    kind: str
    bassin: str
    since: date
    due: date | None
    member: Named | None
    objection: Numbered | None
    subject: NamedObject | None

    @property
    def of_kind(self) -> TaskKind:
        return KINDS[self.kind]

    @property
    def form(self) -> str | None:
        """The address of the form, if there is one."""
        page = self.subject.page if self.subject else None
        if not page or not self.of_kind.command:
            return None
        named = {"bassin": SLUGS[self.bassin], "objection": self.objection.number if self.objection else ""}
        return f"{page}/actes/{self.of_kind.command.format_map(named)}"

    def late(self, on: date) -> str | None:
        """By how much, in words."""
        if self.due is None or self.due >= on:
            return None
        return tr_plural("En retard de %(count)s jour", "En retard de %(count)s jours", (on - self.due).days)


class Tasks(Standing, frozen=True):
    tasks: Connection[Task]


class TasksPage(Frame, frozen=True):
    viewer: Tasks | None


TASKS: Final = Document("tasks", TasksPage)


@pages.get(PATH)
async def tasks(visit: SignedInVisit) -> Response:
    """`apres` is where the page begins."""
    found = await visit.ask(TASKS, after=visit.given("apres"))
    on = visit.moment.in_force_on or today()
    course = followed(found.viewer, found.viewer.opened if found.viewer else ())._replace(time_of=None)
    return visit.page("home/tasks.html", found, course=course, tasks=found.viewer and found.viewer.tasks, on=on)
