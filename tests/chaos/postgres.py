"""Faults of a PostgreSQL that serves."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil  # type: ignore[import-untyped]

from tests.chaos.promises import wait_for
from tests.hostile.restarting import BACKENDS, Restarted, is_gone
from tests.infra.ledger.given import until

COMES_BACK = 20.0
"""Seconds in which a server that was killed is started again by those who use it."""
LEADS = "select pid from pg_stat_activity where query ~ 'efe_append' and pid <> pg_backend_pid()"
"""Whoever appends, or was the last to append."""
APPENDS = f"{LEADS} and state = 'active'"
READ_ONLY = "show default_transaction_read_only"
LOOKS = 0.5
"""Seconds for which one who appends is waited for."""


class Supplied(Restarted):
    """Started again by a manager of services, which is the harness."""

    def kill(self) -> None:
        """Its backends see it, and leave."""
        server = psutil.Process(self.pid)
        server.kill()
        until(lambda: is_gone(server))
        self.come_back()

    def start_first(self) -> None:
        """Before those who use it."""
        self.come_back()

    def terminate_a_backend(self) -> None:
        self.ask(f"select pg_terminate_backend(pid) from ({BACKENDS} order by random() limit 1) as victim")

    def freeze(self, seconds: float) -> None:
        """Freezes the server: it accepts connections and answers none."""
        server = psutil.Process(self.pid)
        with frozen([server, *server.children(recursive=True)]):
            time.sleep(seconds)

    def freeze_the_leader(self, seconds: float) -> None:
        """The connection that appends stops in the middle, with the turn if it has it."""
        with frozen([psutil.Process(pid) for [pid] in self._leaders()]):
            time.sleep(seconds)

    def freeze_a_backend(self, seconds: float) -> None:
        with frozen([psutil.Process(pid) for [pid] in self.ask(f"{BACKENDS} order by random() limit 1")]):
            time.sleep(seconds)

    def only_read(self, seconds: float) -> None:
        """As a standby does, or a server whose operator wants it to rest."""
        self._only_read("on")
        time.sleep(seconds)
        self._only_read("off")

    def _only_read(self, whether: str) -> None:
        self.ask(f"alter system set default_transaction_read_only = {whether}")
        self.ask("select pg_reload_conf()")
        until(lambda: self.ask(READ_ONLY) == [(whether,)])

    def _leaders(self) -> list[tuple[int]]:
        deadline = time.monotonic() + LOOKS
        while not (found := self.ask(APPENDS)) and time.monotonic() < deadline:
            pass
        return found or self.ask(LEADS)


class Embedded(Supplied):
    """Started again by the processes that use it, and by nobody else."""

    def start_first(self) -> None:
        """Starts the server as the platform's own processes do."""

    def come_back(self) -> None:
        wait_for("PostgreSQL is started again by those who use it", lambda: self.answers, COMES_BACK)


@contextmanager
def frozen(processes: list[psutil.Process]) -> Iterator[None]:
    """All of them go on afterwards, in the opposite order."""
    stopped = [each.pid for each in processes if signalled(each.pid, signal.SIGSTOP)]
    try:
        yield
    finally:
        for pid in reversed(stopped):
            signalled(pid, signal.SIGCONT)


def signalled(pid: int, number: signal.Signals) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
        return True
    return False
