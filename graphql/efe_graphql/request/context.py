"""The context of one request: the principal, the time, and the ports."""

from asyncio import Task
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import strawberry
from anyio.to_thread import run_sync

from efe_domain.access.grants import Role
from efe_domain.shared.messages import Language
from efe_graphql.answer_memory import AnswerMemory, RepeatableAnswer
from efe_graphql.contract.errors import Unauthenticated
from efe_graphql.limits.cost_budget import CostBudget, Limited, Remaining
from efe_graphql.limits.telemetry import Observed
from efe_graphql.request.access_journal import AuditReading, Readings
from efe_graphql.request.api_tokens import TokenScope
from efe_graphql.request.client_rights import ClientRights, acting_as
from efe_graphql.request.deposits import DepositLoader
from efe_graphql.request.loaders import PeopleLoader, RowLoader
from efe_graphql.request.ports import Ports
from efe_graphql.request.principal import ActingAccount, Optimistic, Principal, find_principal
from efe_graphql.request.sealed_events import SealedEvents
from efe_graphql.request.vault_rows import AccountOnFile
from efe_projections.access.reads import forgetting_of
from efe_projections.engine.changes import ReadState
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR, Viewer
from efe_projections.instance.mandates import MandateRow

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_in_law(now: datetime) -> date:
    """Returns the day in Brussels at an instant."""
    return now.astimezone(BRUSSELS).date()


@dataclass
class Progress:
    """Progress of a subscription: its client has all entries up to `passed`, and `at` is being answered."""

    passed: int | None = None
    at: int | None = None


