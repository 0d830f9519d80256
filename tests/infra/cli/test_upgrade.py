"""An upgrade behind the shipped proxies, in the order of the runbook, and the way back: no request is refused."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION
from tests.contract.release import NoRelease, release_of
from tests.infra.backup.conftest import created
from tests.infra.cli.pollers import Poller, client, polling
from tests.infra.cli.process import environment
from tests.infra.cli.test_migrate import addresses
from tests.infra.cli.test_rollout import is_ready
from tests.infra.cli.test_stopping import ESTABLISH
from tests.infra.cli.versions import ROOT, ROOTS, Server, Version, edit
from tests.infra.deploy.proxies import NGINX, caddy, nginx
from tests.infra.ledger.given import until
from tests.layout.added_command import addition
from tests.layout.tree_copy import TreeCopy
from tests.local import free_port

MIGRATIONS = "infra/efe_infra/postgres/migrations"
SETTLING_S = 4.0
"""Time in which a proxy that asks every two seconds has seen what is ready."""

type Proxy = Callable[[Sequence[int], int, Path], AbstractContextManager[None]]
with_each_proxy = pytest.mark.parametrize(
    "proxy", [caddy, pytest.param(nginx, marks=pytest.mark.skipif(not NGINX, reason="nginx is not there"))]
)


@dataclass
class Site:
    """Three addresses behind a proxy. The owner prepares the database; processes have the log-ins of roles."""

    owner: dict[str, str]
    served: dict[str, str]
    folder: Path
    stack: ExitStack
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(3)])
    port: int = field(default_factory=free_port)
    places: dict[int, Server] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def efe(self, tree: Path, *words: str) -> str:
        done = Version(tree, self.owner).efe(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, tree: Path, place: int) -> Server:
        """Starts a process, and waits until it listens. It may wait for its tables."""
        version = Version(tree, self.served)
        server = self.stack.enter_context(version.serving("--port", str(self.ports[place])))
        until(lambda: answers(server.url.replace("/graphql", "/health/live")))
        self.places[place] = server
        return server

    def start_ready(self, tree: Path, place: int) -> None:
        server = self.start(tree, place)
        until(lambda: is_ready(server))

    def stop(self, place: int) -> None:
        self.places.pop(place).stopped()

    def ask(self, query: str, token: str, **variables: object) -> dict[str, dict[str, object]]:
        """Asks through the proxy; nothing may be refused."""
        body = {"query": query, "variables": variables}
        answer = httpx.post(
            f"{self.origin}/graphql", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        assert "errors" not in answer.json(), answer.text
        data: dict[str, dict[str, object]] = answer.json()["data"]
        assert not any(each.get("userErrors") for each in data.values()), answer.text
        return data

    def upgrade(self, new: Path, *, tables: Sequence[str] = ("migrate", "--tables")) -> None:
        """Schema, a new process, tables; then the other processes, one by one."""
        self.efe(new, "migrate", "--schema")
        waiting = self.start(new, 2)
        self.efe(new, *tables)
        until(lambda: is_ready(waiting))
        for place in (0, 1):
            self.stop(place)
            self.start_ready(new, place)
        time.sleep(SETTLING_S)

    def go_back(self, old: Path) -> None:
        """An old process, its tables, then the others."""
        self.stop(1)
        first = self.start(old, 1)
        self.efe(old, "rebuild", "--downgrade")
        until(lambda: is_ready(first))
        for place in (0, 2):
            self.stop(place)
        self.start_ready(old, 0)
        time.sleep(SETTLING_S)


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=30).status_code in {200, 503}
    except httpx.HTTPError:
        return False


def refused(pollers: Sequence[Poller]) -> dict[str, list[str]]:
    """Returns what was refused. A poller that asked nothing proves nothing."""
    assert all(each.answered > 5 for each in pollers), {each.name: each.answered for each in pollers}
    return {each.name: each.refused for each in pollers if each.refused}


@pytest.fixture
def site(server: Database, tmp_path: Path) -> Iterator[Site]:
    with created(server) as empty, ExitStack() as stack:
        urls = addresses(empty)
        yield Site({**environment(tmp_path, empty), **urls}, {**environment(tmp_path), **urls}, tmp_path, stack)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of release 0.10.2. A clone without its history has none."""
    folder = tmp_path_factory.mktemp("earlier")
    try:
        release = release_of(ROOT, "0.10.2")
    except NoRelease as reason:
        pytest.skip(str(reason))
    for root in ROOTS:
        release.unpack(root, folder / root)
    return folder


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of a later release: a generation higher, with a column and a command more."""
    folder = tmp_path_factory.mktemp("later")
    copy = TreeCopy(folder)
    copy.add(addition.PRODUCT)
    edit(
        folder / "infra/efe_infra/read_model/tables/generation.py",
        f"GENERATION: Final = {GENERATION}",
        f"GENERATION: Final = {GENERATION + 1}",
    )
    edit(
        folder / "projections/efe_projections/operator/rows.py",
        "    commune: str\n",
        "    commune: str\n    later: bool = True\n",
    )
    copy.generate()
    return folder


CHOOSE = """
    mutation ($input: ChooseMottoInput!) { chooseMotto(input: $input) { position userErrors { code message } } }
