"""Entries of a person's calendar: meetings, ends of terms, deadlines and expected verdicts."""

from collections.abc import Iterator
from datetime import date, time
from typing import Final, NamedTuple

from efe_infra.console.calendar.generated import CalendarMeetingsMeeting, CalendarTasksTask
from efe_infra.console.calendar.ics import IcsEntry
from efe_infra.console.calendar.reading import CalendarContent
from efe_infra.console.language.translatable import tr, uncapitalized
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import object_title, page_of
from efe_infra.console.register.task_kinds import label_of

HOST: Final = "efe-synergies"
TERM_TASKS: Final = frozenset({"POLE_TO_EVALUATE", "POLE_TO_RENEW"})
"""Tasks due at the end of a term, which is an entry of its own."""
TO_CONVENE: Final = "JOINT_MEETING_TO_CONVENE"
VERDICT: Final = "VERDICT_TO_GIVE"


class CalendarEntry(NamedTuple):
    """Entry of the calendar. `key` identifies it for ever; `tone` is a class of the style sheet."""

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


def entries_of(content: CalendarContent) -> list[CalendarEntry]:
    """Returns the entries by day and hour, each key once."""
    meetings = map(meeting_entry, content.meetings)
    tasks = filter(None, map(task_entry, content.tasks))
    every = [*meetings, *tasks, *terms(content), *last_days(content), *verdicts(content)]
    return sorted(
        {each.key: each for each in every}.values(), key=lambda each: (each.day, each.starts or "", each.words)
    )


def meeting_entry(meeting: CalendarMeetingsMeeting) -> CalendarEntry:
    assembly = meeting.pole or meeting.body
    name = assembly.name if assembly else tr("zone interbassin")
    words = tr("Réunion, %(name)s", name=name)
    if meeting.cancelled_on:
        words = tr("Annulée : réunion, %(name)s", name=name)
    return CalendarEntry(
        key=meeting.id.replace(":", "-"),
        day=meeting.day,
        words=words,
        path=f"/reunions/{key_of(meeting.id)}",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        place=meeting.place or (tr("À distance") if meeting.remote else ""),
        version=meeting.version,
        cancelled=meeting.cancelled_on is not None,
        tone="bad" if meeting.cancelled_on else "good",
    )


def task_entry(task: CalendarTasksTask) -> CalendarEntry | None:
    """Returns the deadline of a task; None without one, and for the end of a term, which has its own entry."""
    if task.due is None or task.kind in TERM_TASKS:
        return None
    if task.kind == TO_CONVENE:
        return joint_meeting_entry(task, task.due)
    subject, act = task.subject, uncapitalized(tr(label_of(task.kind, task.command).words))
    words = tr("Échéance : %(act)s", act=act)
    if subject:
        words = tr("Échéance : %(act)s (%(subject)s)", act=act, subject=object_title(subject))
    key = f"{task.kind.lower()}-{subject.id.replace(':', '-') if subject else task.bassin}"
    if subject and task.kind == VERDICT:
        key = _verdict_key(subject.id, task.bassin)
    return CalendarEntry(
        key=key,
        day=task.due,
        words=words,
        path=page_of(subject.id) if subject else None,
        tone="wait",
    )


def joint_meeting_entry(task: CalendarTasksTask, day: date) -> CalendarEntry | None:
    """Returns a joint meeting for which the pôle has not convened its own; None of one that the viewer cannot see."""
    if (joint := task.joint_meeting) is None or (project := task.subject) is None:
        return None
    return CalendarEntry(
        key=joint.id.replace(":", "-").replace("/", "-"),
        day=day,
        words=tr("Réunion conjointe, à convoquer pour votre pôle : %(title)s", title=object_title(project)),
        path=f"/projets/{key_of(project.id)}/reunions",
        starts=joint.starts_at,
        ends=joint.ends_at,
        place=joint.place or (tr("À distance") if joint.remote else ""),
        version=joint.number,
        tone="wait",
    )


def terms(content: CalendarContent) -> Iterator[CalendarEntry]:
    """Yields the ends of terms of pôles of the person's Instances, and of pôles in which the person acts."""
    if (viewer := content.page.viewer) is None:
        return
    own = {each.id for each in viewer.poles}
    for pole in content.poles:
        if pole.term_ends and (pole.bassin in viewer.bassins or pole.id in own):
            yield CalendarEntry(
                key=f"terme-{key_of(pole.id)}-{pole.term_ends}",
                day=pole.term_ends,
                words=tr("Fin du terme : %(name)s", name=pole.name),
                path=f"/poles/{key_of(pole.id)}",
                tone="wait",
            )


def _verdict_key(project: str, bassin: str) -> str:
    """Returns the key of the verdict of an Instance: a task and an expected verdict are one entry."""
    return f"verdict-{key_of(project)}-{bassin.lower()}"


def last_days(content: CalendarContent) -> Iterator[CalendarEntry]:
    """Yields the last days of the funding calls of the register; one that is moved keeps its key."""
    for call in content.calls:
        yield CalendarEntry(
            key=f"appel-{key_of(call.id)}",
            day=call.closes,
            words=tr("Dernier jour de l'appel : %(name)s", name=call.name),
            path=f"/appels/{key_of(call.id)}",
            version=call.version,
            tone="wait",
        )


def verdicts(content: CalendarContent) -> Iterator[CalendarEntry]:
    for project in content.projects:
        for hearing in project.dossier.board if project.dossier else ():
            if hearing.expected_on and hearing.verdict is None:
                yield CalendarEntry(
                    key=_verdict_key(project.id, hearing.bassin),
                    day=hearing.expected_on,
                    words=tr(
                        "Verdict attendu de %(bassin)s : %(title)s",
                        bassin=BASSINS[hearing.bassin],
                        title=project.title,
                    ),
                    path=f"/projets/{key_of(project.id)}",
                    tone="wait",
                )
