"""Joint meetings of a project: the last call of each, and the attendance of each pôle."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from efe_domain.meeting.meeting import check_hours, clean_agenda, clean_venue
from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled, MeetingCall
from efe_domain.project.refusals import JointMeetingCancelled, JointMeetingHeld, JointMeetingMoved, SameJointMeeting
from efe_domain.shared import texts
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid, NotFound

JOINT_MEETING: Final = "Réunion conjointe"
MAX_JOINT_MEETINGS: Final = 200
MAX_AGENDA_ITEMS: Final = 30
MAX_AGENDA_TEXT: Final = 500


class JointMeetings:
    """Joint meetings by their id. They bind no one: no rule on another act looks at them."""

    def __init__(self) -> None:
        self._calls: dict[UUID, JointMeetingCalled] = {}
        self._attended: dict[UUID, dict[UUID, JointMeetingAttended]] = {}

    def ahead(self, day: date) -> Iterator[JointMeetingCalled]:
        """Yields the last calls of the meetings that take place on that day or later."""
        return (each for each in self._calls.values() if not each.cancelled and each.day >= day)

    def last_call(self, meeting: UUID) -> JointMeetingCalled:
        """Raises `NotFound`."""
        if meeting not in self._calls:
            raise NotFound(JOINT_MEETING, meeting)
        return self._calls[meeting]

    def find(self, meeting: UUID) -> MeetingCall | None:
        return self._calls[meeting].call if meeting in self._calls else None

    def next_call(self, called: JointMeetingCalled, replaces: int | None) -> JointMeetingCalled:
        """Returns the call with its rank; `replaces` is the rank of the call that the client read.

        Raises `JointMeetingMoved`, `JointMeetingCancelled`, `JointMeetingHeld`, `SameJointMeeting`, `TooEarly`,
        `NotFound` or `Invalid`.
        """
        current = self._calls.get(called.meeting)
        if current is None:
            return self._first_call(called, replaces)
        if current.cancelled:
            raise JointMeetingCancelled(
                "Cette réunion conjointe est annulée depuis le {day}.", day=current.effective_on
            )
        self._check_not_held(current)
        if replaces != current.number:
            raise JointMeetingMoved("La réunion conjointe a changé entre-temps : relisez-la.")
        check_not_before(called.effective_on, current.effective_on, "l'appel qui précède")
        called = _clean(replace(called, number=current.number + 1, reason=texts.text(called.reason, "reason")))
        if replace(called.call, number=current.number) == current.call:
            raise SameJointMeeting("La réunion conjointe est déjà appelée ainsi.")
        return called

    def changed_attendance(self, attended: JointMeetingAttended) -> JointMeetingAttended | None:
        """Returns the attendance if it says more than the last one of the pôle."""
        current = self._attended.get(attended.meeting, {}).get(attended.pole)
        if current is None:
            return attended if attended.operators else None
        is_same = (current.operators, current.effective_on) == (attended.operators, attended.effective_on)
        return None if is_same else attended

    def attended_on(self, meeting: UUID, pole: UUID) -> date | None:
        """Returns the day of the last attendance of a pôle; None without one."""
        attendance = self._attended.get(meeting, {}).get(pole)
        return attendance.effective_on if attendance else None

    def call(self, called: JointMeetingCalled) -> None:
        self._calls[called.meeting] = called

    def attend(self, attended: JointMeetingAttended) -> None:
        self._attended.setdefault(attended.meeting, {})[attended.pole] = attended

    def _first_call(self, called: JointMeetingCalled, replaces: int | None) -> JointMeetingCalled:
        if replaces is not None:
            raise NotFound(JOINT_MEETING, called.meeting)
        if len(self._calls) >= MAX_JOINT_MEETINGS:
            raise Invalid("day", "Un projet a {most} réunions conjointes au plus.", most=MAX_JOINT_MEETINGS)
        return _clean(replace(called, number=1, reason=""))

    def _check_not_held(self, current: JointMeetingCalled) -> None:
        """Raises `JointMeetingHeld` once a pôle took part on the day of the meeting."""
        attendances = self._attended.get(current.meeting, {}).values()
        if any(each.operators and each.effective_on == current.day for each in attendances):
            raise JointMeetingHeld("Un pôle a pris part à la réunion conjointe du {day}.", day=current.day)


def _clean(called: JointMeetingCalled) -> JointMeetingCalled:
    """Raises `Invalid` or `TooEarly`."""
    if called.cancelled:
        return called
    check_not_before(called.day, called.effective_on, "l'appel")
    return replace(
        called,
        venue=clean_venue(called.venue),
        hours=check_hours(called.hours) if called.hours else None,
        agenda=clean_agenda(called.agenda, "agenda", most=MAX_AGENDA_ITEMS, longest=MAX_AGENDA_TEXT),
    )
