"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import DecisionLine, OpinionLine, PoleLine, PolePage, ProjectPage
from efe_infra.console.register.responses import Connection, Response
from efe_infra.console.web.generated import Frame


class PolesResponse(Frame):
    poles: PolePage


class ProjectsResponse(Frame):
    projects: ProjectPage


class DecisionsResponse(Frame):
    decisions: Connection[DecisionLine]


class OpinionsResponse(Frame):
    opinions: Connection[OpinionLine]


class InstancesInstance(Response):
    bassin: str
    established_on: date


class InstancesResponse(Frame):
    instances: tuple[InstancesInstance, ...]


class OwnPolesViewer(Response):
    poles: tuple[PoleLine, ...]


class OwnPolesResponse(Frame):
    viewer: OwnPolesViewer | None


POLES: Final = Document("poles", PolesResponse)
PROJECTS: Final = Document("projects", ProjectsResponse)
DECISIONS: Final = Document("decisions", DecisionsResponse)
OPINIONS: Final = Document("opinions", OpinionsResponse)
INSTANCES: Final = Document("instances", InstancesResponse)
OWN_POLES: Final = Document("own_poles", OwnPolesResponse)
