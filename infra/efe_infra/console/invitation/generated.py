"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import PoleName
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import Acting, CommandOffer, FrameAndLaw


class InvitationMeeting(Response):
    id: str
    day: date
    cancelled_on: date | None


class InvitationInvitedJointMeeting(Response):
    joint_meeting_id: str
    day: date
    starts_at: str | None
    ends_at: str | None
    remote: bool
    place: str
    agenda: tuple[str, ...]
    cancelled: bool
    pole_meetings: tuple[InvitationMeeting, ...]


class InvitationProject(Response):
    id: str


class InvitationDecision(Response):
    id: str
    title: str


class InvitationProjectAction(Response):
    nature: str
    description: str


class InvitationCommune(Response):
    name: str


class InvitationOperator(Response):
    id: str
    name: str
    number: str


class InvitationCollegePartners(Response):
    college: str
    operators: tuple[InvitationOperator, ...]


class InvitationContent(Response):
    title: str
    aims: str
    actions: tuple[InvitationProjectAction, ...]
    aspects: tuple[str, ...]
    other_aspects: tuple[str, ...]
    publics: tuple[str, ...]
    communes: tuple[InvitationCommune, ...]
    partners: tuple[InvitationCollegePartners, ...]
    budget: int
    starts: date | None
    ends: date | None
    zone: bool


class Invitation(Response):
    id: str
    available_commands: tuple[CommandOffer, ...]
    version: int
    number: int
    state: str
    sent_on: date
    answer_by: date
    answered_on: date | None
    reason: str | None
    lapsed: bool
    content_hash: str
    project_id: str
    joint_meetings: tuple[InvitationInvitedJointMeeting, ...]
    illustrative: bool
    pole: PoleName | None
    inviter: PoleName | None
    project: InvitationProject | None
    decision: InvitationDecision | None
    content: InvitationContent


class InvitationResponse(FrameAndLaw):
    viewer: Acting | None
    invitation: Invitation | None


INVITATION: Final = Document("invitation", InvitationResponse)
