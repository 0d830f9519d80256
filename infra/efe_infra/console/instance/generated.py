"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import PoleLine, ProjectLine
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import Acting, Frame, FrameAndLaw, Standing


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


class InstanceCommune(Response):
    name: str


class Instance(Response):
    bassin: str
    established_on: date
    communes: tuple[InstanceCommune, ...]


class InstanceResponse(Frame):
    viewer: Standing | None = None
    instance: Instance | None
    poles: Connection[PoleLine]
    projects: Connection[ProjectLine]


ASSEMBLIES: Final = Document("assemblies", AssembliesResponse)
INSTANCE: Final = Document("instance", InstanceResponse)
