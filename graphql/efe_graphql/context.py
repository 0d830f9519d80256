"""What one request knows: who asks, when, and how to reach the outside."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry

from efe_domain.access import Role
from efe_domain.days import Spell
from efe_graphql.loaders import People, Rows
from efe_graphql.ports import Ports
from efe_projections.access import GrantRow
from efe_projections.reads.access import grants_of, viewer_of
from efe_projections.viewer import VISITOR, Viewer

BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, kw_only=True)
class Context:
    """One a request. `now` is the instant at which it began, and `grants` are those of the viewer, of all times."""

    ports: Ports
    viewer: Viewer
    grants: tuple[GrantRow, ...]
    now: datetime
    correlation_id: str
    rows: Rows = field(init=False)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", Rows(self.ports.reads, self.viewer))
        object.__setattr__(self, "people", People(self.ports.vault))

    @property
    def today(self) -> date:
        """The day in law: that of Brussels."""
        return self.now.astimezone(BRUSSELS).date()

    @property
    def roles(self) -> frozenset[Role]:
        """What the account is trusted with today, in one Instance or another."""
        return frozenset(grant.role for grant in self.grants if Spell(grant.since, grant.until).covers(self.today))

    def opens(self, bassin: str) -> bool:
        """Whether the dossiers of an Instance are open to the viewer."""
        return bassin in self.viewer.bassins


Info = strawberry.Info[Context, None]


async def open_context(ports: Ports, *, account: UUID | None, now: datetime, correlation_id: str) -> Context:
    """The context of a request by an account, or by a visitor; its rights are those of now."""
    grants: list[GrantRow] = []
    viewer = VISITOR
    if account:
        grants = await ports.reads.fetch(grants_of(account))
        viewer = viewer_of(account, grants, now.astimezone(BRUSSELS).date())
    return Context(ports=ports, viewer=viewer, grants=tuple(grants), now=now, correlation_id=correlation_id)
