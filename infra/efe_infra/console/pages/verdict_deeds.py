"""`/projets/{key}/actes/{slug}/{bassin}`: what one Instance does with a project that is put to it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.deeds import choices
from efe_infra.console.deeds.attempt import Attempt
from efe_infra.console.deeds.contents import options_of
from efe_infra.console.deeds.deed import Deed, Option, Options
from efe_infra.console.deeds.of_verdicts import CONDITION, ENDING, INSTANCE_DEEDS, REVISION, SUPPORTING, VERDICT
from efe_infra.console.deeds.page import DeedPage, at_present, keeping, recorded
from efe_infra.console.forms import Form
from efe_infra.console.labels import BASSINS, LABELS, bassin_of
from efe_infra.console.moments import NOW
from efe_infra.console.page_route import page_router
from efe_infra.console.pages.pole_deeds import check
from efe_infra.console.project_forms import Judged, Project, project_of
from efe_infra.console.projects import Hearing
from efe_infra.console.refusals import NotHere
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
JUDGING: Final = (VERDICT, REVISION)
COMPARED: Final = "Ce que disent les autres Instances, et ce qui a changé d'un contenu à l'autre"


@pages.get("/projets/{key:uuid}/actes/{slug}/{bassin}")
async def verdict_form(visit: SignedInVisit, key: UUID, slug: str, bassin: str) -> Response:
    if visit.moment != NOW:
        return at_present(visit)
    page, project, line = await deed_page(visit, key, slug, bassin)
    return page.show(Attempt(version=project.version, typed=said(line) if page.deed is REVISION else {}))


@pages.post("/projets/{key:uuid}/actes/{slug}/{bassin}")
async def verdict_deed(visit: Visit, key: UUID, slug: str, bassin: str, form: Form) -> Response:
    async def act() -> Response:
        page, _, _ = await deed_page(visit, key, slug, bassin)
        done = await page.send(Attempt.of(form, page.deed, versioned=True))
        return done if isinstance(done, Response) else recorded(page.about[1], done)

    return await keeping(visit, form, act)


async def deed_page(visit: Visitor, key: UUID, slug: str, of: str) -> tuple[DeedPage, Project, Hearing]:
    """Raises `PageRefused`."""
    deed, bassin = INSTANCE_DEEDS.get(slug), bassin_of(of)
    if deed is None or bassin is None:
        raise NotHere
    found, project, dossier = await project_of(visit, key)
    check(found.viewer, bassin)
    if (line := dossier.of(bassin)) is None:
        raise NotHere
    page = DeedPage(
        visit=visit,
        deed=deed,
        frame=found,
        rule=found.law.of(deed.rule),
        about=(f"{project.title} : {BASSINS[bassin]}", f"/projets/{key}/conjoint"),
        fixed={"projectId": project.id, "bassin": bassin}
        | ({"contentHash": dossier.content_hash} if deed in JUDGING else {}),
        options=await options(visit, deed, dossier, line),
        bassin=bassin,
        subject=project.id,
        links=[(COMPARED, f"/projets/{key}/conjoint#contenus")] if deed in JUDGING else (),
        quoted=dossier.content.words if dossier.content and deed in JUDGING else "",
    )
    return page, project, line


async def options(visit: Visitor, deed: Deed, dossier: Judged, line: Hearing) -> Options:
    if deed in JUDGING:
        return {"verdict": options_of("VerdictKind"), "meetingId": await choices.meetings(visit, line.bassin)}
    if deed is CONDITION:
        return {
            "condition": [
                Option(str(each.number), each.text, each.number, offered=each.met_on is None)
                for each in line.conditions
            ]
        }
    if deed is SUPPORTING:
        return {"kind": options_of("SupportKind"), "phase": options_of("SupportPhase")}
    if deed is ENDING:
        kinds, phases = LABELS["SupportKind"], LABELS["SupportPhase"]
        return {
            "supportId": [
                Option(
                    each.id,
                    f"{kinds[each.kind].words} ({phases[each.phase].words}) : {each.description}",
                    offered=each.until is None,
                )
                for each in dossier.supports
                if each.bassin == line.bassin
            ]
        }
    return {}


def said(line: Hearing) -> Mapping[str, Any]:
    """What the Instance says, to be said otherwise."""
    if line.given is None:
        return {}
    return {
        "verdict": line.verdict or "",
        "conditionList": "\n".join(each.text for each in line.conditions),
        "reasons": line.given.reasons,
    }
