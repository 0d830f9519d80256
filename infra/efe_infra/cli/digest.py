"""`efe digest`: what the platform serves, in one SHA-256 a table."""

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from efe_domain.shared.bassins import NAMES, Bassin
from efe_infra.cli.app import command, out
from efe_infra.cli.groups import Group
from efe_infra.cli.moments import At, moment
from efe_infra.cli.progress import bar, counting
from efe_infra.cli.there import there
from efe_infra.composition import build
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.digest import EXCLUDED, Digest, Scope, digest, open_reading
from efe_infra.transparency.evidence.replay import served_position


@command(Group.EVIDENCE, "digest")
def show_digest(
    bassin: Annotated[
        Bassin | None, typer.Option("--bassin", help="L'Instance dont les lignes comptent ; sans elle, toutes.")
    ] = None,
    at: At = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Un objet JSON sur une ligne.")] = False,
) -> None:
    """Résume les tables de lecture en un SHA-256 par table, tel que le rejeu doit le redonner."""
    wanted = moment(at) if at else None

    def summed_up(database: Database) -> Digest:
        with open_reading(database) as connection, bar() as progress:
            scope = Scope(bassin=bassin, position=served_position(connection, wanted))
            return digest(connection, scope, counting(progress, "Condensé"))

    with build(Settings.chosen()) as installation:
        found = there(installation, summed_up)
    if json:
        out.print(msgspec.json.encode(found).decode(), soft_wrap=True, highlight=False)
    else:
        out.print(_table(found))


def _table(found: Digest) -> Table:
    whose = f"Instance bassin de {NAMES[Bassin(found.bassin)]}" if found.bassin else "Tout le registre"
    table = Table(title=f"{whose}, position {found.position}", caption=EXCLUDED)
    table.add_column("Table", no_wrap=True)
    table.add_column("Lignes", justify="right")
    table.add_column("SHA-256", overflow="fold")
    for name, each in found.tables.items():
        table.add_row(name, str(each.rows), each.sha256)
    return table
