"""Stage of a run: a database with a few people, and the process that serves it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO
from uuid import UUID

import psutil  # type: ignore[import-untyped]

from efe_domain.access.grants import Role
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import AXIS, LONG_AGO, TODAY
from tests.chaos.promises import OPERATION, STATEMENT, Fault, wait_for
from tests.chaos.troubles import Kind, Troubles
from tests.running import installation

EFE = [sys.executable, "-c", "from efe_infra.startup import main; main()"]
STARTS = 60.0
"""Seconds in which a process that is started serves."""
STOPS = 40.0
"""The same for one that is told to stop: 15 are for what is under way."""
LASTING = 7200
BASSINS = (Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME)


@dataclass(frozen=True)
class People:
    """The headers by which each is known."""

    coordinators: dict[Bassin, dict[str, str]]
    auditor: dict[str, str]


def settled(database: Database, home: Path) -> People:
    """A migrated database with three Instances that have an axis and a coordinator each, and an auditor of all."""
    migrate(database)
    create_read_tables(database, PROJECTIONS)
    with installation(database, home) as here:
        for bassin in BASSINS:
            establish(here, bassin, account(here, bassin))
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            here.platform.grant_platform_access(account(here, "audit"), Role.AUDITOR, on=LONG_AGO)
        return People({each: bearer(here, each) for each in BASSINS}, bearer(here, "audit"))


def establish(here: Installation, bassin: Bassin, coordinator: UUID) -> None:
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        here.platform.establish_instance(bassin, on=LONG_AGO)
        here.platform.grant_access(bassin, coordinator, Role.COORDINATOR, on=LONG_AGO)
    with in_context(CommandContext(actor=str(coordinator), today=TODAY)):
        here.platform.identify_axis(bassin, axis(AxisKind.METIER, AXIS["label"]), on=LONG_AGO)


def account(here: Installation, subject: str) -> UUID:
    return here.vault.account_for(ISSUER, subject)


def bearer(here: Installation, subject: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {here.local_issuer.mint(subject, lasting=LASTING)}"}


def environment(home: Path, database: Database | None) -> dict[str, str]:
    """Without a database, the processes start one of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EFE_")}
    url = {"EFE_DATABASE_URL": database.admin} if database else {}
    limits = {"EFE_OPERATION_TIMEOUT": str(OPERATION), "EFE_STATEMENT_TIMEOUT": str(STATEMENT)}
    return {**kept, **url, **limits, "EFE_HOME": str(home), "EFE_COST_BUDGET": "0", "COLUMNS": "200"}


def efe(words: Sequence[str], env: dict[str, str]) -> None:
    """Raises `Fault` with what the command says."""
    done = subprocess.run([*EFE, *words], env=env, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise Fault(f"efe {' '.join(words)}: status {done.returncode}: {(done.stdout + done.stderr).strip()[-600:]}")


class Served:
    """`efe serve` in a process of its own, always at the same address. Its log is `<home>/<name>.log`."""

    def __init__(self, home: Path, env: dict[str, str], name: str = "serve") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.env = {**env, "EFE_PORT": str(self._port)}
        self._log = home / f"{name}.log"
        self.troubles = Troubles()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = started(self.env, log)
        wait_for("The server serves", self._serves, STARTS)

    def stop(self) -> None:
        """Told to by the system: what is under way is answered."""
        process = self._running
        process.terminate()
        try:
            status = process.wait(STOPS)
        except subprocess.TimeoutExpired:
            raise Fault(f"The server does not stop within {STOPS:.0f} s") from None
        if status:
            raise Fault(f"The server stops with the status {status}")

    def kill(self) -> None:
        self._running.kill()
        self._running.wait()

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()

    @contextmanager
    def away(self) -> Iterator[None]:
        with self.troubles.during(Kind.AWAY):
            yield

    def freeze(self, seconds: float) -> None:
        with self.troubles.during(Kind.FROZEN):
            process = psutil.Process(self._running.pid)
            process.suspend()
            time.sleep(seconds)
            process.resume()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            raise Fault(f"The server ended by itself: {self.last_lines()}")
        return self._process

    def _serves(self) -> bool:
        self._running  # noqa: B018 - raises if it has ended
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", self._port, timeout=5)) as asking:
            asking.request("GET", "/health/live")
            return asking.getresponse().status == 200
        return False

    def last_lines(self, containing: str = "", most: int = 5) -> str:
        """Returns the last lines of its log."""
        if not self._log.exists():
            return ""
        return "\n".join(
            [line for line in self._log.read_text(errors="replace").splitlines() if containing in line][-most:]
        )


def started(env: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*EFE, "serve"], env=env, stdout=log, stderr=log)
