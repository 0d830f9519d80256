"""What one request knows: who asks, when, and how to reach the outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry
from anyio.to_thread import run_sync

from efe_domain.access import Role
from efe_domain.days import Spell
from efe_graphql.cost_budget import Left
from efe_graphql.journal import Reading, Readings
from efe_graphql.loaders import People, Rows
from efe_graphql.ports import AccountOnFile, Ports
from efe_projections.access import GrantRow
from efe_projections.reads.access import forgetting_of, grants_of, seats_of, viewer_of
from efe_projections.viewer import VISITOR, Viewer

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_in_law(now: datetime) -> date:
    """The day in Brussels at an instant."""
    return now.astimezone(BRUSSELS).date()


@dataclass
class Progress:
    """How far a subscription has come: its client has all up to `passed`, and `at` is being answered."""

    passed: int | None = None
    at: int | None = None


@dataclass(kw_only=True)
class Context:
    """One a request. `now` is the instant at which it began, and `grants` are those of the viewer, of all times.

    `person` is who acts with the account, if the vault knows; `token` is a fingerprint of the token, never itself.
    From `expires_at` on, nothing says any more who asks; None for a visitor, whom nothing ends. A request that lasts
    renews it. `address` is where it came from, and `left` what is left of the budget.
    """

    ports: Ports
    viewer: Viewer
    grants: tuple[GrantRow, ...]
    now: datetime
    correlation_id: str
    person: UUID | None = None
    token: str | None = None
    expires_at: datetime | None = None
    address: str = ""
    left: Left | None = None
    progress: Progress = field(default_factory=Progress)
    rows: Rows = field(init=False)
    people: People = field(init=False)
    readings: Readings = field(init=False)

    def __post_init__(self) -> None:
        self.readings = Readings(self.ports.journal)
        self.forget()

    def forget(self) -> None:
        """What was read is read anew when it is asked for again."""
        self.rows = Rows(self.ports.reads, self.viewer)
        self.people = People(self.ports.vault)

    async def renew(self, now: datetime) -> None:
        """The rights are those of this instant: none for who was forgotten meanwhile."""
        kept = await self._account_kept()
        fresh = await open_context(
            self.ports,
            account=kept.id if kept else None,
            on_file=kept,
            now=now,
            correlation_id=self.correlation_id,
        )
        self.viewer, self.grants, self.person, self.now = fresh.viewer, fresh.grants, fresh.person, now
        self.forget()

    async def _account_kept(self) -> AccountOnFile | None:
        """The register may say of a person that they are forgotten just before the vault erases their accounts."""
        account = self.viewer.account
        kept = await run_sync(self.ports.vault.account, account) if account else None
        person = kept.person if kept else None
        return None if person and await self.ports.reads.fetch(forgetting_of(person)) else kept

    @property
    def holders(self) -> frozenset[str]:
        """The ids on which the rights of the viewer rest."""
        return frozenset(map(str, filter(None, (self.viewer.account, self.person, *self.viewer.poles))))

    @property
    def spender(self) -> str:
        """Whose budget an operation is charged to: an account has its own, visitors have one for each address."""
        return str(self.viewer.account or self.address)

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
        return self._entrusted(Role.COORDINATOR)

    @property
    def audited(self) -> tuple[str, ...]:
        """The Instances of which the account is an auditor today."""
        return self._entrusted(Role.AUDITOR)

    def _entrusted(self, role: Role) -> tuple[str, ...]:
        held = (grant for grant in self._held if grant.role is role)
        return tuple(sorted({bassin for grant in held for bassin in grant.bassins}))

    @property
    def _held(self) -> list[GrantRow]:
        return [grant for grant in self.grants if Spell(grant.since, grant.until).covers(self.today)]

    def opens(self, bassin: str) -> bool:
        """Whether the dossiers of an Instance are open to the viewer."""
        return bassin in self.viewer.bassins

    async def read_as_auditor(
        self, what: str, bassins: Iterable[str], asked: Mapping[str, object], *, subject: str | None = None
    ) -> None:
        """Write down what an auditor of one of these Instances reads; of anybody else, nothing.

        Raises whatever keeps it from being written: then there is no answer.
        """
        audited = tuple(sorted({*bassins} & {*self.audited}))
        if audited and self.viewer.account:
            reading = Reading(
                account=self.viewer.account,
                field=what,
                bassins=audited,
                subject=subject,
                arguments={name: value for name, value in asked.items() if value is not None},
                token=self.token,
                correlation_id=self.correlation_id,
            )
            await self.readings.record(reading)

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
    token: str | None = None,
    expires_at: datetime | None = None,
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
        token=token,
        expires_at=expires_at,
    )
