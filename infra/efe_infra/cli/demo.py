"""`efe demo`: everything on an empty machine."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from efe_domain.shared.bassins import NAMES, Bassin
from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import command, out
from efe_infra.cli.groups import Group
from efe_infra.cli.progress import bar, rebuilt_if_due
from efe_infra.cli.sealing import sealed_now
from efe_infra.cli.serving import listening, run
from efe_infra.composition import Installation, build, projecting, watching
from efe_infra.process.loading import loaded_ahead
from efe_infra.read_model.tables.generation import RebuildRefused
from efe_infra.read_model.tables.status import status
from efe_infra.samples.demo.people import ACCOUNTS
from efe_infra.samples.demo.play import Demonstration
from efe_infra.samples.demo.summary import summary
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS


@command(Group.START)
def demo(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute (EFE_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port d'écoute (EFE_PORT) ; 0 : libre.")] = None,
    *,
    leave: Annotated[bool, typer.Option("--exit", help="S'arrêter après le résumé, sans servir.")] = False,
) -> None:
    """Joue la démonstration sur un PostgreSQL embarqué, la scelle, montre ce qu'elle laisse, puis sert l'API."""
    with loaded_ahead("efe_graphql.schema"), build(Settings.chosen()) as installation:
        _ = installation.local_issuer  # raises `NoLocalIssuer`: nobody could sign in to what is played
        listener = None if leave else listening(installation, host, port)
        if (found := rebuilt_if_due(installation)).is_behind:
            raise RebuildRefused(found)
        _play(installation)
        sealed_now(installation)
        out.print(_summary(installation))
        out.print(_accounts())
        if listener:
            run(installation, listener, people=ACCOUNTS)


def _play(installation: Installation) -> None:
    today = day_in_law(datetime.now(UTC))
    steps = list(Demonstration(installation, today).steps())
    with watching(installation) as watch, projecting(installation, watch), bar() as progress:
        task = progress.add_task("Démonstration", total=len(steps))
        for title, play in steps:
            progress.update(task, description=title)
            play()
            progress.advance(task)
        watch.wait(status(installation.database, PROJECTIONS).head, timeout=60)


def _summary(installation: Installation) -> Table:
    title = "Les dix Instances bassin – données en partie illustratives"
    table = Table(title=title, pad_edge=False, collapse_padding=True)
    for column in ("Bassin", "Opérateurs", "Pôles", "Membres", "Projets", "À juger", "Événements"):
        table.add_column(column, justify="left" if column == "Bassin" else "right")
    found = summary(installation.database)
    for bassin in Bassin:
        line = found.bassins[bassin]
        counts = (line.operators, line.poles, line.members, line.projects, line.pending, line.events)
        table.add_row(NAMES[bassin], *map(str, counts))
    table.caption = (
        f"Registre : {found.position} événements, positions 1 à {found.position}.\n"
        "À juger : projets soumis, sur lesquels l'Instance ne s'est pas prononcée.\n"
        "Documentés : titre et bassins des deux projets, métier d'un pôle de Liège.\n"
        "Le reste de leur vie est illustratif, et chaque ligne de l'API le dit."
    )
    return table


def _accounts() -> Table:
    title = "Comptes : « Se connecter » dans la console, ou « efe token COMPTE » pour un jeton de l'API"
    table = Table("Compte", "De qui", title=title, pad_edge=False, collapse_padding=True)
    for subject, label in ACCOUNTS:
        table.add_row(subject, label)
    return table
