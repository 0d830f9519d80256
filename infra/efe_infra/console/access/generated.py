"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Any, Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import Refused
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame, FrameAndLaw, Standing


class AccessAccount(Response):
    id: str
    display_name: str | None


class AccessPerson(Response):
    display_name: str


class AccessOperator(Response):
    name: str


class AccessBody(Response):
    name: str


class AccessPole(Response):
    name: str


class AccessPower(Response):
    standing: str
    scope: str
    since: date
    until: date | None
    commands: tuple[str, ...]
    account: AccessAccount | None
    person: AccessPerson | None
    operator: AccessOperator | None
    body: AccessBody | None
    pole: AccessPole | None


class RoleHeldAccount(Response):
    id: str
    display_name: str | None


class RoleHeldPole(Response):
    id: str
    name: str


class RoleHeld(Response):
    role: str
    until: date | None
    account: RoleHeldAccount
    granted_by: RoleHeldAccount | None
    pole: RoleHeldPole | None


class AccessGrant(RoleHeld):
    since: date


class AccessInstanceDossier(Response):
    powers: tuple[AccessPower, ...]
    grants: tuple[AccessGrant, ...]


class AccessInstance(Response):
    dossier: AccessInstanceDossier | None


class AccessResponse(Frame):
    viewer: Standing | None
    instance: AccessInstance | None


class AccessJournalAccount(Response):
    id: str
    display_name: str | None


class AccessJournalEntry(Response):
    read_at: datetime
    field: str
    subject_id: str | None
    arguments: Any
    account: AccessJournalAccount


class AccessJournalResponse(Response):
    access_journal: Connection[AccessJournalEntry]


class AccessCommandInstanceDossier(Response):
    grants: tuple[RoleHeld, ...]


class AccessCommandInstance(Response):
    dossier: AccessCommandInstanceDossier | None


class AccessCommandResponse(FrameAndLaw):
    viewer: Standing | None
    instance: AccessCommandInstance | None


class AccountsAccount(Response):
    id: str
    display_name: str | None


class AccountsResponse(Response):
    accounts: tuple[AccountsAccount, ...]


class InviteAccountInvitedAccountPayload(Response):
    account_id: str | None
    user_errors: tuple[Refused, ...]


class InviteAccountResponse(Response):
    done: InviteAccountInvitedAccountPayload


class AccessPolesPole(Response):
    id: str
    name: str


class AccessPolesResponse(Response):
    poles: Connection[AccessPolesPole]


ACCESS: Final = Document("access", AccessResponse)
ACCESS_JOURNAL: Final = Document("access_journal", AccessJournalResponse)
ACCESS_COMMAND: Final = Document("access_command", AccessCommandResponse)
ACCOUNTS: Final = Document("accounts", AccountsResponse)
INVITE_ACCOUNT: Final = Document("invite_account", InviteAccountResponse)
ACCESS_POLES: Final = Document("access_poles", AccessPolesResponse)
