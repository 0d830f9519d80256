"""State of a server by its `postmaster.pid`, checked against the running processes.

PostgreSQL refuses to start while any process has the recorded id. After a reboot, in a restarted container, or for a
zombie, that process is not the server.
"""

import os
import signal
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from efe_infra.process.waiting import within

READY_TIMEOUT_S = 120.0  # seconds: after a crash, the log since the last checkpoint is replayed
STOP_TIMEOUT_S = 120.0  # seconds: the last checkpoint may be a long one
ORPHANS_TIMEOUT_S = 30.0  # seconds: a backend sees that its server is dead when its statement ends


def is_running(data: Path) -> bool:
    return _recorded(data)[:1] in [[str(pid)] for pid in _processes_on(data)]


def is_alive(data: Path) -> bool:
    """Tells the same at less cost, but mistakes another process with the same id for the server."""
    try:
        return psutil.Process(int(_recorded(data)[0])).status() != psutil.STATUS_ZOMBIE  # type: ignore[no-any-return]
    except (psutil.Error, ValueError, IndexError):
        return False


def is_ready(data: Path) -> bool:
    """Tells whether the server accepts connections, which the eighth line records."""
    return [line.strip() for line in _recorded(data)[7:8]] == ["ready"]


def forget_dead(data: Path) -> None:
    """Removes the records of a dead server, once its last backend has left the data."""
    lines = _recorded(data)
    if not is_running(data) and within(ORPHANS_TIMEOUT_S, lambda: not _processes_on(data)):
        (data / "postmaster.pid").unlink(missing_ok=True)
        for folder in (data, *map(Path, lines[4:5])):
            for lock in folder.glob(".s.PGSQL.*.lock"):
                lock.unlink(missing_ok=True)


def wait_until_ready(data: Path) -> None:
    """Waits for a starting server; returns at once if there is none."""
    within(READY_TIMEOUT_S, lambda: is_ready(data) or not is_running(data))


def stop(data: Path) -> None:
    """Requests a fast shutdown, which rolls back open transactions, and waits for it."""
    if is_running(data):
        os.kill(int(_recorded(data)[0]), signal.SIGINT)
        within(STOP_TIMEOUT_S, lambda: not _processes_on(data))


def _recorded(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _processes_on(data: Path) -> list[int]:
    """Returns the ids of the server and its backends, which work in the data folder; a zombie works nowhere."""
    at_work = {"name": "postgres", "cwd": str(data.resolve())}
    return [each.pid for each in psutil.process_iter(list(at_work)) if each.info == at_work]
