"""What one request knows: who asks, when, and how to reach the outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry
from anyio.to_thread import run_sync

from efe_domain.access import Role
from efe_domain.days import Spell
from efe_domain.said import Language
from efe_graphql.cost_budget import Left
from efe_graphql.journal import Reading, Readings
from efe_graphql.loaders import People, Rows
from efe_graphql.observed import Observed
from efe_graphql.ports import AccountOnFile, Ports
from efe_projections.access import GrantRow
from efe_projections.mandate import MandateRow
from efe_projections.reads.access import forgetting_of, grants_of, represented, seats_of, sittings_of, viewer_of
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

    `person` is who acts with the account, if the vault knows; `represented` are the pôles where they speak for a
    member today, `sittings` the seats of bodies that they hold. `token` is a fingerprint of the token, never itself.
    From `expires_at` on, nothing says any more who asks; None for a visitor, whom nothing ends. A request that lasts
    renews it. `spender` is whose budget an operation is charged to, and `left` what is left of it. `reach` is how far
    the read model had come when the rights were read; None when that must be asked.
    """

    ports: Ports
    viewer: Viewer
    grants: tuple[GrantRow, ...]
    now: datetime
    correlation_id: str
    language: Language = Language.FRENCH
    person: UUID | None = None
    represented: tuple[UUID, ...] = ()
    sittings: tuple[MandateRow, ...] = ()
    token: str | None = None
    expires_at: datetime | None = None
    spender: str = ""
    left: Left | None = None
    reach: int | None = None
    progress: Progress = field(default_factory=Progress)
    observed: Observed = field(default_factory=Observed)

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.ports.reads, self.viewer)

    @cached_property
    def people(self) -> People:
        return People(self.ports.vault)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self.ports.journal)

    def forget(self) -> None:
        """What was read is read anew when it is asked for again."""
        self.reach = None
        for kept in ("rows", "people"):
            self.__dict__.pop(kept, None)

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
        self.represented, self.sittings = fresh.represented, fresh.sittings
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
        seated = (each for sitting in self.sittings for each in (sitting.seat, sitting.body))
        return frozenset(map(str, filter(None, (self.viewer.account, self.person, *self.viewer.poles, *seated))))

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
        """The Instances of which, or of a pôle of which, the account is an auditor today."""
        return self._entrusted(Role.AUDITOR)

    @property
    def opened_poles(self) -> tuple[UUID, ...]:
        """The pôles of which the account is an auditor or a reader today, and of their Instances not."""
        return tuple(sorted({grant.pole for grant in self._held if grant.pole}))

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
        """Whether the dossier of a pôle is: to its Instance, to its members, and to those to whom it was opened."""
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
    on_file = on_file or await run_sync(ports.vault.account, account)
    person, today = on_file.person if on_file else None, day_in_law(now)
    theirs = (forgetting_of(person), seats_of(person), sittings_of(person, today)) if person else ()
    [grants, *found], reach = await ports.reads.together(grants_of(account), *theirs)
    forgotten, seats, sittings = found or ([], [], [])
    if forgotten:
        person, seats, sittings = None, [], []
    return Context(
        ports=ports,
        viewer=viewer_of(account, grants, today, seats=seats, sittings=sittings),
        grants=tuple(grants),
        now=now,
        correlation_id=correlation_id,
        person=person,
        represented=represented(seats, today),
        sittings=tuple(sittings),
        reach=reach,
    )
