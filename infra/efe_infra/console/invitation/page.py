"""`/invitations/{key}`: an invitation to carry a project, for the two pôles and their Instances; its commands."""

from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from efe_infra.console.forms.command_form import Options
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers, links_to
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.invitation.forms import ACCEPTANCE, INVITATION_COMMANDS, WITHDRAWAL
from efe_infra.console.invitation.generated import INVITATION, Invitation, InvitationResponse
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.project import choices
from efe_infra.console.project.content import content_facts, content_words
from efe_infra.console.project.generated import Content
from efe_infra.console.project.joint_meeting_forms import TAKING_PART
from efe_infra.console.project.joint_meetings import agenda_of, initial_values
from efe_infra.console.register.ids import at_present as now_id
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.sign_in.flow import to
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_A_MEMBER, acts_in
from efe_infra.console.web.refusals import NotTheirs, require

pages = page_router(multilingual=True)


@pages.get("/invitations/{key:uuid}")
async def invitation(visit: SignedInVisit, key: UUID) -> Response:
    response, invitation = await read(visit, key)
    offers = Offers.of(invitation.available_commands)
    return visit.page(
        "invitation/page.html",
        response,
        menu=offers.menu(links_to(f"/invitations/{key}", INVITATION_COMMANDS)),
        convenes=may_convene(response, invitation),
        on=visit.moment.law_day or today(),
        answers=bool(offers.of_form(ACCEPTANCE).possible.rows),
        facts=content_facts(content_of(invitation)),
    )


async def read(visit: PageRequest, key: UUID) -> tuple[InvitationResponse, Invitation]:
    response = await visit.ask(INVITATION, id=global_id("Invitation", str(key)))
    return response, require(response.invitation)


@pages.get("/invitations/{key:uuid}/actes/proposer")
async def proposal(visit: SignedInVisit, key: UUID) -> Response:
    """Redirects to the form by which the invited pôle proposes to its members to carry the content."""
    _, invitation = await read(visit, key)
    return to(choices.proposal_link(visit, require(invitation.pole).id, invitation.project_id))


@form_at(pages, "/invitations/{key:uuid}/actes/{slug}")
async def command_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(INVITATION_COMMANDS.get(slug))
    response, invitation = await read(visit, key)
    pole = require(invitation.inviter if command is WITHDRAWAL else invitation.pole)
    accepts = command is ACCEPTANCE
    fixed: dict[str, Any] = (
        {"projectId": invitation.project_id} if accepts else {"invitationId": now_id(invitation.id)}
    )
    options: Options = (
        {"decisionId": await choices.decisions(visit, [pole], invitation.content_hash)} if accepts else {}
    )
    return CommandPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Invitation : %(title)s", title=invitation.content.title), f"/invitations/{key}"),
        offers=Offers.of(invitation.available_commands),
        fixed=fixed,
        options=options,
        bassin=pole.bassin,
        subject=now_id(invitation.id),
        version=None if accepts else invitation.version,  # it is accepted by joining the project
        quote=content_words(content_of(invitation)) if accepts else "",
        links=choices.to_propose([pole], invitation.project_id) if accepts else (),
    )


def may_convene(response: InvitationResponse, invitation: Invitation) -> bool:
    """Tells whether the viewer may convene the invited pôle for a joint meeting of the project."""
    pole = invitation.pole
    is_open = invitation.state == "OPEN" and not invitation.lapsed
    return bool(pole and is_open and acts_in(response.viewer, pole.id, pole.bassin))


@form_at(pages, "/invitations/{key:uuid}/reunions/{meeting:uuid}/prendre-part")
async def convening_page(visit: PageRequest, key: UUID, meeting: UUID) -> CommandPage:
    """Builds the form by which the invited pôle convenes its own meeting. Raises `NotTheirs`."""
    response, invitation = await read(visit, key)
    if not may_convene(response, invitation):
        raise NotTheirs(NOR_A_MEMBER)
    calls = {key_of(each.joint_meeting_id).rpartition("/")[2]: each for each in invitation.joint_meetings}
    joint, pole = require(calls.get(str(meeting))), require(invitation.pole)
    return CommandPage(
        visit=visit,
        command=TAKING_PART,
        frame=response,
        subject_link=(tr("Invitation : %(title)s", title=invitation.content.title), f"/invitations/{key}"),
        fixed={"jointMeetingId": joint.joint_meeting_id, "assembly": {"poleId": now_id(pole.id)}},
        bassin=pole.bassin,
        initial=initial_values(joint),
        quote=agenda_of(joint),
    )


def content_of(invitation: Invitation) -> Content:
    """Returns the content of an invitation as that of a project, which has the same fields."""
    return Content(**msgspec.structs.asdict(invitation.content))
