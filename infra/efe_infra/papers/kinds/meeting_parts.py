"""Common parts of the papers of a meeting: its assembly, its day, its agenda, and the members of that day."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.colleges import ABOUT
from efe_infra.papers.declaration.blocks import Block, heading, listing, rows
from efe_infra.papers.declaration.paper import FileName
from efe_infra.papers.kinds.generated import ConvocationPaperResponse, MeetingPaper, PresentPaper


class Convened(NamedTuple):
    """Member on the day of a meeting: its group, its name, the person who speaks, and the substitute."""

    group: str
    name: str
    speaker: str
    substitute: str


def assembly_of(meeting: MeetingPaper) -> str:
    if meeting.pole:
        return tr("Pôle de synergies « %(pole)s »", pole=meeting.pole.name)
    return meeting.body.name if meeting.body else tr("Zone interbassin Entre-Sambre-et-Meuse")


def facts_of(meeting: MeetingPaper) -> Block:
    place = tr("À distance") if meeting.remote else meeting.place
    if meeting.remote and meeting.place:
        place = tr("À distance : %(place)s", place=meeting.place)
    return rows(
        [
            (tr("Jour"), meeting.held_on or meeting.day),
            (tr("Heure"), hours_of(meeting)),
            (tr("Lieu"), place),
        ]
    )


def hours_of(meeting: MeetingPaper) -> str:
    if meeting.starts_at and meeting.ends_at:
        return tr("de %(start)s à %(end)s", start=meeting.starts_at[:5], end=meeting.ends_at[:5])
    return tr("à %(start)s", start=meeting.starts_at[:5]) if meeting.starts_at else ""


def agenda_of(meeting: MeetingPaper) -> Iterator[Block]:
    if meeting.agenda:
        yield heading(tr("Ordre du jour"))
        yield listing(meeting.agenda, ordered=True)


def convened_on(meeting: MeetingPaper, day: date) -> list[Convened]:
    """Returns the members of a pôle, or the seats of a body, on a day; none without the dossier."""
    members = meeting.pole.dossier.memberships if meeting.pole and meeting.pole.dossier else ()
    seats = meeting.body.dossier.seats if meeting.body and meeting.body.dossier else ()
    lines = [
        Convened(
            ABOUT[each.college][0],
            each.operator.name if each.operator else "",
            each.representative.display_name if each.representative else "",
            each.substitute.display_name if each.substitute else "",
        )
        for each in sorted(members, key=lambda one: (one.college, one.operator.name if one.operator else ""))
        if each.since <= day and (each.until is None or each.until > day)
    ]
    lines += [
        Convened(
            each.category,
            each.person.display_name,
            each.person.display_name,
            each.substitute.display_name if each.substitute else "",
        )
        for each in seats
        if each.since <= day and (each.until is None or each.until > day)
    ]
    return lines


def name_of(attendee: PresentPaper) -> str:
    names = [each.operator.name for each in (attendee,) if each.operator]
    names += [attendee.person.display_name] if attendee.person else []
    return " – ".join(names)


def moved_lines(meeting: MeetingPaper) -> list[str]:
    return [
        tr("Prévue d'abord le %(day)s ; reportée : %(reason)s", day=each.day, reason=each.reason)
        for each in meeting.postponements
    ]


def title_of(meeting: MeetingPaper) -> str:
    return tr("Réunion du %(day)s", day=meeting.held_on or meeting.day)


def file_name_of(answer: ConvocationPaperResponse) -> FileName:
    meeting = answer.meeting
    return FileName(assembly_name(meeting), meeting.held_on or meeting.day) if meeting else FileName("")


def assembly_name(meeting: MeetingPaper) -> str:
    if meeting.pole:
        return f"pole {meeting.pole.name}"
    return meeting.body.name if meeting.body else "zone interbassin"
