"""Progress bars of long work, and rebuilds of the read tables that show one."""

from collections.abc import Callable
from time import sleep
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from efe_infra.cli.app import err
from efe_infra.composition import Installation
from efe_infra.read_model.rebuild import RebuildRunning, rebuild
from efe_infra.read_model.tables.generation import (
    REFUSE_IF_NEWER,
    REFUSE_UNLESS_DUE,
    Precedence,
    RebuildRefused,
    TableOrder,
)
from efe_infra.read_model.tables.status import status
from efe_projections.catalogue import PROJECTIONS

POLL_DELAY_S: Final = 0.5
"""Delay between two polls of a rebuild by another process."""


def bar() -> Progress:
    """Returns a bar on stderr, so that output can be piped; disabled unless stderr is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def counting(progress: Progress, title: str) -> Callable[[int, int], None]:
    """Adds a line to the bar; the returned function takes the completed and the total steps."""
    task = progress.add_task(title, total=None)
    return lambda completed, total: progress.update(task, completed=completed, total=total)


def rebuild_with_bar(installation: Installation, *, refused: frozenset[Precedence] = REFUSE_IF_NEWER) -> int:
    """Rebuilds the read tables and returns the position reached. Raises as `rebuild`."""
    with bar() as progress:
        report = counting(progress, "Reconstruction des tables de lecture")
        return rebuild(installation.database, PROJECTIONS, report, refused=refused)


def rebuild_if_due(installation: Installation) -> TableOrder:
    """Rebuilds the read tables if the code is newer than they are, and returns their order.

    Of several processes one rebuilds. The others wait, and take over if it dies.
    """
    while (order := status(installation.database, PROJECTIONS).tables).precedence is Precedence.DUE:
        try:
            rebuild_with_bar(installation, refused=REFUSE_UNLESS_DUE)
        except RebuildRunning:
            sleep(POLL_DELAY_S)
        except RebuildRefused as refusal:
            return refusal.order
    return order
