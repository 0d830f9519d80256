"""`/projets/{key}/actes/{slug}`: what the pôles that carry a project do with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.addresses import require
from efe_infra.console.deeds import choices
from efe_infra.console.deeds import of_projects as deeds
from efe_infra.console.deeds.contents import SPARE_ACTIONS, content_fields, content_options, options_of, typed_actions
from efe_infra.console.deeds.deed import Deed, Option, Options
from efe_infra.console.deeds.handling import opened, sent
from efe_infra.console.deeds.page import DeedPage
from efe_infra.console.forms import Form
from efe_infra.console.french import day, euros
from efe_infra.console.page_route import page_router
from efe_infra.console.project_forms import Judged, project_of
from efe_infra.console.projects import Pole
from efe_infra.console.refusals import NotTheirs
from efe_infra.console.standing import NOR_OF_THE_POLE
from efe_infra.console.standing_in_projects import acting
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
FORM: Final = "/projets/{key:uuid}/actes/{slug}"


@pages.get(FORM)
async def project_form(visit: SignedInVisit, key: UUID, slug: str) -> Response:
    """`q` is searched for among pôles to invite."""
    return await opened(visit, lambda: project_page(visit, key, slug, {}))


@pages.post(FORM)
async def project_deed(visit: Visit, key: UUID, slug: str, form: Form) -> Response:
    return await sent(visit, form, lambda: project_page(visit, key, slug, form))


async def project_page(visit: Visitor, key: UUID, slug: str, form: Mapping[str, str]) -> DeedPage:
    """Raises `PageRefused`."""
    deed = require(deeds.PROJECT_DEEDS.get(slug))
    found, project, dossier = await project_of(visit, key)
    if not (poles := acting(found.viewer, dossier, deed)):
        raise NotTheirs(NOR_OF_THE_POLE)
    content = dossier.content
    return DeedPage(
        visit=visit,
        deed=sized(deed, dossier, form),
        frame=found,
        about=(project.title, f"/projets/{key}"),
        fixed={"projectId": project.id},
        options=await options(visit, deed, dossier, poles, form),
        bassin=poles[0].bassin,
        subject=project.id,
        version=project.version,
        begins=content.typed if content and deed is deeds.AMENDMENT else {},
        search="Chercher un pôle" if deed is deeds.INVITATION else "",
        links=choices.to_propose(poles, project.id) if deed in (deeds.CARRYING, deeds.TAKING) else (),
        quoted=content.words if content and deed in SHOWING else "",
    )


SHOWING: Final = (deeds.CARRYING, deeds.SUBMISSION, deeds.INVITATION, deeds.TAKING)
"""Deeds on the content as it stands, which is shown above their form."""


def sized(deed: Deed, dossier: Judged, form: Mapping[str, str]) -> Deed:
    """With room for the actions that there are, those that were typed, and some more."""
    if deed is not deeds.AMENDMENT:
        return deed
    *_, why = deed.own
    return replace(deed, own=(*content_fields(rooms(dossier, form)), why))


def rooms(dossier: Judged, form: Mapping[str, str]) -> int:
    there = len(dossier.content.actions) if dossier.content else 0
    return max(there + SPARE_ACTIONS, typed_actions(form))


async def options(visit: Visitor, deed: Deed, dossier: Judged, poles: list[Pole], form: Mapping[str, str]) -> Options:
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
