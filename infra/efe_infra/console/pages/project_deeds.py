"""`/projets/{key}/actes/{slug}`: what the pôles that carry a project do with it."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.deeds import choices
from efe_infra.console.deeds import of_projects as deeds
from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.contents import SPARE_ACTIONS, content_fields, content_options, options_of, typed_actions
from efe_infra.console.deeds.deed import Deed, Option, Options
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.forms import Form
from efe_infra.console.french import day, euros
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.project_forms import Judged, Project, project_of
from efe_infra.console.projects import Pole
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing_in_projects import acting
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
NOT_YOURS: Final = (
    "Cet acte est ouvert à qui représente un membre du pôle concerné et aux coordinateurs de son Instance."
)


@pages.get("/projets/{key:uuid}/actes/{slug}")
async def project_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among pôles to invite."""
    if visit.moment != NOW:
        return at_present(visit)
    page, project = await deed_page(visit, key, slug, {})
    content = project.dossier.content if project.dossier and page.deed.slug == deeds.AMENDMENT.slug else None
    return page.show(Attempt(version=project.version, typed=content.typed if content else {}))


@pages.post("/projets/{key:uuid}/actes/{slug}")
async def project_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    async def act() -> Response:
        page, _ = await deed_page(visit, key, slug, dict(form))
        done = await page.send(Attempt.of(form, page.deed, versioned=True))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def deed_page(visit: Visitor, key: UUID, slug: str, form: dict[str, str]) -> tuple[DeedPage, Project]:
    """Raises `PageRefused`."""
    if (deed := deeds.PROJECT_DEEDS.get(slug)) is None:
        raise NotHere
    found, project, dossier = await project_of(visit, key)
    if not (poles := acting(found.viewer, dossier, deed)):
        raise PageRefused(403, NOT_YOURS, code="FORBIDDEN")
    page = DeedPage(
        visit=visit,
        deed=sized(deed, dossier, form),
        frame=found,
        rule=found.law.of(deed.rule),
        about=(project.title, f"/projets/{key}"),
        fixed={"projectId": project.id},
        options=await options(visit, deed, dossier, poles, form),
        bassin=poles[0].bassin,
        subject=project.id,
        search="Chercher un pôle" if deed is deeds.INVITATION else "",
        links=choices.to_propose(poles, project.id) if deed in (deeds.CARRYING, deeds.TAKING) else (),
        quoted=dossier.content.words if dossier.content and deed in SHOWING else "",
    )
    return page, project


SHOWING: Final = (deeds.CARRYING, deeds.SUBMISSION, deeds.INVITATION, deeds.TAKING)
"""Deeds on the content as it stands, which is shown above their form."""


def sized(deed: Deed, dossier: Judged, form: dict[str, str]) -> Deed:
    """With room for the actions that there are, those that were typed, and some more."""
    if deed is not deeds.AMENDMENT:
        return deed
    *_, why = deed.own
    return replace(deed, own=(*content_fields(rooms(dossier, form)), why))


def rooms(dossier: Judged, form: dict[str, str]) -> int:
    there = len(dossier.content.actions) if dossier.content else 0
    return max(there + SPARE_ACTIONS, typed_actions(form))


async def options(visit: Visitor, deed: Deed, dossier: Judged, poles: list[Pole], form: dict[str, str]) -> Options:
    found: dict[str, Any] = {"poleId": [Option(each.id, each.name) for each in poles]}
    if deed is deeds.AMENDMENT:
        known = dossier.content.partnering if dossier.content else []
        found = content_options(rooms(dossier, form))
        found[choices.PARTNERS] = await choices.partners(visit, form, known)
    elif deed in (deeds.CARRYING, deeds.TAKING):
        found["decisionId"] = await choices.decisions(visit, poles, dossier.content_hash)
    elif deed is deeds.INVITATION:
        carriers = {each.pole.id for each in dossier.carrying if each.pole}
        found["poleId"] = await choices.poles(visit, visit.given("q"), carriers)
    elif deed is deeds.OFFER:
        others = [each.pole for each in dossier.carrying if each.pole and each.pole != dossier.lead]
        found["poleId"] = [Option(each.id, each.name) for each in others]
    elif deed is deeds.APPLICATION:
        found["authority"] = options_of("FundingAuthority")
    elif deed is deeds.FUNDING_OUTCOME:
        found["fundingId"] = [
            Option(
                each.id,
                f"{each.procedure}, {euros(each.amount)}, demandé le {day(each.applied_on)}",
                offered=each.decided_on is None,
            )
            for each in dossier.fundings
        ]
    return found
