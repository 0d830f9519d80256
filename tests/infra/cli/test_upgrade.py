"""An upgrade behind the shipped proxies, in the order of the runbook, and the way back: no request is refused.

Both proxies stand before the same processes, so that one upgrade shows what each of them does.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION
from tests.contract.release import NoRelease, release_of
from tests.infra.backup.conftest import created
from tests.infra.cli.given import ESTABLISH, addresses, is_ready, is_superseded
from tests.infra.cli.here import efe as here
from tests.infra.cli.pollers import IDENTIFY, Ask, Poller, client, command, polling
from tests.infra.cli.process import environment
from tests.infra.cli.versions import ROOT, ROOTS, Server, Version, edit
from tests.infra.deploy.proxies import NGINX, caddy, nginx
from tests.infra.ledger.given import until
from tests.layout.added_command import addition
from tests.layout.tree_copy import TreeCopy
from tests.local import free_port

MIGRATIONS = "infra/efe_infra/postgres/migrations"
SETTLING_S = 4.0
"""Time in which a proxy that asks every two seconds has seen what is ready."""
CHOOSE = """
    mutation ($input: ChooseMottoInput!) { chooseMotto(input: $input) { position userErrors { code message } } }
"""
CREATE = """
    mutation ($input: CreatePoleInput!) { createPole(input: $input) { pole { id } userErrors { code message } } }
