"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Acting, FrameAndLaw


class AssembliesBody(Response):
    id: str
    name: str


class AssembliesInstance(Response):
    bodies: tuple[AssembliesBody, ...]


class AssembliesResponse(FrameAndLaw):
    viewer: Acting | None
    instance: AssembliesInstance | None


class AssemblyPolesPole(Response):
    id: str
    name: str
    dissolved_on: date | None


class AssemblyPolesResponse(Response):
    poles: Connection[AssemblyPolesPole]


class AssemblyProjectsProject(Response):
    id: str
    title: str


class AssemblyProjectsResponse(Response):
    projects: Connection[AssemblyProjectsProject]


ASSEMBLIES: Final = Document("assemblies", AssembliesResponse)
ASSEMBLY_POLES: Final = Document("assembly_poles", AssemblyPolesResponse)
ASSEMBLY_PROJECTS: Final = Document("assembly_projects", AssemblyProjectsResponse)
