"""What `postmaster.pid` tells of a server, checked against the processes that are really there.

PostgreSQL refuses to start while any process has the recorded id. After a reboot, in a restarted container, or while
a killed server is still a zombie, that process is not the server.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]

READY_WITHIN = 120.0  # seconds: after a crash, the log since the last checkpoint is replayed
STOPPED_WITHIN = 120.0  # seconds: the last checkpoint may be a long one
ORPHANS_LEAVE_WITHIN = 30.0  # seconds: a backend sees that its server is dead when its statement ends


def is_running(data: Path) -> bool:
    """Whether the recorded process is a living server on this folder."""
    return _recorded(data)[:1] in [[str(pid)] for pid in _processes_on(data)]


def is_alive(data: Path) -> bool:
    """The same, but a process that took the id of a dead server is believed: to be asked often."""
    try:
        return psutil.Process(int(_recorded(data)[0])).status() != psutil.STATUS_ZOMBIE  # type: ignore[no-any-return]
    except (psutil.Error, ValueError, IndexError):
        return False


def is_ready(data: Path) -> bool:
    """Whether the server takes connections; it records that on the eighth line."""
    return [line.strip() for line in _recorded(data)[7:8]] == ["ready"]


def forget_dead(data: Path) -> None:
    """Remove the records of a server that is gone, once the last of its backends has left the data."""
    recorded = _recorded(data)
    if not is_running(data) and _within(ORPHANS_LEAVE_WITHIN, lambda: not _processes_on(data)):
        (data / "postmaster.pid").unlink(missing_ok=True)
        for folder in (data, *map(Path, recorded[4:5])):
            for lock in folder.glob(".s.PGSQL.*.lock"):
                lock.unlink(missing_ok=True)


def wait_until_ready(data: Path) -> None:
    """Wait for a server that is starting; return at once when there is none."""
    _within(READY_WITHIN, lambda: is_ready(data) or not is_running(data))


def stop(data: Path) -> None:
    """Ask for a fast shutdown, which rolls open transactions back, and wait for it."""
    if is_running(data):
        os.kill(int(_recorded(data)[0]), signal.SIGINT)
        _within(STOPPED_WITHIN, lambda: not _processes_on(data))


def _recorded(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _processes_on(data: Path) -> list[int]:
    """A server and its backends work in the data folder; a zombie works nowhere."""
    at_work = {"name": "postgres", "cwd": str(data.resolve())}
    return [each.pid for each in psutil.process_iter(list(at_work)) if each.info == at_work]


def _within(seconds: float, reached: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := reached()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return done
