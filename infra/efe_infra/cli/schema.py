"""`efe schema`: the companions that are generated from the code and committed beside it."""

from pathlib import Path
from typing import Annotated

import typer

import efe_domain
from efe_infra.cli.app import command, err, out
from efe_infra.cli.generated_files import generated_files
from efe_infra.cli.groups import Group


@command(Group.DEVELOPMENT)
def schema(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Compare sans écrire ; statut 1 si un fichier a changé.")
    ] = False,
) -> None:
    """Écrit le schéma GraphQL, le catalogue des événements et les tables de lecture, tirés du code."""
    root = Path(efe_domain.__file__).parents[2]
    stale = {name: text for name, text in generated_files().items() if _read(root / name) != text}
    if check and stale:
        err.print(f"[bold red]Erreur[/] : à régénérer par « efe schema » : {', '.join(stale)}.", highlight=False)
        raise typer.Exit(1)
    for name, text in stale.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    out.print(f"{len(stale)} fichier(s) écrit(s)." if stale else "Tout est à jour.", highlight=False)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
