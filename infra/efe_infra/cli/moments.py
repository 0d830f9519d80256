"""`--at`: a position, or an instant."""

from datetime import datetime
from typing import Annotated

import typer

type Moment = int | datetime

At = Annotated[
    str | None,
    typer.Option("--at", help="Une position du registre, ou un instant ISO 8601 avec son décalage horaire."),
]


def moment(text: str) -> Moment:
    """Raises `BadParameter`."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"« {text} » n'est ni une position, ni un instant ISO 8601.") from None
    if found.tzinfo is None:
        raise typer.BadParameter(f"« {text} » ne dit pas son décalage horaire, par exemple « +01:00 ».")
    return found
