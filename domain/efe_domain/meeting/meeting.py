"""Aggregate of a meeting: convened, given an agenda, held or cancelled, then its minutes adopted (M1, PS-REUNION)."""

from collections.abc import Collection
from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.meeting.attendance import check_attendance, check_represented
from efe_domain.meeting.events import (
    AgendaSet,
    Assembly,
    AssemblyKind,
    Attendee,
    Hours,
    HoursSet,
    JointMeetingKey,
    MeetingCancelled,
    MeetingConvened,
    MeetingDocumentAttached,
    MeetingEvent,
    MeetingHeld,
    MeetingPostponed,
    MinutesAdopted,
    Proxy,
    Venue,
)
from efe_domain.pole.refusals import NotAMember
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import Annexes, check_document
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import DomainError, Invalid, NotFound


class AlreadyConvened(DomainError, rule=Rule.M1):
    """A meeting is convened once (M1)."""


class SameAgenda(DomainError, rule=Rule.M1):
    """An agenda that changes nothing is not set again (M1)."""


class SameSchedule(DomainError, rule=Rule.M1):
    """A postponement that changes nothing is not recorded (M1)."""


class MeetingIsHeld(DomainError, rule=Rule.M1):
    """A meeting that took place is not held again, nor cancelled, nor given another agenda (M1)."""


class MeetingIsCancelled(DomainError, rule=Rule.M1):
    """Nothing more happens to a meeting that was cancelled (M1)."""


class MeetingNotHeld(DomainError, rule=Rule.M1):
    """Only a meeting that took place has minutes, or is cited by an act or a verdict (M1)."""


class MinutesAlreadyAdopted(DomainError, rule=Rule.M1):
    """The minutes of a meeting are adopted once (M1)."""


LONGEST_AGENDA = 100
LONGEST_ITEM = 1_000