"""


@dataclass
class Site:
    """Three places behind each proxy. The owner prepares the database; processes have the log-ins of roles."""

    owner: dict[str, str]
    served: dict[str, str]
    folder: Path
    stack: ExitStack
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(3)])
    origins: list[str] = field(default_factory=list)
    places: dict[int, Server] = field(default_factory=dict)

    def efe(self, tree: Path, *words: str) -> None:
        done = Version(tree, self.owner).efe(*words)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, tree: Path, place: int) -> Server:
        """Starts a process. It listens, and may wait for its tables."""
        server = self.stack.enter_context(Version(tree, self.served).serving("--port", str(self.ports[place])))
        self.places[place] = server
        return server

    def start_ready(self, tree: Path, place: int) -> None:
        server = self.start(tree, place)
        until(lambda: is_ready(server))

    def stop(self, place: int) -> None:
        self.places.pop(place).stopped()

    def open(self) -> None:
        """Starts the proxies, and waits until each of them leads to a process."""
        for proxy in (caddy, nginx) if NGINX else (caddy,):
            port = free_port()
            self.stack.enter_context(proxy(self.ports, port, self.folder))
            self.origins.append(f"http://127.0.0.1:{port}")
        until(lambda: all(leads(origin) for origin in self.origins))
        time.sleep(SETTLING_S)

    def do(self, ask: Ask) -> httpx.Response:
        """Asks through a proxy; nothing may be refused."""
        with httpx.Client(base_url=self.origins[0], timeout=30) as http:
            answer = ask(http)
        assert answer.status_code == 200, answer.text
        assert '"errors"' not in answer.text, answer.text
        assert '"code"' not in answer.text, answer.text
        return answer

    def replace_first(self, new: Path) -> None:
        """Schema, a new process, tables: from then on the new process is ready."""
        self.efe(new, "migrate", "--schema")
        waiting = self.start(new, 2)
        assert waiting.ready()["reasons"] == ["REBUILD_DUE"]
        self.efe(new, "migrate", "--tables")
        until(lambda: is_ready(waiting))

    def replace_others(self, new: Path) -> None:
        """The last one is not replaced: that would show nothing more."""
        self.stop(0)
        self.start_ready(new, 0)
        self.stop(1)

    def go_back(self, old: Path) -> None:
        """A process of the old release, its tables, then no process of the new release."""
        first = self.start(old, 1)
        self.efe(old, "rebuild", "--downgrade")
        until(lambda: is_ready(first))
        time.sleep(SETTLING_S)
        for place in {*self.places} - {1}:
            self.stop(place)


def leads(origin: str) -> bool:
    try:
        return httpx.get(f"{origin}/health/live", timeout=30).status_code == 200
    except httpx.HTTPError:
        return False


def refused(pollers: Sequence[Poller]) -> dict[str, list[str]]:
    """Returns what was refused. A poller that asked nothing proves nothing."""
    assert all(each.answered > 2 for each in pollers), {each.name: each.answered for each in pollers}
    return {each.name: each.refused for each in pollers if each.refused}


@pytest.fixture
def site(server: Database, tmp_path: Path) -> Iterator[Site]:
    with created(server) as empty, ExitStack() as stack:
        urls = addresses(empty)
        yield Site({**environment(tmp_path, empty), **urls}, {**environment(tmp_path), **urls}, tmp_path, stack)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The sources of release 0.10.2. A clone without its history has none."""
    folder = tmp_path / "earlier"
    try:
        release = release_of(ROOT, "0.10.2")
    except NoRelease as reason:
        pytest.skip(str(reason))
    for root in ROOTS:
        release.unpack(root, folder / root)
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The sources of a later release: a generation higher, with another table of operators and a command more.

    So each release lacks a table that the other one has, both ways.
    """
    folder = tmp_path / "later"
    folder.mkdir()
    copy = TreeCopy(folder)
    copy.add(addition.PRODUCT)
    edit(
        folder / "infra/efe_infra/read_model/tables/generation.py",
        f"GENERATION: Final = {GENERATION}",
        f"GENERATION: Final = {GENERATION + 1}",
    )
    edit(folder / "projections/efe_projections/operator/rows.py", 'table="operator",', 'table="operator_of_later",')
    return folder


def prepare(site: Site, old: Path) -> str:
    """Prepares the database with the old release, and establishes Liège. Returns the token of its coordinator."""

    def run(*words: str) -> None:
        if old != ROOT:
            site.efe(old, *words)
        else:
            done = here(*words, env=site.owner)
            assert done.returncode == 0, done.stderr

    run("migrate")
    run("grant", "--account", "pilot", "--role", "administrator")
    site.start_ready(old, 0)
    token = LocalIssuer(site.folder).mint("pilot", lasting=3600)
    site.open()
    site.do(command(ESTABLISH, token, bassin="LIEGE"))
    run("grant", "--account", "pilot", "--role", "coordinator", "--bassin", "liege")
    return token


def migrations(tree: Path) -> set[str]:
    return {path.name for path in (tree / MIGRATIONS).glob("*.sql")}


@pytest.mark.timeout(600)
def test_from_release_0_10_2_to_this_one_and_back_no_request_is_refused(site: Site, earlier: Path) -> None:
    """The way back is there only where no migration lies in between."""
    token = prepare(site, earlier)
    site.start_ready(earlier, 1)

    with polling(site.origins, token) as pollers:
        site.replace_first(ROOT)
        site.replace_others(ROOT)
        if migrations(earlier) == migrations(ROOT):
            site.go_back(earlier)
        time.sleep(SETTLING_S)

    assert refused(pollers) == {}


@pytest.mark.timeout(900)
def test_a_release_with_other_tables_and_a_new_command_refuses_no_request_forth_nor_back(
    site: Site, later: Path
) -> None:
    """The old process answers after the swap, until the proxies have seen the new one."""
    token = prepare(site, ROOT)
    axis = {"kind": "METIER", "label": "Soudeur"}
    site.do(command(IDENTIFY, token, bassin="LIEGE", axis=axis))
    made = site.do(command(CREATE, token, bassin="LIEGE", axis=axis, name="Soudage"))
    choose = command(
        CHOOSE, token, poleId=made.json()["data"]["createPole"]["pole"]["id"], motto=lambda: f"Devise {uuid4()}"
    )

    with polling(site.origins, token) as pollers:
        site.replace_first(later)
        until(lambda: is_superseded(site.places[0]))
        site.stop(0)
        site.go_back(ROOT)
        forward = site.start(later, 0)
        site.efe(later, "rebuild")
        until(lambda: is_ready(forward))
        time.sleep(SETTLING_S)
        site.stop(1)
        with ExitStack() as stack:
            choosers = [stack.enter_context(client("new command", origin, choose)) for origin in site.origins]
            time.sleep(SETTLING_S)

    assert refused([*pollers, *choosers]) == {}
