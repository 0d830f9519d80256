"""Attendance of a meeting, as fields of its record: the members of a pôle, or the persons of another assembly."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from efe_domain.shared.texts import slug
from efe_infra.console.forms.command_form import Option, Options
from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting_record.forms import ATTENDANCE, attendance_options
from efe_infra.console.meeting_record.generated import MeetingRecordMembership, MeetingRecordResponse
from efe_infra.console.register.ids import key_of
from efe_infra.console.web.refusals import require


class Roll(NamedTuple):
    """Names of those expected, by key, and their choices by field."""

    names: Mapping[str, str]
    options: Options


class SeatPeriod(Protocol):
    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...


def roll_of(answer: MeetingRecordResponse) -> Roll:
    names: Mapping[str, str]
    if require(answer.meeting).pole:
        seats = [(each.operator, each.college) for each in members_of(answer) if each.operator]
        names = {
            key_of(each.id): tr("%(name)s (collège %(college)s)", name=each.name, college=college)
            for each, college in seats
        }
        operators = [Option(each.id, each.name) for each, _ in seats]
        choices = {
            key_of(each.value): attendance_options({"operatorId": each.value}, operators) for each in operators
        }
    else:
        people = dict(persons_of(answer))
        names = {key_of(person): name for person, name in sorted(people.items(), key=lambda each: slug(each[1]))}
        choices = {key_of(each): attendance_options({"personId": each}, ()) for each in people}
    return Roll(names, {f"{ATTENDANCE}.{key}": options for key, options in choices.items()})


def members_of(answer: MeetingRecordResponse) -> list[MeetingRecordMembership]:
    """Returns the members of the pôle on the day of the meeting, by college and name."""
    meeting = require(answer.meeting)
    seats = meeting.pole.dossier.memberships if meeting.pole and meeting.pole.dossier else ()
    members = [each for each in seats if each.operator and is_in_force(each, meeting.day)]
    return sorted(members, key=lambda each: (each.college, slug(each.operator.name if each.operator else "")))


def persons_of(answer: MeetingRecordResponse) -> Iterator[tuple[str, str]]:
    """Yields the persons with a seat in the body, or with a mandate for the zone."""
    meeting = require(answer.meeting)
    if meeting.body:
        for seat in meeting.body.dossier.seats if meeting.body.dossier else ():
            if is_in_force(seat, meeting.day):
                yield seat.person.id, seat.person.display_name
    else:
        for each in answer.zone.representatives if answer.zone else ():
            yield each.person.id, each.person.display_name


def is_in_force(period: SeatPeriod, on: date) -> bool:
    return period.since <= on and (period.until is None or period.until > on)
