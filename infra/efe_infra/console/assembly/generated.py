"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Edges, Response
from efe_infra.console.web.generated import Acting, FrameAndLaw


class AssembliesBody(Response):
    id: str
    name: str


class AssembliesInstance(Response):
    bodies: tuple[AssembliesBody, ...]


class AssembliesPole(Response):
    id: str
    name: str
    dissolved_on: date | None


class AssembliesProject(Response):
    id: str
    title: str


class AssembliesResponse(FrameAndLaw):
    viewer: Acting | None
    instance: AssembliesInstance | None
    poles: Edges[AssembliesPole]
    projects: Edges[AssembliesProject]


ASSEMBLIES: Final = Document("assemblies", AssembliesResponse)
