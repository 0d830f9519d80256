"""A project as its forms read it, whoever they are for."""

from uuid import UUID

from efe_infra.console.project.answers import Dossier
from efe_infra.console.project.content import Content
from efe_infra.console.register.answers import Titled
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import Visitor
from efe_infra.console.web.permissions import Acting
from efe_infra.console.web.refusals import NotHere
from efe_infra.console.web.rules import FormFrame


class Judged(Dossier, frozen=True):
    content: Content | None


class Project(Titled, frozen=True):
    version: int
    dossier: Judged | None


class ProjectCommandPage(FormFrame, frozen=True):
    viewer: Acting | None
    project: Project | None


PROJECT_COMMAND = Document("project_command", ProjectCommandPage)


async def project_of(visit: Visitor, key: UUID) -> tuple[ProjectCommandPage, Project, Judged]:
    """Raises `PageRefused`; who may not read the dossier does nothing with the project."""
    found = await visit.ask(PROJECT_COMMAND, id=global_id("Project", str(key)))
    if found.project is None or found.project.dossier is None:
        raise NotHere
    return found, found.project, found.project.dossier
