"""PgBouncer in front of a server, as Debian ships it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from psycopg.conninfo import make_conninfo

from tests.chaos.promises import wait_for
from tests.local import LOCAL, free_port, system_user

PGBOUNCER: Final = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
START_TIMEOUT_S: Final = 10.0
CONFIG: Final = """\
[databases]
* = {upstream}
[pgbouncer]
listen_addr = {address}
listen_port = {port}
unix_socket_dir =
pool_mode = {mode}
ignore_startup_parameters = options, extra_float_digits
auth_type = scram-sha-256
auth_file = {users}
auth_user = {auth_user}
auth_dbname = postgres
max_client_conn = 400
default_pool_size = 100
server_login_retry = 0.5
server_connect_timeout = 3
"""
"""Connections of the platform need `ignore_startup_parameters`; the rest makes tests quick."""


class Pooler:
    """Pooler that a test starts and stops repeatedly at the same port.

    `upstream`: connection string of the server. The pooler looks log-ins up there, as `user`.
    """

    def __init__(self, folder: Path, upstream: str, user: str, password: str = "", mode: str = "session") -> None:
        self.port = free_port()
        self._folder, self._user = folder, system_user()
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        users = folder / "users.txt"
        users.write_text(f'"{user}" "{password}"\n')
        words = {"upstream": upstream, "address": LOCAL, "port": self.port, "mode": mode}
        self._config = folder / "pgbouncer.ini"
        self._config.write_text(CONFIG.format(**words, users=users, auth_user=user))
        for each in (folder, users, self._config):
            if self._user:
                shutil.chown(each, self._user)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert PGBOUNCER
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [PGBOUNCER, self._config], user=self._user, stdout=log, stderr=log, cwd=self._folder
            )
        wait_for("The pooler listens", self._listens, START_TIMEOUT_S)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(START_TIMEOUT_S)

    @contextmanager
    def running(self) -> Iterator[None]:
        try:
            self.start()
            yield
        finally:
            self.kill()

    def behind(self, address: str) -> str:
        """Returns the same address, through the pooler."""
        return make_conninfo(address, host=LOCAL, port=self.port)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection((LOCAL, self.port), 1):
            return True
        return False
