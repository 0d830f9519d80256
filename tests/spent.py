"""Processor seconds of a run: workers, what they started, and the servers that outlive their starter.

On Linux the process of the run adopts each process whose parent has ended, such as a PostgreSQL in the background.
The processor time of each, with that of its own children, is counted when it is reaped.
"""

import ctypes
import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage, struct_rusage
from typing import Final

PR_SET_CHILD_SUBREAPER: Final = 36
"""Option of prctl(2)."""
POSTGRES: Final = "postgres"


class Reaper:
    """Adopter of orphans: reaps them and its own children, and counts what each kind of process has spent."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        """Processor seconds of reaped processes, by the name of their program."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def reap(self) -> list[int]:
        """Reaps the children that have ended, and returns their process ids. Waits for none."""
        found: list[int] = []
        with suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                program = program_of(ended.si_pid)
                pid, _, usage = os.wait4(ended.si_pid, 0)
                self.seconds[program] += total_s(usage)  # type: ignore[assignment] # floats can be counted
                found.append(pid)
        return found


def program_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    return ""


def total_s(usage: struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def spent_s() -> float:
    """Returns the processor seconds of this process and of all that it has reaped."""
    return total_s(getrusage(RUSAGE_SELF)) + total_s(getrusage(RUSAGE_CHILDREN))
