"""Aggregate of an invitation: the leading pôle shows a project to another one, which accepts or declines."""

from datetime import date
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from msgspec import structs

from efe_domain.project.invitation_events import (
    InvitationAccepted,
    InvitationDeclined,
    InvitationEvent,
    InvitationWithdrawn,
    InvitedToMeeting,
    PoleInvited,
)
from efe_domain.project.joint_meeting_events import MeetingCall
from efe_domain.project.refusals import AlreadyInvited, InvitationIsClosed, NotInvited
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import Invalid


class InvitationState(StrEnum):
    """State of an invitation; an open one lapses after its last day, without an event."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Invitation(Aggregate[InvitationEvent], kind="invitation", noun="Invitation"):
    """Invitation of one pôle by another to one project. It concerns the Instances of both, and no other.

    It has a stream of its own: the invited pôle learns of the project only what the invitation says.
    """

    project: UUID
    pole: UUID
    inviter: UUID
    content_hash: str
    answer_by: date

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.state: InvitationState | None = None
        self.latest_on = date.min
        self._bassins: tuple[Bassin, ...] = ()
        self._calls: dict[UUID, MeetingCall] = {}

    @property
    def bassins(self) -> tuple[str, ...]:
        return self._bassins

    def is_open(self, on: date) -> bool:
        return self.state is InvitationState.OPEN and self.latest_on <= on <= self.answer_by

    def send(self, invited: PoleInvited) -> None:
        """Raises `AlreadyInvited`, `Invalid` or `TooEarly`."""
        on = invited.effective_on
        if invited.answer_by < on:
            raise Invalid("answerBy", "Le délai de réponse précède l'invitation.")
        if self.state is not None:
            check_not_before(on, self.latest_on, "le dernier acte de l'invitation")
        if self.is_open(on) and (self.content_hash, self.answer_by) == (invited.content_hash, invited.answer_by):
            raise AlreadyInvited("Ce pôle est déjà invité à porter ce contenu, jusqu'au {day}.", day=self.answer_by)
        self.record(invited)

    def check_shows(self, content_hash: str, on: date) -> None:
        """Checks that the pôle may answer that day and was shown that content. Raises `NotInvited` or `TooEarly`."""
        if self.state is InvitationState.OPEN:
            check_not_before(on, self.latest_on, "l'invitation")
        if not self.is_open(on) or self.content_hash != content_hash:
            raise NotInvited("Le pôle n'est pas invité à porter ce contenu du projet à cette date.")

    def accept(self, content_hash: str, decision: UUID, *, on: date) -> None:
        """Accepts the invitation by the decision with which the pôle joins. Raises `NotInvited`."""
        self.check_shows(content_hash, on)
        self.record(InvitationAccepted(decision=decision, effective_on=on))

    def call_to(self, meeting: UUID) -> MeetingCall | None:
        """Returns the last call of a joint meeting that the pôle learned; None if it learned of no such meeting."""
        return self._calls.get(meeting)

    def tell_of_meeting(self, meeting: UUID, call: MeetingCall, *, on: date) -> None:
        """Tells the invited pôle of a call of a joint meeting, while the invitation is open and if it is news."""
        if self.state is not InvitationState.OPEN or on > self.answer_by or self._calls.get(meeting) == call:
            return
        self.record(InvitedToMeeting(meeting=meeting, **structs.asdict(call), effective_on=max(on, self.latest_on)))

    def decline(self, reason: str, *, on: date) -> None:
        self._check_open(on)
        self.record(InvitationDeclined(reason=texts.text(reason, "reason"), effective_on=on))

    def withdraw(self, reason: str, *, on: date) -> None:
        self._check_open(on)
        self.record(InvitationWithdrawn(reason=texts.text(reason, "reason"), effective_on=on))

    def _check_open(self, on: date) -> None:
        """Raises `InvitationIsClosed` or `TooEarly`."""
        if self.state is not InvitationState.OPEN:
            raise InvitationIsClosed("L'invitation n'est plus ouverte depuis le {day}.", day=self.latest_on)
        check_not_before(on, self.latest_on, "l'invitation")
        if on > self.answer_by:
            raise InvitationIsClosed("Le délai de réponse à l'invitation a pris fin le {day}.", day=self.answer_by)

    def _apply(self, event: InvitationEvent) -> None:
        match event:
            case PoleInvited(project=project, pole=pole, inviter=inviter):
                self.project, self.pole, self.inviter = project, pole, inviter
                self.content_hash, self.answer_by = event.content_hash, event.answer_by
                self._bassins = tuple(sorted({event.bassin, event.inviter_bassin}))
                self.state = InvitationState.OPEN
            case InvitationAccepted():
                self.state = InvitationState.ACCEPTED
            case InvitationDeclined():
                self.state = InvitationState.DECLINED
            case InvitationWithdrawn():
                self.state = InvitationState.WITHDRAWN
            case InvitedToMeeting(meeting=meeting):
                self._calls[meeting] = MeetingCall(
                    **{name: getattr(event, name) for name in MeetingCall.__struct_fields__}
                )
                return  # it binds no one: an answer may have an earlier day
            case _:
                assert_never(event)
        self.latest_on = event.effective_on
