"""`/invitations/{key}`: an invitation to carry a project, for the two pôles and their Instances; its deeds."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.contents import Content
from efe_infra.console.deeds import choices
from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.deed import Deed, Options
from efe_infra.console.deeds.of_invitations import ACCEPTANCE, FOR_INVITED, FOR_INVITER
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.documents import Document
from efe_infra.console.forms import Form
from efe_infra.console.frame import Answers, Frame
from efe_infra.console.ids import at_present as now_id
from efe_infra.console.ids import global_id
from efe_infra.console.law import Rules
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.projects import Pole
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing import Acting
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
NOT_YOURS: Final = (
    "Cet acte est ouvert à qui représente un membre du pôle concerné et aux coordinateurs de son Instance."
)


class Known(Answers, frozen=True):
    id: str


class Titled(Known, frozen=True):
    title: str


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


class InvitationPage(Frame, frozen=True):
    law: Rules
    viewer: Acting | None
    invitation: Invitation | None


INVITATION = Document("invitation", InvitationPage)


@pages.get("/invitations/{key:uuid}")
async def invitation(visit: SignedInVisit, key: UUID) -> Response:
    found, shown = await read(visit, key)
    theirs = list(open_to(found.viewer, shown)) if shown.is_open else []
    answers = any(each in FOR_INVITED.values() for each in theirs)
    return visit.page("invitation.html", found, deeds=theirs, answers=answers)


@pages.get("/invitations/{key:uuid}/actes/{slug}")
async def invitation_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page, version = await deed_page(visit, key, slug)
    return page.show(Attempt(version=version))


@pages.post("/invitations/{key:uuid}/actes/{slug}")
async def invitation_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    async def act() -> Response:
        page, version = await deed_page(visit, key, slug)
        done = await page.send(Attempt.of(form, page.deed, versioned=version is not None))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def read(visit: Visitor, key: UUID) -> tuple[InvitationPage, Invitation]:
    found = await visit.ask(INVITATION, id=global_id("Invitation", str(key)))
    if found.invitation is None:
        raise NotHere
    return found, found.invitation


async def deed_page(visit: Visitor, key: UUID, slug: str) -> tuple[DeedPage, int | None]:
    """With the version of the invitation, if it is that which changes: it is accepted by joining the project."""
    deed = FOR_INVITED.get(slug) or FOR_INVITER.get(slug)
    if deed is None:
        raise NotHere
    found, asked = await read(visit, key)
    pole = asked.pole if slug in FOR_INVITED else asked.inviter
    if pole is None or deed not in open_to(found.viewer, asked):
        raise PageRefused(403, NOT_YOURS, code="FORBIDDEN")
    accepts = deed is ACCEPTANCE
    fixed: dict[str, Any] = {"projectId": asked.project_id} if accepts else {"invitationId": now_id(asked.id)}
    options: Options = {"decisionId": await choices.decisions(visit, [pole], asked.content_hash)} if accepts else {}
    page = DeedPage(
        visit=visit,
        deed=deed,
        frame=found,
        rule=found.law.of(deed.rule),
        about=(f"Invitation : {asked.content.title}", f"/invitations/{key}"),
        fixed=fixed,
        options=options,
        bassin=pole.bassin,
        subject=now_id(asked.id),
        quoted=asked.content.words if accepts else "",
        links=choices.to_propose([pole], asked.project_id) if accepts else (),
    )
    return page, None if accepts else asked.version


def open_to(viewer: Acting | None, asked: Invitation) -> Iterator[Deed]:
    for pole, deeds in ((asked.pole, FOR_INVITED), (asked.inviter, FOR_INVITER)):
        if pole and viewer and viewer.acts_in(pole.id, pole.bassin):
            yield from deeds.values()
