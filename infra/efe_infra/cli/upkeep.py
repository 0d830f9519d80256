"""`efe status` and `efe rebuild`: how the installation is, and its read tables made anew."""

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from efe_infra.cli.app import app, out
from efe_infra.cli.progress import rebuilt
from efe_infra.composition import build
from efe_infra.read_model.status import Status, status
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS


@app.command(name="status")
def show_status(
    *, json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur une ligne.")] = False
) -> None:
    """Dit où en sont le registre et les tables de lecture ; statut 1 si un événement les arrête."""
    with build(Settings.chosen()) as installation:
        found = status(installation.database, PROJECTIONS)
    if json:
        out.print(msgspec.json.encode(found).decode(), soft_wrap=True, highlight=False)
    else:
        out.print(_table(found))
    if found.failure:
        raise typer.Exit(1)


@app.command()
def rebuild() -> None:
    """Reconstruit les tables de lecture depuis le premier événement ; les lecteurs continuent pendant ce temps."""
    with build(Settings.chosen()) as installation:
        position = rebuilt(installation)
        out.print(f"Tables de lecture reconstruites jusqu'à la position {position}.", highlight=False)


def _table(found: Status) -> Table:
    table = Table(show_header=False)
    table.add_row("Dernière position du registre", str(found.head))
    table.add_row("Position de lecture", str(found.position))
    table.add_row("Retard", f"{found.lag} événement(s), {found.lag_seconds:.1f} s")
    table.add_row("À reconstruire", ", ".join(found.rebuild_due) or "rien")
    failure = found.failure
    table.add_row(
        "Arrêt", f"position {failure.position}, {failure.projection} : {failure.error}" if failure else "aucun"
    )
    return table
