"""Port of the invitations of persons to sign in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from efe_domain.access.invitation import NewInvitation


class InvitationOnFile(Protocol):
    """Invitation of a person. Without a role, its account is linked to the person, for the seats that the person
    holds or will hold. `is_new_person`: the invitation itself registered the person."""

    @property
    def id(self) -> UUID: ...
    @property
    def bassin(self) -> str: ...
    @property
    def role(self) -> str | None: ...
    @property
    def language(self) -> str: ...
    @property
    def person(self) -> UUID: ...
    @property
    def is_new_person(self) -> bool: ...
    @property
    def invited_by(self) -> UUID: ...
    @property
    def invited_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def is_expired(self) -> bool: ...
    @property
    def accepted_by(self) -> UUID | None: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> Literal["confirmed", "declined", "withdrawn"] | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class InvitationMail(Protocol):
    """Mail of an invitation: its state, and when it may leave, if a limit holds it."""

    @property
    def state(self) -> str: ...
    @property
    def leaves_at(self) -> datetime | None: ...


class Invitations(Protocol):
    """The invitations. Calls block: make them on a thread. Each change is atomic: of two at once, one succeeds."""

    def add_invitation(self, new: NewInvitation, *, secret: str) -> bool:
        """Stores an invitation. Returns False if its id is stored already, or the person is forgotten."""
        ...

    def delete_old_invitations(self) -> None: ...

    def invitation(self, invitation: UUID) -> InvitationOnFile | None: ...

    def invitations_of(self, bassins: Collection[str]) -> Sequence[InvitationOnFile]: ...

    def mails_of(self, invitations: Collection[UUID]) -> Mapping[UUID, InvitationMail]:
        """Returns the last mail of each of these invitations; none where the platform sends no mails."""
        ...

    def invited_among(self, persons: Collection[UUID]) -> Collection[UUID]:
        """Returns the persons among these with an invitation on file."""
        ...

    def invitations_about(self, person: UUID | None, accounts: Collection[UUID]) -> Sequence[InvitationOnFile]:
        """Returns the invitations of a person, and those that these accounts sent or accepted."""
        ...

    def renew_link(self, invitation: UUID, *, secret: str, command: UUID) -> bool:
        """Replaces the link. Returns False if this command has done so, or the invitation admits no new link."""
        ...

    def invitation_of_link(self, secret: str) -> InvitationOnFile | None:
        """Returns None for a link that is dead or unknown; an expired link still has its invitation."""
        ...

    def accept_invitation(self, secret: str, account: UUID) -> InvitationOnFile | None:
        """Uses up a link for an account. Returns None for a link that opens no invitation for it."""
        ...

    def end_invitation(
        self, invitation: UUID, outcome: Literal["confirmed", "declined", "withdrawn"], *, account: UUID | None = None
    ) -> bool:
        """Ends an invitation. Returns False if it has ended, or if another account than `account` accepted it."""
        ...

    def reopen_invitation(self, invitation: UUID) -> None: ...
