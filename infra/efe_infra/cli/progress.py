"""Long work shows how far it is."""

from collections.abc import Callable

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from efe_infra.cli.app import err
from efe_infra.composition import Installation
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.status import status
from efe_projections.catalogue import PROJECTIONS


def bar() -> Progress:
    """On stderr, so that what a command prints can be piped; only where somebody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def counting(progress: Progress, title: str) -> Callable[[int, int], None]:
    """A line of its own, told how far the work is and how far it goes."""
    task = progress.add_task(title, total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)


def rebuilt(installation: Installation) -> int:
    """Rebuild the read tables with a progress bar, and return the position reached."""
    with bar() as progress:
        return rebuild(installation.database, PROJECTIONS, counting(progress, "Reconstruction des tables de lecture"))


def rebuilt_if_due(installation: Installation) -> None:
    """The tables are derived from the code: when it changed, they are rebuilt before anything else."""
    if status(installation.database, PROJECTIONS).rebuild_due:
        rebuilt(installation)
