"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.person_invitation.generated import InvitedPerson
from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Frame, FrameAndLaw, Standing


class PlatformAccessAccount(Response):
    id: str
    display_name: str | None


class PlatformAccessPower(Response):
    standing: str
    since: date
    until: date | None
    account: PlatformAccessAccount | None


class PlatformAccessNode(Response):
    powers: tuple[PlatformAccessPower, ...]


class PlatformAccessResponse(FrameAndLaw):
    viewer: Standing | None
    register: PlatformAccessNode | None


class SetUpSetupStep(Response):
    kind: str
    state: str
    missing: tuple[str, ...]


class SetUpSetup(Response):
    steps: tuple[SetUpSetupStep, ...]


class SetUpInstance(Response):
    bassin: str
    established_on: date


class SetUpResponse(Frame):
    viewer: Standing | None
    setup: SetUpSetup | None
    instances: tuple[SetUpInstance, ...]


class FirstInvitationsResponse(Response):
    person_invitations: tuple[InvitedPerson, ...]


class PersonsFoundPerson(Response):
    id: str
    display_name: str
    email: str | None


class PersonsFoundResponse(Response):
    people: tuple[PersonsFoundPerson, ...]


class InstallationSetupStep(Response):
    kind: str
    state: str


class InstallationSetup(Response):
    steps: tuple[InstallationSetupStep, ...]


class InstallationLedgerCheckpoint(Response):
    origin: str
    note: str


class InstallationResponse(Frame):
    viewer: Standing | None
    setup: InstallationSetup | None
    checkpoint: InstallationLedgerCheckpoint | None


PLATFORM_ACCESS: Final = Document("platform_access", PlatformAccessResponse)
SET_UP: Final = Document("set_up", SetUpResponse)
FIRST_INVITATIONS: Final = Document("first_invitations", FirstInvitationsResponse)
PERSONS_FOUND: Final = Document("persons_found", PersonsFoundResponse)
INSTALLATION: Final = Document("installation", InstallationResponse)
