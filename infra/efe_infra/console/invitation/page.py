"""`/invitations/{key}`: an invitation to carry a project, for the two pôles and their Instances; its commands."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.forms.command_form import CommandForm, Options
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.invitation.forms import ACCEPTANCE, FOR_INVITED, FOR_INVITER
from efe_infra.console.language.translatable import tr
from efe_infra.console.project import choices
from efe_infra.console.project.answers import Pole
from efe_infra.console.project.content import Content
from efe_infra.console.register.answers import Answers, Known, Titled
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import at_present as now_id
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.addresses import require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import NOR_OF_THE_POLE, Acting
from efe_infra.console.web.refusals import NotTheirs
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/invitations/{key:uuid}/actes/{slug}"


class Invitation(Answers, frozen=True):
    """Who may not read the project learns of it the content alone."""

    id: str
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
    illustrative: bool
    pole: Pole | None
    inviter: Pole | None
    project: Known | None
    decision: Titled | None
    content: Content

    @property
    def is_open(self) -> bool:
        return self.state == "OPEN" and not self.lapsed


class InvitationPage(FormFrame, frozen=True):
    viewer: Acting | None
    invitation: Invitation | None


INVITATION = Document("invitation", InvitationPage)


@pages.get("/invitations/{key:uuid}")
async def invitation(visit: SignedInVisit, key: UUID) -> Response:
    found, shown = await read(visit, key)
    theirs = list(open_to(visit.acting(found.viewer), shown)) if shown.is_open else []
    answers = any(each in FOR_INVITED.values() for each in theirs)
    return visit.page("invitation/page.html", found, commands=theirs, answers=answers)


@pages.get(FORM)
async def invitation_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    return await opened(visit, lambda: command_page(visit, key, slug))


@pages.post(FORM)
async def invitation_command(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: command_page(visit, key, slug))


async def read(visit: Visitor, key: UUID) -> tuple[InvitationPage, Invitation]:
    found = await visit.ask(INVITATION, id=global_id("Invitation", str(key)))
    return found, require(found.invitation)


async def command_page(visit: Visitor, key: UUID, slug: str) -> CommandPage:
    """Raises `PageRefused`."""
    command = require(FOR_INVITED.get(slug) or FOR_INVITER.get(slug))
    found, asked = await read(visit, key)
    pole = asked.pole if slug in FOR_INVITED else asked.inviter
    if pole is None or command not in open_to(found.viewer, asked):
        raise NotTheirs(NOR_OF_THE_POLE)
    accepts = command is ACCEPTANCE
    fixed: dict[str, Any] = {"projectId": asked.project_id} if accepts else {"invitationId": now_id(asked.id)}
    options: Options = {"decisionId": await choices.decisions(visit, [pole], asked.content_hash)} if accepts else {}
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(tr("Invitation : %(title)s", title=asked.content.title), f"/invitations/{key}"),
        fixed=fixed,
        options=options,
        bassin=pole.bassin,
        subject=now_id(asked.id),
        version=None if accepts else asked.version,  # it is accepted by joining the project
        quoted=asked.content.words if accepts else "",
        links=choices.to_propose([pole], asked.project_id) if accepts else (),
    )


def open_to(viewer: Acting | None, asked: Invitation) -> Iterator[CommandForm]:
    for pole, commands in ((asked.pole, FOR_INVITED), (asked.inviter, FOR_INVITER)):
        if pole and viewer and viewer.acts_in(pole.id, pole.bassin):
            yield from commands.values()
