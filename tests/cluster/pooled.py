"""The way of a process that reaches the cluster through a pooler: HAProxy finds the leader, PgBouncer keeps sessions.

Both are programs of their own, which Debian ships. The log-ins are those of an operator.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Final

from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.opening import ROLES_WITH_LOGIN
from tests.cluster.nodes import Cluster, commits
from tests.local import LOCAL, free_port
from tests.pooling import PGBOUNCER, Pooler

HAPROXY: Final = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ENDS: Final = 10.0
CONFIG: Final = """\
global
    maxconn 1000
defaults
    mode tcp
    timeout connect 2s
    timeout check 1s
    timeout client 1h
    timeout server 1h
listen leader
    bind {address}:{port}
    option httpchk GET /primary
    default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
"""
"""As Patroni's documentation has it, but that it looks twice a second."""


def may_pool() -> bool:
    return bool(PGBOUNCER and HAPROXY)


class Way:
    """Open as long as its context."""

    def __init__(self, home: Path, cluster: Cluster) -> None:
        self._home, self._cluster, self._port = home / "way", cluster, free_port()
        self.pooler = Pooler(home / "pool", f"host={LOCAL} port={self._port}", "postgres", cluster.superuser)
        self._passwords = {role: token_hex(16) for role in ROLES_WITH_LOGIN}

    @contextmanager
    def open(self) -> Iterator[None]:
        """The roles are there."""
        self._make_logins()
        with self._proxy(), self.pooler.running():
            yield

    @property
    def env(self) -> Mapping[str, str]:
        """Returns the environment with the log-ins of the pooler; the administrator connects as before."""
        return {
            f"EFE_{role.removeprefix('efe_').upper()}_URL": self.pooler.behind(
                make_conninfo("", user=f"pooled_{role}", password=password, dbname="efe")
            )
            for role, password in self._passwords.items()
        }

    def leads(self) -> bool:
        """A commit that comes by it is on the standby."""
        return commits(self.env["EFE_COMMAND_URL"])

    def _make_logins(self) -> None:
        """Makes log-ins that enter their role by themselves: the pooler does not pass on a requested role."""
        for role, password in self._passwords.items():
            name = Identifier(f"pooled_{role}")
            for words in (
                SQL("create role {} noinherit login password {}").format(name, password),
                SQL("grant {} to {}").format(Identifier(role), name),
                SQL("alter role {} set role = {}").format(name, Identifier(role)),
            ):
                self._cluster.ask(words.as_string())

    @contextmanager
    def _proxy(self) -> Iterator[None]:
        assert HAPROXY
        self._home.mkdir(exist_ok=True)
        servers = [
            f"    server {each.name} {LOCAL}:{each.postgres} check port {each.rest}" for each in self._cluster.nodes
        ]
        config = self._home / "haproxy.cfg"
        config.write_text(CONFIG.format(address=LOCAL, port=self._port) + "\n".join(servers) + "\n")
        with (
            (self._home / "log").open("wb") as log,
            subprocess.Popen([HAPROXY, "-db", "-f", config], stdout=log, stderr=log) as process,
        ):
            try:
                yield
            finally:
                process.kill()
                process.wait(ENDS)
