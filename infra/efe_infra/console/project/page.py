"""`/projets/{key}`: one project, as everybody may see it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.project import answers as projects
from efe_infra.console.project.answers import Carried
from efe_infra.console.project.permissions import offered
from efe_infra.console.register.documents import Document
from efe_infra.console.register.history import History, Step, in_order
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import require
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Acting, followed

pages = page_router(multilingual=True)


class Project(projects.Project, frozen=True):
    emerged_on: date
    dossier: Carried | None
    history: History | None = None

    @property
    def steps(self) -> list[Step]:
        return in_order((self.emerged_on, tr("A émergé")))

    @property
    def structured(self) -> Mapping[str, Any] | None:
        if self.illustrative:
            return None
        places = [{"@type": "AdministrativeArea", "name": BASSINS[each]} for each in self.bassins]
        return {"@type": "Project", "name": self.title, "foundingDate": self.emerged_on, "areaServed": places}


class ProjectPage(Frame, frozen=True):
    project: Project | None
    viewer: Acting | None = None


PROJECT = Document("project", ProjectPage)


@pages.get("/projets/{key:uuid}")
async def project(visit: Visit, key: UUID) -> Response:
    found = await visit.ask(PROJECT, id=global_id("Project", str(key)))
    shown = require(found.project)
    viewer = visit.acting(found.viewer)
    commands = list(offered(viewer, shown.dossier)) if shown.dossier else []
    return visit.page(
        "project/page.html",
        found,
        course=followed(found.viewer, shown.bassins),
        structured=shown.structured,
        commands=commands,
    )
