"""`efe documents check`: what a server would make of the documents of a client application."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from efe_graphql.limits.limits import LIMITS
from efe_infra.cli.app import app, err, out
from efe_infra.cli.groups import FrenchCommand, FrenchGroup, Group
from efe_infra.composition import contract
from efe_infra.documents.manifests import ManifestRefused, manifests, read, validated

documents = typer.Typer(help="Les documents de confiance des applications clientes.", no_args_is_help=True)
app.add_typer(documents, name="documents", cls=FrenchGroup, rich_help_panel=Group.OPERATIONS)


@documents.command(cls=FrenchCommand)
def check(
    path: Annotated[Path, typer.Argument(help="Un manifeste, ou un dossier de manifestes.", show_default=False)],
) -> None:
    """Valide chaque document et dit le coût estimé de chaque opération ; statut 1 si le schéma en refuse un."""
    table = Table("Document", "Opération", f"Coût (au plus {LIMITS.cost})")
    faults = []
    for manifest in manifests(path):
        for key, text in read(manifest).items():
            try:
                costs = validated(manifest, key, text, contract().schema).costs
            except ManifestRefused as refused:
                faults.append(refused)
            else:
                for name, cost in costs.items():
                    table.add_row(key, name, str(cost))
    out.print(table)
    for fault in faults:
        err.print(f"[bold red]Erreur[/] : {escape(str(fault))}", highlight=False, soft_wrap=True)
    raise typer.Exit(1 if faults else 0)
