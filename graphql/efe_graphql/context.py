"""What one request knows: who asks, when, and how to reach the outside."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry
from anyio.to_thread import run_sync

from efe_domain.access import Role
from efe_domain.days import Spell
from efe_graphql.loaders import People, Rows
from efe_graphql.ports import AccountOnFile, Ports
from efe_projections.access import GrantRow
from efe_projections.reads.access import grants_of, seats_of, viewer_of
from efe_projections.viewer import VISITOR, Viewer

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_in_law(now: datetime) -> date:
    """The day in Brussels at an instant."""
    return now.astimezone(BRUSSELS).date()


@dataclass(frozen=True, kw_only=True)
class Context:
    """One a request. `now` is the instant at which it began, and `grants` are those of the viewer, of all times.

    `person` is who acts with the account, if the vault knows.
    """

    ports: Ports
    viewer: Viewer
    grants: tuple[GrantRow, ...]
    now: datetime
    correlation_id: str
    person: UUID | None = None
    rows: Rows = field(init=False)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", Rows(self.ports.reads, self.viewer))
        object.__setattr__(self, "people", People(self.ports.vault))

    @property
    def today(self) -> date:
        return day_in_law(self.now)

    @property
    def roles(self) -> frozenset[Role]:
        """What the account is trusted with today, in one Instance or another."""
        return frozenset(grant.role for grant in self._held)

    @property
    def coordinated(self) -> tuple[str, ...]:
        """The Instances of which the account is a coordinator today."""
        coordinating = (grant for grant in self._held if grant.role is Role.COORDINATOR)
        return tuple(sorted(bassin for grant in coordinating for bassin in grant.bassins))

    @property
    def _held(self) -> list[GrantRow]:
        return [grant for grant in self.grants if Spell(grant.since, grant.until).covers(self.today)]

    def opens(self, bassin: str) -> bool:
        """Whether the dossiers of an Instance are open to the viewer."""
        return bassin in self.viewer.bassins

    def opens_pole(self, pole: UUID, bassin: str) -> bool:
        """Whether the dossier of a pôle is: to its Instance, and to who represents one of its members."""
        return self.opens(bassin) or pole in self.viewer.poles


Info = strawberry.Info[Context, None]


async def open_context(
    ports: Ports,
    *,
    account: UUID | None,
    now: datetime,
    correlation_id: str,
    on_file: AccountOnFile | None = None,
) -> Context:
    """The context of a request by an account, or by a visitor; its rights are those of now.

    `on_file` is the account as the vault has it, if that is known already.
    """
    if not account:
        return Context(ports=ports, viewer=VISITOR, grants=(), now=now, correlation_id=correlation_id)
    grants = await ports.reads.fetch(grants_of(account))
    on_file = on_file or await run_sync(ports.vault.account, account)
    person = on_file.person if on_file else None
    seats = await ports.reads.fetch(seats_of(person)) if person else []
    return Context(
        ports=ports,
        viewer=viewer_of(account, grants, day_in_law(now), seats=seats),
        grants=tuple(grants),
        now=now,
        correlation_id=correlation_id,
        person=person,
    )
