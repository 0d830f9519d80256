"""Long work shows how far it is."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from efe_infra.build import Installation
from efe_infra.cli.app import err
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.status import status
from efe_projections.catalogue import PROJECTIONS


def bar() -> Progress:
    """On stderr, so that what a command prints can be piped; and only for someone who looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def rebuilt(installation: Installation) -> int:
    """Rebuild the read tables with a progress bar, and return the position reached."""
    with bar() as progress:
        task = progress.add_task("Reconstruction des tables de lecture", total=None)
        return rebuild(
            installation.database,
            PROJECTIONS,
            lambda position, head: progress.update(task, completed=position, total=head),
        )


def rebuilt_if_due(installation: Installation) -> None:
    """The tables are derived from the code: when it changed, they are rebuilt before anything else."""
    if status(installation.database, PROJECTIONS).rebuild_due:
        rebuilt(installation)
