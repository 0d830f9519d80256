"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date, datetime
from typing import Final

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import NextStep, PoleLine, ProjectLine
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import CommandOffer, Frame, Standing


class InstanceCommune(Response):
    name: str


class Instance(Response):
    available_commands: tuple[CommandOffer, ...] | None = None
    bassin: str
    established_on: date
    next_step: NextStep | None = None
    communes: tuple[InstanceCommune, ...]


class InstanceResponse(Frame):
    viewer: Standing | None = None
    instance: Instance | None
    poles: Connection[PoleLine]
    projects: Connection[ProjectLine]


class OperatorNewsAccount(Response):
    id: str
    display_name: str | None


class OperatorNewsEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class OperatorNewsAuditEntry(Response):
    position: int
    recorded_at: datetime
    sentence: str
    actor: OperatorNewsAccount | None
    subject: OperatorNewsEntity | None


class OperatorNewsResponse(Response):
    audit_trail: Edges[OperatorNewsAuditEntry]


INSTANCE: Final = Document("instance", InstanceResponse)
OPERATOR_NEWS: Final = Document("operator_news", OperatorNewsResponse)