"""
CREATE = """
    mutation ($input: CreatePoleInput!) { createPole(input: $input) { pole { id } userErrors { code message } } }
"""


def begin(site: Site, old: Path, proxy: Proxy) -> str:
    """Starts two processes of the old release behind the proxy. Returns the token of a coordinator of Liège."""
    site.efe(old, "migrate")
    site.efe(old, "grant", "--account", "pilot", "--role", "administrator")
    token = site.efe(old, "token", "pilot").split()[-1]
    for place in (0, 1):
        site.start(old, place)
    site.stack.enter_context(proxy(site.ports, site.port, site.folder))
    until(lambda: answers(f"{site.origin}/health/live"))
    site.ask(ESTABLISH, token, input={"commandId": str(uuid4()), "bassin": "LIEGE"})
    site.efe(old, "grant", "--account", "pilot", "--role", "coordinator", "--bassin", "liege")
    time.sleep(SETTLING_S)
    return token


def migrations(tree: Path) -> set[str]:
    return {path.name for path in (tree / MIGRATIONS).glob("*.sql")}


@with_each_proxy
@pytest.mark.timeout(600)
def test_from_release_0_10_2_to_this_one_and_back_no_request_is_refused(
    site: Site, earlier: Path, proxy: Proxy
) -> None:
    token = begin(site, earlier, proxy)
    with polling(site.origin, token) as pollers:
        site.upgrade(ROOT)
        if migrations(earlier) == migrations(ROOT):
            site.go_back(earlier)

    assert refused(pollers) == {}


@with_each_proxy
@pytest.mark.timeout(900)
def test_a_release_with_other_tables_and_a_new_command_refuses_no_request_forth_nor_back(
    site: Site, later: Path, proxy: Proxy
) -> None:
    token = begin(site, ROOT, proxy)
    axis = {"kind": "METIER", "label": "Soudeur"}
    created = site.ask(CREATE, token, input={"bassin": "LIEGE", "axis": axis, "name": "Soudage"})["createPole"]
    [pole] = [str(each["id"]) for each in [created["pole"]] if isinstance(each, dict)]

    def choose(http: httpx.Client) -> httpx.Response:
        motto = {"poleId": pole, "motto": f"Devise {uuid4()}", "commandId": str(uuid4())}
        return http.post(
            "/graphql",
            json={"query": CHOOSE, "variables": {"input": motto}},
            headers={"Authorization": f"Bearer {token}"},
        )

    with polling(site.origin, token) as pollers:
        site.upgrade(later)
        site.go_back(ROOT)
        site.upgrade(later, tables=["rebuild"])
        with client("new command", site.origin, choose) as chooser:
            time.sleep(SETTLING_S)

    assert refused([*pollers, chooser]) == {}
