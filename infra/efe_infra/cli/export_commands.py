"""`efe export-commands`: the register as the commands that made it."""

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer
from rich.markup import escape

from efe_infra.cli.app import command, err, misused, out
from efe_infra.cli.groups import Group
from efe_infra.composition import Installation, build
from efe_infra.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from efe_domain.shared.event import Event


@command(Group.OPERATIONS, "export-commands")
def export_commands(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Un dossier, nouveau ou vide.", show_default=False)
    ],
    form: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help="JSON Lines ou CSV.")] = "jsonl",
    *,
    persons: Annotated[
        bool, typer.Option("--persons", help="Aussi les personnes du coffre : ces lignes portent leurs noms.")
    ] = False,
) -> None:
    """Écrit le registre comme les commandes qui l'ont fait, dans la forme que « efe import » lit."""
    if folder.exists() and any(folder.iterdir()):
        misused("Le dossier n'est pas vide.")
    with build(Settings.chosen()) as installation:
        files, left_out = exported(installation, folder, form, persons=persons)
    out.print(f"{files} fichier(s) dans {escape(str(folder))}.", highlight=False, soft_wrap=True)
    for topic, count in sorted(left_out.items()):
        err.print(f"Sans commande : {count} {topic}.", highlight=False)
    if left_out:
        raise typer.Exit(1)


def exported(
    installation: Installation, folder: Path, form: str, *, persons: bool, most: int | None = None
) -> tuple[int, dict[str, int]]:
    """How many files, and how many events of each topic no line stands for."""
    from efe_infra.importing.export import Exporter, person_lines, persons_in  # noqa: PLC0415 - the schema takes a while
    from efe_infra.importing.refusals import MOST_LINES  # noqa: PLC0415
    from efe_infra.importing.writing import write_files  # noqa: PLC0415
    from efe_infra.ledger.pages import PAGE_SQL, LedgerEvent  # noqa: PLC0415
    from efe_infra.postgres.connection import connect_without_timeout  # noqa: PLC0415
    from efe_infra.postgres.database import DatabaseRole  # noqa: PLC0415

    exporter = Exporter(cast("Callable[[UUID], Iterable[Event]]", installation.platform.events.get))
    with connect_without_timeout(installation.database.conninfo(DatabaseRole.COMMAND)) as connection:
        recorded = map(LedgerEvent._make, connection.execute(PAGE_SQL, [0, None], binary=True))
        lines = list(exporter.lines(recorded))
    first = person_lines(installation.vault, list(persons_in(lines))) if persons else ()
    return len(write_files(folder, chain(first, lines), form, most=most or MOST_LINES)), dict(exporter.left_out)
