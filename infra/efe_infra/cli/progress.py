"""Long work shows how far it is."""

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

WAIT: Final = 0.5
"""Seconds between two looks at a rebuild that another process is at."""


def bar() -> Progress:
    """On stderr, so that what a command prints can be piped; only where somebody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def counting(progress: Progress, title: str) -> Callable[[int, int], None]:
    """A line of its own, told how far the work is and how far it goes."""
    task = progress.add_task(title, total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)


def rebuilt(installation: Installation, *, refused: frozenset[Precedence] = REFUSE_IF_NEWER) -> int:
    """Rebuild the read tables with a progress bar, and return the position reached. Raises as `rebuild`."""
    with bar() as progress:
        seen = counting(progress, "Reconstruction des tables de lecture")
        return rebuild(installation.database, PROJECTIONS, seen, refused=refused)


def rebuilt_if_due(installation: Installation) -> TableOrder:
    """The tables are derived from the code: when it is newer than them, they are rebuilt before anything else.

    Of several processes of the same code one does it and the others wait: the one that works may yet die.
    """
    while (found := status(installation.database, PROJECTIONS).tables).precedence is Precedence.DUE:
        try:
            rebuilt(installation, refused=REFUSE_UNLESS_DUE)
        except RebuildRunning:
            sleep(WAIT)
        except RebuildRefused as meanwhile:
            return meanwhile.order
    return found