class Meeting(Aggregate[MeetingEvent], kind="meeting", noun="Réunion"):
    """Meeting of one assembly. It is held once or cancelled once, and never both.

    Whether its assembly may meet on a day is the assembly's to say: a body in place, a pôle in its term.
    """

    assembly: Assembly

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.day = date.max
        self.venue = Venue(remote=True, place="")
        self.hours: Hours | None = None
        self.moved_on = date.min
        self.convened_on = date.max
        self.agenda: tuple[str, ...] | None = None
        self.agenda_since = date.min
        self.held_on: date | None = None
        self.operators_heard = set[UUID]()
        self.persons_present = set[UUID]()
        self.minutes: Document | None = None
        self.cancelled_on: date | None = None
        self.annexes = Annexes()
        self.joint: JointMeetingKey | None = None

    @property
    def bassins(self) -> tuple[str, ...]:
        return self.assembly.bassins if self.convened_on < date.max else ()

    def convene(
        self,
        assembly: Assembly,
        day: date,
        venue: Venue,
        *,
        hours: Hours | None = None,
        joint: JointMeetingKey | None = None,
        on: date,
    ) -> None:
        """Convenes a meeting for a day that may be later than `on`. Raises `Invalid` or `TooEarly`."""
        if self.exists:
            raise AlreadyConvened("Cette réunion est déjà convoquée pour le {day}.", day=self.day)
        check_not_before(day, on, "la convocation")
        self.record(
            MeetingConvened(assembly=assembly, day=day, venue=clean_venue(venue), joint=joint, effective_on=on)
        )
        if hours:
            self.set_hours(hours, on=on)

    def set_hours(self, hours: Hours, *, on: date) -> None:
        """Sets the hours of the convened day. Raises `Invalid`."""
        check_not_before(on, self.convened_on, "la convocation")
        self.record(HoursSet(hours=check_hours(hours), effective_on=on))

    def postpone(
        self, day: date, venue: Venue | None = None, hours: Hours | None = None, *, reason: str, on: date
    ) -> None:
        """Moves the meeting to a day, perhaps the same; omitted venue or hours stay. Raises `SameSchedule`."""
        self._check_ahead(on)
        check_not_before(day, on, "le report")
        venue = clean_venue(venue) if venue else self.venue
        hours = check_hours(hours) if hours else self.hours
        if (day, venue, hours) == (self.day, self.venue, self.hours):
            raise SameSchedule("La réunion est déjà convoquée pour ce jour, ce lieu et ces heures.")
        self.record(
            MeetingPostponed(
                kind=self.assembly.kind,
                day=day,
                venue=venue,
                hours=hours,
                reason=texts.text(reason, "reason"),
                effective_on=on,
            )
        )

    def set_agenda(self, items: tuple[str, ...], *, on: date) -> None:
        self._check_ahead(on)
        check_not_before(on, self.agenda_since, "l'ordre du jour en vigueur")
        items = clean_agenda(items, "items")
        if items == self.agenda:
            raise SameAgenda("Cet ordre du jour est déjà celui de la réunion.")
        self.record(AgendaSet(items=items, effective_on=on))

    def hold(
        self,
        venue: Venue,
        present: tuple[Attendee, ...],
        excused: tuple[Attendee, ...],
        *,
        represented: tuple[Proxy, ...] = (),
        members: Collection[UUID] | None = None,
        on: date,
    ) -> None:
        """`members` are those of the pôle on that day, None for another assembly. Raises `NotAMember`."""
        self._check_ahead(on)
        check_not_before(on, self.agenda_since, "l'ordre du jour")
        check_attendance(present, excused)
        check_represented(represented, present, excused)
        operators = {each.operator for each in (*present, *excused)} | {each.operator for each in represented}
        if members is not None and not operators - {None} <= set(members):
            raise NotAMember("Un des opérateurs cités n'est pas membre du pôle le {day}.", day=on)
        self.record(
            MeetingHeld(
                kind=self.assembly.kind,
                venue=clean_venue(venue),
                present=present,
                excused=excused,
                represented=represented,
                effective_on=on,
            )
        )

    def adopt_minutes(self, document: Document, *, on: date) -> None:
        self._check_not_cancelled()
        if self.held_on is None:
            raise MeetingNotHeld("Cette réunion n'a pas encore eu lieu.")
        if self.minutes:
            raise MinutesAlreadyAdopted("Le procès-verbal de cette réunion est déjà adopté.")
        check_not_before(on, self.held_on, "la réunion")
        check_document(document)
        self.record(MinutesAdopted(document=document, effective_on=on))

    def check_met(self, assembly: UUID, on: date) -> None:
        """Checks that this assembly held the meeting by that day. Raises `NotFound`, also for another assembly."""
        if self.assembly.id != assembly:
            raise NotFound(self.NOUN, self.id)
        self.check_held_by(on)

    def check_sat(self, *, by: date) -> UUID:
        """Returns the body of an Instance that sat by that day. Raises `MeetingNotHeld`."""
        if self.assembly.kind is not AssemblyKind.BODY:
            raise MeetingNotHeld("Cette réunion n'est pas celle d'un organe de l'Instance.")
        if self.held_on is None:
            raise MeetingNotHeld("Cette réunion n'a pas encore eu lieu.")
        if self.held_on > by:
            raise MeetingNotHeld("Cette réunion a eu lieu le {day}, après l'acte.", day=self.held_on)
        return self.assembly.id

    def has_heard(self, operator: UUID, assembly: UUID, on: date) -> bool:
        """Says whether this assembly met on that very day with the operator present or represented."""
        is_met = self.exists and (self.assembly.id, self.held_on) == (assembly, on)
        return is_met and operator in self.operators_heard

    def check_decided(self, bassin: Bassin, on: date) -> None:
        """Checks that a body of the Instance sat by that day. Raises `NotFound`, also for another Instance."""
        if bassin not in self.assembly.bassins:
            raise NotFound(self.NOUN, self.id)
        self.check_sat(by=on)

    def attach(self, document: Document, title: str, *, on: date) -> None:
        check_not_before(on, self.convened_on, "la convocation")
        pole = self.assembly.id if self.assembly.kind is AssemblyKind.POLE else None
        self.record(MeetingDocumentAttached(pole=pole, **self.annexes.attached(document, title), effective_on=on))

    def cancel(self, reason: str, *, on: date) -> None:
        self._check_ahead(on)
        check_not_before(on, self.agenda_since, "l'ordre du jour")
        self.record(MeetingCancelled(reason=texts.text(reason, "reason"), effective_on=on))

    def check_held_by(self, on: date) -> None:
        """Checks that the meeting took place by that day. Raises `MeetingNotHeld` or `TooEarly`."""
        if self.held_on is None:
            raise MeetingNotHeld("Cette réunion n'a pas encore eu lieu.")
        check_not_before(on, self.held_on, "la réunion")

    def _check_not_cancelled(self) -> None:
        if self.cancelled_on is not None:
            raise MeetingIsCancelled("Cette réunion est annulée depuis le {since}.", since=self.cancelled_on)

    def _check_ahead(self, on: date) -> None:
        """Checks that the meeting is convened by that day, and neither held nor cancelled."""
        self._check_not_cancelled()
        if self.held_on is not None:
            raise MeetingIsHeld("Cette réunion a eu lieu le {day}.", day=self.held_on)
        check_not_before(on, self.convened_on, "la convocation")
        check_not_before(on, self.moved_on, "le report")

    def _apply(self, event: MeetingEvent) -> None:
        match event:
            case MeetingConvened(assembly=assembly, day=day, venue=venue, joint=joint, effective_on=on):
                self.assembly, self.day, self.venue, self.convened_on = assembly, day, venue, on
                self.joint = joint
            case HoursSet(hours=hours):
                self.hours = hours
            case MeetingPostponed(day=day, venue=venue, hours=hours, effective_on=on):
                self.day, self.venue, self.hours, self.moved_on = day, venue, hours, on
            case AgendaSet(items=items, effective_on=on):
                self.agenda, self.agenda_since = items, on
            case MeetingHeld(present=present, represented=represented, effective_on=on):
                self.held_on = on
                self.operators_heard = {each.operator for each in present if each.operator}
                self.persons_present = {each.person for each in present if each.person}
                self.operators_heard |= {each.operator for each in represented}
            case MinutesAdopted(document=document):
                self.minutes = document
            case MeetingCancelled(effective_on=on):
                self.cancelled_on = on
            case MeetingDocumentAttached(document=document):
                self.annexes.keep_document(document)
            case _:
                assert_never(event)


def clean_agenda(
    items: tuple[str, ...], path: str, *, most: int = LONGEST_AGENDA, longest: int = LONGEST_ITEM
) -> tuple[str, ...]:
    """Raises `Invalid`."""
    items = tuple(texts.text(item, path, longest=longest) for item in items)
    if not 1 <= len(items) <= most:
        raise Invalid(path, "Un ordre du jour a de 1 à {most} points.", most=most)
    return items


def clean_venue(venue: Venue) -> Venue:
    """Raises `Invalid`."""
    place = texts.name(venue.place, "place") if venue.place or not venue.remote else ""
    return Venue(remote=venue.remote, place=place)


def check_hours(hours: Hours) -> Hours:
    """Raises `Invalid`."""
    if hours.ends is not None and hours.ends <= hours.starts:
        raise Invalid("endsAt", "Une réunion finit après avoir commencé, le même jour.")
    return hours
