"""Entries of a person's calendar: meetings, ends of terms, deadlines and expected verdicts."""

from collections.abc import Iterator
from datetime import date, time
from typing import Final, NamedTuple

from efe_infra.console.calendar.ics import IcsEntry
from efe_infra.console.language.translatable import tr, uncapitalized
from efe_infra.console.project import answers as projects
from efe_infra.console.register.answers import Answers, Edges, Known, Named, Titled
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import NamedObject
from efe_infra.console.register.task_kinds import KINDS
from efe_infra.console.web.layout import Frame

HOST: Final = "efe-synergies"
TERM_TASKS: Final = frozenset({"POLE_TO_EVALUATE", "POLE_TO_RENEW"})
"""Tasks due at the end of a term, which is an entry of its own."""


class CalendarEntry(NamedTuple):
    """An entry of the calendar. `key` identifies it for ever; `tone` is a class of the style sheet."""

    key: str
    day: date
    words: str
    path: str | None = None
    starts: str | None = None
    ends: str | None = None
    place: str = ""
    version: int = 0
    cancelled: bool = False
    tone: str = ""

    def event(self, origin: str | None) -> IcsEntry:
        return IcsEntry(
            uid=f"{self.key}@{HOST}",
            day=self.day,
            summary=self.words,
            starts=time.fromisoformat(self.starts) if self.starts else None,
            ends=time.fromisoformat(self.ends) if self.ends else None,
            place=self.place,
            url=f"{origin}{self.path}" if origin and self.path else "",
            sequence=self.version,
            cancelled=self.cancelled,
        )


class Meeting(Answers, frozen=True):
    id: str
    version: int
    day: date
    starts_at: str | None
    ends_at: str | None
    place: str
    remote: bool
    cancelled_on: date | None
    body: Named | None
    pole: Named | None

    @property
    def entry(self) -> CalendarEntry:
        who = self.pole or self.body
        name = who.name if who else tr("zone interbassin")
        return CalendarEntry(
            key=self.id.replace(":", "-"),
            day=self.day,
            words=tr("Annulée : réunion, %(name)s", name=name)
            if self.cancelled_on
            else tr("Réunion, %(name)s", name=name),
            path=f"/reunions/{key_of(self.id)}",
            starts=self.starts_at,
            ends=self.ends_at,
            place=self.place or (tr("À distance") if self.remote else ""),
            version=self.version,
            cancelled=self.cancelled_on is not None,
            tone="bad" if self.cancelled_on else "good",
        )


class Pole(projects.Pole, frozen=True):
    term_ends: date | None


class Task(Answers, frozen=True):
    kind: str
    bassin: str
    due: date | None
    subject: NamedObject | None

    @property
    def entry(self) -> CalendarEntry | None:
        if self.due is None or self.kind in TERM_TASKS:
            return None
        subject, act = self.subject, uncapitalized(tr(KINDS[self.kind].words))
        due = tr("Échéance : %(act)s", act=act)
        if subject:
            due = tr("Échéance : %(act)s (%(subject)s)", act=act, subject=subject.words)
        return CalendarEntry(
            key=f"{self.kind.lower()}-{subject.id.replace(':', '-') if subject else self.bassin}",
            day=self.due,
            words=due,
            path=subject.page if subject else None,
            tone="wait",
        )


class Viewer(Answers, frozen=True):
    bassins: tuple[str, ...]
    poles: tuple[Known, ...]
    tasks: Edges[Task]


class CalendarPage(Frame, frozen=True):
    viewer: Viewer | None
    meetings: Edges[Meeting]
    expiring_poles: Edges[Pole]


class Hearing(Answers, frozen=True):
    bassin: str
    expected_on: date | None
    verdict: str | None


class Dossier(Answers, frozen=True):
    board: tuple[Hearing, ...]


class Project(Titled, frozen=True):
    dossier: Dossier | None


class Awaited(Answers, frozen=True):
    projects: Edges[Project]


CALENDAR: Final = Document("calendar", CalendarPage)
AWAITED: Final = Document("awaited_verdicts", Awaited)


def entries_of(page: CalendarPage, awaited: Awaited) -> list[CalendarEntry]:
    """Returns the entries by day and hour, each key once."""
    meetings = (each.entry for each in page.meetings.nodes)
    tasks = (each.entry for each in page.viewer.tasks.nodes) if page.viewer else ()
    every = [*meetings, *filter(None, tasks), *terms(page), *verdicts(awaited)]
    return sorted(
        {each.key: each for each in every}.values(), key=lambda each: (each.day, each.starts or "", each.words)
    )


def terms(page: CalendarPage) -> Iterator[CalendarEntry]:
    """Yields the ends of terms of pôles of the person's Instances, and of pôles in which the person acts."""
    if (viewer := page.viewer) is None:
        return
    own = {each.id for each in viewer.poles}
    for pole in page.expiring_poles.nodes:
        if pole.term_ends and (pole.bassin in viewer.bassins or pole.id in own):
            yield CalendarEntry(
                key=f"terme-{key_of(pole.id)}-{pole.term_ends}",
                day=pole.term_ends,
                words=tr("Fin du terme : %(name)s", name=pole.name),
                path=f"/poles/{key_of(pole.id)}",
                tone="wait",
            )


def verdicts(awaited: Awaited) -> Iterator[CalendarEntry]:
    for project in awaited.projects.nodes:
        for hearing in project.dossier.board if project.dossier else ():
            if hearing.expected_on and hearing.verdict is None:
                yield CalendarEntry(
                    key=f"verdict-{key_of(project.id)}-{hearing.bassin.lower()}",
                    day=hearing.expected_on,
                    words=tr(
                        "Verdict attendu de %(bassin)s : %(title)s",
                        bassin=BASSINS[hearing.bassin],
                        title=project.title,
                    ),
                    path=f"/projets/{key_of(project.id)}",
                    tone="wait",
                )
