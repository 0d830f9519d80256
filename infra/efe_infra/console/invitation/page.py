"""`/invitations/{key}`: an invitation to carry a project, for the two pôles and their Instances; its commands."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Options
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.invitation.forms import ACCEPTANCE, FOR_INVITED, FOR_INVITER
from efe_infra.console.invitation.generated import INVITATION, Invitation, InvitationResponse
from efe_infra.console.language.translatable import tr
from efe_infra.console.project import choices
from efe_infra.console.project.content import content_facts, content_words
from efe_infra.console.project.generated import Content
from efe_infra.console.register.ids import at_present as now_id
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.generated import Acting
from efe_infra.console.web.page_request import PageRequest, SignedInVisit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_OF_THE_POLE, acts_in
from efe_infra.console.web.refusals import NotTheirs, require

pages = page_router(multilingual=True)


@pages.get("/invitations/{key:uuid}")
async def invitation(visit: SignedInVisit, key: UUID) -> Response:
    found, shown = await read(visit, key)
    is_open = shown.state == "OPEN" and not shown.lapsed
    commands = list(allowed_commands(visit.viewer_now(found.viewer), shown)) if is_open else []
    may_answer = any(each in FOR_INVITED.values() for each in commands)
    facts = content_facts(content_of(shown))
    return visit.page("invitation/page.html", found, commands=commands, answers=may_answer, facts=facts)


async def read(visit: PageRequest, key: UUID) -> tuple[InvitationResponse, Invitation]:
    found = await visit.ask(INVITATION, id=global_id("Invitation", str(key)))
    return found, require(found.invitation)


@form_at(pages, "/invitations/{key:uuid}/actes/{slug}")
async def command_page(visit: PageRequest, key: UUID, slug: str) -> CommandPage:
    command = require(FOR_INVITED.get(slug) or FOR_INVITER.get(slug))
    found, invitation = await read(visit, key)
    pole = invitation.pole if slug in FOR_INVITED else invitation.inviter
    if pole is None or command not in allowed_commands(found.viewer, invitation):
        raise NotTheirs(NOR_OF_THE_POLE)
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
        frame=found,
        subject_link=(tr("Invitation : %(title)s", title=invitation.content.title), f"/invitations/{key}"),
        fixed=fixed,
        options=options,
        bassin=pole.bassin,
        subject=now_id(invitation.id),
        version=None if accepts else invitation.version,  # it is accepted by joining the project
        quote=content_words(content_of(invitation)) if accepts else "",
        links=choices.to_propose([pole], invitation.project_id) if accepts else (),
    )


def content_of(invitation: Invitation) -> Content:
    """Returns the content of an invitation as that of a project, which has the same fields."""
    return Content(**msgspec.structs.asdict(invitation.content))


def allowed_commands(viewer: Acting | None, invitation: Invitation) -> Iterator[CommandForm]:
    for pole, commands in ((invitation.pole, FOR_INVITED), (invitation.inviter, FOR_INVITER)):
        if pole and acts_in(viewer, pole.id, pole.bassin):
            yield from commands.values()
