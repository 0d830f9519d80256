"""A platform whose webhooks go to a real HTTP server, under a clock that a test moves."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.composition import webhook_desk
from efe_infra.console.webhooks.desk import HookOwner, HookSecret
from efe_infra.hooks.desk import WebhookDesk
from efe_infra.hooks.leader import HookLeader, leading
from efe_infra.hooks.office import hook_office
from efe_infra.hooks.sending import HookOffice
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client, a_pole
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.infra.hooks.receiver import Receiver, receiving
from tests.infra.ledger.given import until
from tests.infra.notices.conftest import Clock
from tests.running import served

NETWORKS = (ip_network("127.0.0.0/8"),)
COORDINATOR = HookOwner(ISSUER, "coordination-liege")


@dataclass
class Hooked:
    """A platform with a coordinator of Liège, and a receiver."""

    api: Api
    by: Client
    desk: WebhookDesk
    office: HookOffice
    receiver: Receiver
    clock: Clock

    @property
    def database(self) -> Database:
        return self.api.installation.database

    def create(self, path: str = "/recevoir", owner: HookOwner = COORDINATOR, **asked: Any) -> HookSecret:
        self.seal()
        return self.desk.create(owner, self.receiver.url(path), **{"bassins": ["liege"], "kinds": [], **asked})

    def record(self) -> None:
        """Records several events of a pôle."""
        a_pole(self.by)

    def seal(self) -> None:
        self.api.catch_up()
        self.api.installation.sealer.run()

    @contextmanager
    def leading(self, **changes: Any) -> Iterator[HookLeader]:
        """Leads once the server has noticed the end of the session that led before."""
        office = replace(self.office, **changes)
        with ExitStack() as stack:
            leaders: list[HookLeader] = []

            def leads() -> bool:
                if leader := stack.enter_context(leading(self.database, office)):
                    leaders.append(leader)
                else:
                    stack.pop_all().close()
                return bool(leader)

            until(leads)
            yield leaders[0]

    def step(self, **changes: Any) -> int:
        """Seals, then plans and sends until nothing is due, as a leader of its own."""
        self.seal()
        with self.leading(**changes) as leader:
            return leader.run(lambda: False, until_idle=True)

    def rows(self, columns: str = "state", hook: UUID | None = None) -> list[Any]:
        """Returns columns of the deliveries in order."""
        query = f"select {columns} from hooks.delivery where %s::uuid is null or hook = %s order by hook, position"
        with psycopg.connect(self.database.admin) as connection:
            rows = connection.execute(query.encode(), [hook, hook])
            return [row[0] if len(row) == 1 else row for row in rows]

    def hook(self, columns: str = "state, reason") -> Any:
        with psycopg.connect(self.database.admin) as connection:
            return connection.execute(f"select {columns} from hooks.hook".encode()).fetchone()

    def run(self, sql: str, *params: object) -> None:
        with psycopg.connect(self.database.admin) as connection:
            connection.execute(sql.encode(), params)


@pytest.fixture
def hooked(platform: Hooked) -> Hooked:
    """The platform of the module without a webhook, with a receiver that accepts all, at the time of the machine."""
    platform.run("delete from hooks.hook")
    platform.run("update notices.progress set stopped = null")
    platform.receiver.reset()
    platform.clock.now = datetime.now(UTC)
    return platform


@pytest.fixture(scope="module")
def platform(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    clock = Clock()
    with (
        receiving() as receiver,
        served(module_database, tmp_path_factory.mktemp("home"), webhook_networks=NETWORKS) as api,
    ):
        settings = api.installation.settings
        by = api.coordinator(Bassin.LIEGE)
        office = replace(hook_office(settings), clock=clock)
        with webhook_desk(api.installation) as desk:
            yield Hooked(api, by, desk, office, receiver, clock)


def browser_of(hooked: Hooked, subject: str = "coordination-liege") -> Browser:
    browser = Browser(hooked.api)
    signed_in(browser, subject)
    return browser
