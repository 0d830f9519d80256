"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import datetime
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Frame, Standing


class InvitedPersonPerson(Response):
    id: str
    display_name: str
    email: str | None


class InvitedPersonAccount(Response):
    id: str
    display_name: str | None


class InvitedPerson(Response):
    id: str
    role: str | None
    state: str
    link: str | None
    invited_at: datetime
    expires_at: datetime
    mail_state: str | None
    mail_leaves_at: datetime | None
    person: InvitedPersonPerson
    accepted_by: InvitedPersonAccount | None


class PersonInvitationsResponse(Frame):
    viewer: Standing | None
    person_invitations: tuple[InvitedPerson, ...]


class AcceptingAccount(Response):
    id: str
    display_name: str | None


class AcceptingViewer(Response):
    account: AcceptingAccount


class AcceptingResponse(Frame):
    viewer: AcceptingViewer | None


class InvitePersonSentInvitationsPayload(Response):
    invitations: tuple[InvitedPerson, ...]
    user_errors: tuple[Refused, ...]


class InvitePersonResponse(Response):
    done: InvitePersonSentInvitationsPayload


class RenewPersonInvitationSentInvitationsPayload(Response):
    invitations: tuple[InvitedPerson, ...]
    user_errors: tuple[Refused, ...]


class RenewPersonInvitationResponse(Response):
    done: RenewPersonInvitationSentInvitationsPayload


class WithdrawPersonInvitationPersonInvitationPayload(Response):
    user_errors: tuple[Refused, ...]


class WithdrawPersonInvitationResponse(Response):
    done: WithdrawPersonInvitationPersonInvitationPayload


class ConfirmPersonInvitationPersonInvitationPayload(Response):
    user_errors: tuple[Refused, ...]


class ConfirmPersonInvitationResponse(Response):
    done: ConfirmPersonInvitationPersonInvitationPayload


class DeclinePersonInvitationPersonInvitationPayload(Response):
    user_errors: tuple[Refused, ...]


class DeclinePersonInvitationResponse(Response):
    done: DeclinePersonInvitationPersonInvitationPayload


class AcceptPersonInvitationAcceptedInvitationPayload(Response):
    bassin: str | None
    role: str | None
    is_confirmed: bool | None
    user_errors: tuple[Refused, ...]


class AcceptPersonInvitationResponse(Response):
    done: AcceptPersonInvitationAcceptedInvitationPayload


PERSON_INVITATIONS: Final = Document("person_invitations", PersonInvitationsResponse)
ACCEPTING: Final = Document("accepting", AcceptingResponse)
INVITE_PERSON: Final = Document("invite_person", InvitePersonResponse)
RENEW_PERSON_INVITATION: Final = Document("renew_person_invitation", RenewPersonInvitationResponse)
WITHDRAW_PERSON_INVITATION: Final = Document("withdraw_person_invitation", WithdrawPersonInvitationResponse)
CONFIRM_PERSON_INVITATION: Final = Document("confirm_person_invitation", ConfirmPersonInvitationResponse)
DECLINE_PERSON_INVITATION: Final = Document("decline_person_invitation", DeclinePersonInvitationResponse)
ACCEPT_PERSON_INVITATION: Final = Document("accept_person_invitation", AcceptPersonInvitationResponse)
