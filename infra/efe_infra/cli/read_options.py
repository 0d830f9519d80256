"""Options of long reads: `--at` (position or instant), existing files; and the read replica that serves them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import typer

from efe_infra.cli.app import say
from efe_infra.composition import Installation
from efe_infra.postgres.database import Database
from efe_infra.postgres.standbys import read_of_standby

type Moment = int | datetime

At = Annotated[
    str | None,
    typer.Option("--at", help="Une position du registre, ou un instant ISO 8601 avec son décalage horaire."),
]


def file_option(name: str, help_text: str) -> Any:
    """Returns an option for existing files."""
    return typer.Option(name, exists=True, dir_okay=False, help=help_text)


def moment(text: str) -> Moment:
    """Parses the value of `--at`. Raises `BadParameter`."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"« {text} » n'est ni une position, ni un instant ISO 8601.") from None
    if instant.tzinfo is None:
        raise typer.BadParameter(f"« {text} » ne dit pas son décalage horaire, par exemple « +01:00 ».")
    return instant


def on_replica[T](installation: Installation, query: Callable[[Database], T]) -> T:
    """Reads from a replica that has every event, and prints its number; else from the primary.

    May call `query` again, on another server.
    """
    return read_of_standby(installation.database, installation.replicas, query, _say_replica)


def _say_replica(number: int) -> None:
    say(f"Lu sur la réplique {number} (EFE_READ_URLS).", stderr=True)