@dataclass(kw_only=True)
class Context(ClientRights, Limited):
    """Context of one request. `now` is its start, and `grants` are those of the viewer, of all times.

    `person` is linked to the account, if any; `represented` are the pôles where they represent a member
    today, `sittings` their seats in bodies. `verified_email` is in the token of a trusted issuer.
    `token` is a fingerprint of the token, `expires_at` when it expires; None for a visitor. A long request renews it.
    `spender` is the client whose budget is charged, `spent` the cost of the operation, of `whole_cost` at first.

    `read_position` is the position of the read model when the rights were read; None if it must be read. With an
    `optimistic_principal`, these values are those of the request before. With `token_only`, the token is verified but
    its account was not looked up: the answer is the same for every viewer. `repeatable` tells how an answer is found
    again that depends on nothing but rows of the read model, `principal` and the day. A request that `is_new` came
    never before, as far as the server knows: its answer is not remembered.

    `task` answers the request; once it is cancelled, or `is_disconnected`, no client waits for the answer.
    """

    viewer: Viewer
    now: datetime
    correlation_id: str
    language: Language = Language.FRENCH
    person: UUID | None = None
    represented: tuple[UUID, ...] = ()
    sittings: tuple[MandateRow, ...] = ()
    token: str | None = None
    expires_at: datetime | None = None
    verified_email: str | None = None
    spender: str = ""
    remaining_budget: Remaining | None = None
    spent: int = 0
    whole_cost: int = 0
    repeatable: RepeatableAnswer | None = None
    is_new: bool = False
    read_position: int | None = None
    principal: Principal | None = None
    optimistic_principal: "Optimistic[Context] | None" = None
    token_only: bool = False
    task: Task[Any] | None = None
    is_disconnected: Callable[[], Coroutine[Any, Any, bool]] | None = None
    progress: Progress = field(default_factory=Progress)
    observed: Observed = field(default_factory=Observed)

    @property
    def budget(self) -> CostBudget | None:
        return self.ports.budget

    @property
    def operation_timeout(self) -> float:
        return self.ports.operation_timeout

    @property
    def answers(self) -> AnswerMemory | None:
        return self.ports.answers

    @cached_property
    def rows(self) -> RowLoader:
        return RowLoader(self.ports.reads, self.viewer)

    @cached_property
    def people(self) -> PeopleLoader:
        return PeopleLoader(self.ports.vault)

    @cached_property
    def deposits(self) -> DepositLoader:
        return DepositLoader(self.ports.documents.deposits)

    @cached_property
    def sealed(self) -> SealedEvents:
        return SealedEvents(self.ports.sealed_events, self._sealed_was_read)

    async def _sealed_was_read(self, bassin: str, details: Mapping[str, object]) -> None:
        await self.read_as_auditor("AuditEntry.sealed", [bassin], details)

    @cached_property
    def readings(self) -> Readings:
        return Readings(self.ports.journal)

    def forget(self) -> None:
        """Forgets the rows read so far, so that later reads are fresh."""
        self.read_position = None
        for stored_account in ("rows", "people", "deposits", "sealed"):
            self.__dict__.pop(stored_account, None)

    async def renew(self, now: datetime) -> None:
        """Reads the rights as of this instant; an erased person has none."""
        stored_account = await self._account_kept()
        self._take(
            await open_context(
                self.ports,
                account=stored_account.id if stored_account else None,
                acting=acting_as(stored_account) if stored_account else None,
                now=now,
                correlation_id=self.correlation_id,
                scope=self.scope,
            )
        )
        self.forget()

    def _take(self, fresh: "Context") -> None:
        self.viewer, self.grants, self.person, self.now = fresh.viewer, fresh.grants, fresh.person, fresh.now
        self.represented, self.sittings = fresh.represented, fresh.sittings
        self.full_grants, self.is_application = fresh.full_grants, fresh.is_application
        self.principal, self.repeatable = fresh.principal, None

    @property
    def is_confirmed(self) -> bool:
        """True once the principal of the request is confirmed."""
        return self.optimistic_principal is None and not self.token_only

    async def settle(self) -> None:
        """Looks up an optimistic principal; before that, only `read_at_once` may be called."""
        if assumed := self.optimistic_principal:
            fresh = await assumed.look_up()
            self.optimistic_principal = None  # a look-up that fails confirms nothing
            self._take(fresh)
            self.forget()
            self.read_position = fresh.read_position

    async def read_at_once[T: msgspec.Struct](self, query: ReadQuery[T]) -> list[T]:
        """Runs a query of an answer; the first one confirms an optimistic principal. Raises `PrincipalChanged`."""
        if assumed := self.optimistic_principal:
            rows = await assumed.confirmed(query)
            self.optimistic_principal = None
            return rows
        return await self.ports.reads.fetch(query)

    async def read_state(self) -> ReadState:
        """Reads the state of the read model in place of an answer, and confirms as `read_at_once` does."""
        if assumed := self.optimistic_principal:
            state = await assumed.state()
            self.optimistic_principal = None
            return state
        _, state = await self.ports.reads.confirm()
        return state

    async def _account_kept(self) -> AccountOnFile | None:
        """Returns the account; None if the register recorded the erasure of its person: the vault erases later.

        None too if the API token of the request has ended.
        """
        account = self.viewer.account
        if self.scope:
            token = await run_sync(self.ports.vault.api_token, self.scope.token)
            account = account if token and token.is_valid else None
        stored_account = await run_sync(self.ports.vault.account, account) if account else None
        person = stored_account.person if stored_account else None
        return None if person and await self.ports.reads.fetch(forgetting_of(person)) else stored_account

    @property
    def holders(self) -> frozenset[str]:
        """The ids on which the rights of the viewer rest."""
        seated = (each for sitting in self.sittings for each in (sitting.seat, sitting.body))
        return frozenset(map(str, filter(None, (self.viewer.account, self.person, *self.viewer.poles, *seated))))

    @property
    def today(self) -> date:
        return day_in_law(self.now)

    def may_export(self, bassin: str) -> bool:
        """Tells whether the account may export the evidence of an Instance: its coordinators and its auditors."""
        takers = (Role.COORDINATOR, Role.AUDITOR)
        active = (grant for grant in self._held if grant.role in takers and not grant.pole)
        return self.opens(bassin) and any(bassin in grant.bassins for grant in active)

    def check_account(self) -> None:
        """Checks for a token: the past of an object costs more to read than its present. Raises `Unauthenticated`."""
        if not self.viewer.account:
            raise Unauthenticated

    def opens(self, bassin: str) -> bool:
        """Tells whether the dossiers of an Instance are open to the viewer."""
        return bassin in self.viewer.bassins

    async def read_as_auditor(
        self, what: str, bassins: Iterable[str], details: Mapping[str, object], *, subject: str | None = None
    ) -> None:
        """Records a reading if the viewer is an auditor of one of these Instances.

        Raises every error of the journal: then there is no answer.
        """
        audited = tuple(sorted({*bassins} & {*self.audited_on(self.today)}))
        if audited and self.viewer.account:
            reading = AuditReading(
                account=self.viewer.account,
                field=what,
                bassins=audited,
                subject=subject,
                arguments={name: value for name, value in details.items() if value is not None},
                token=self.token,
                correlation_id=self.correlation_id,
            )
            await self.readings.record(reading)

    def opens_pole(self, pole: UUID, bassin: str) -> bool:
        """Tells whether the dossier of a pôle is open to the viewer: its Instance, its members, accounts with a role
        in it."""
        return self.opens(bassin) or pole in self.viewer.poles


Info = strawberry.Info[Context, None]


async def open_context(
    ports: Ports,
    *,
    account: UUID | None,
    now: datetime,
    correlation_id: str,
    acting: ActingAccount | None = None,
    scope: TokenScope | None = None,
) -> Context:
    """Returns the context of a request by an account or a visitor, with its current rights.

    `acting` is the account with its person, if already loaded.
    """
    if not account:
        return Context(ports=ports, viewer=VISITOR, grants=(), now=now, correlation_id=correlation_id)
    if acting is None:
        on_file = await run_sync(ports.vault.account, account)
        acting = acting_as(on_file) if on_file else ActingAccount(account, None)
    principal = await find_principal(ports.reads, acting, day_in_law(now), scope)
    return context_of(ports, principal, principal.since, now=now, correlation_id=correlation_id)


def context_of(ports: Ports, principal: Principal, at: int, *, now: datetime, correlation_id: str) -> Context:
    return Context(
        ports=ports,
        viewer=principal.viewer,
        grants=principal.granted,
        now=now,
        correlation_id=correlation_id,
        person=principal.person,
        represented=principal.represented,
        sittings=principal.sittings,
        scope=principal.scope,
        full_grants=tuple(principal.grants),
        is_application=principal.scope is not None or principal.acting.is_service,
        read_position=at,
        principal=principal,
    )
