"""Methods of the project aggregate for the joint meetings of its pôles."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_domain.project.state import ProjectState
from efe_domain.shared.days import check_not_before


class MeetingProject(ProjectState):
    """Project with the methods of its joint meetings. Each pôle takes part by a meeting of its own."""

    def call_meeting(self, called: JointMeetingCalled, replaces: int | None) -> JointMeetingCalled:
        """Calls a joint meeting, or calls it again in place of the call that the client read; returns the call.

        Raises `NotCarrying`, `ProjectIsOver`, or what `JointMeetings.next_call` does.
        """
        self._check_calls(called.pole, called.effective_on)
        recording = self.meetings.next_call(called, replaces)
        self.record(recording)
        return recording

    def cancel_meeting(
        self, meeting: UUID, replaces: int, *, pole: UUID, reason: str, on: date
    ) -> JointMeetingCalled:
        """Cancels a joint meeting. Raises as `call_meeting`."""
        self._check_calls(pole, on)
        current = self.meetings.last_call(meeting)
        cancelled = replace(
            current,
            pole=pole,
            bassin=self.carriers.bassin_of(pole),
            cancelled=True,
            reason=reason,
            effective_on=on,
        )
        recording = self.meetings.next_call(cancelled, replaces)
        self.record(recording)
        return recording

    def attend_meeting(self, meeting: UUID, pole: UUID, operators: Collection[UUID], on: date | None) -> None:
        """Records which operators of a pôle took part, if that is news; without a day, that none did.

        A pôle that no longer carries the project adds nothing to it. Nothing refuses what its own meeting says.
        """
        day = on or self.meetings.attended_on(meeting, pole)
        if day is None or not self.takes_part(pole) or not self.meetings.find(meeting):
            return
        attended = self.meetings.changed_attendance(
            JointMeetingAttended(
                meeting=meeting,
                pole=pole,
                bassin=self.carriers.bassin_of(pole),
                operators=tuple(sorted(operators)) if on else (),
                effective_on=day,
            )
        )
        if attended:
            self.record(attended)

    def _check_calls(self, pole: UUID, on: date) -> None:
        self.life.check_going(on)
        if pole != self.lead or pole in self.carriers:
            check_not_before(on, self.carriers.of(pole).since, "l'entrée du pôle dans le projet")
