"""`efe demo`: everything on an empty machine."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from efe_domain.shared.bassins import NAMES, Bassin
from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import app, out
from efe_infra.cli.progress import bar, rebuilt_if_due
from efe_infra.cli.sealing import sealed_now
from efe_infra.cli.serving import run
from efe_infra.composition import Installation, build, projecting, watching
from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.read_model.generation import RebuildRefused
from efe_infra.read_model.status import status
from efe_infra.samples.demo.people import ADMINISTRATOR, AUDITOR, MEMBER, READER, coordinator_of
from efe_infra.samples.demo.play import Demonstration
from efe_infra.samples.demo.summary import summary
from efe_infra.settings import Settings
from efe_infra.startup import schema_ahead
from efe_projections.catalogue import PROJECTIONS

TOKEN_SECONDS = 12 * 3600


@app.command()
def demo(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute (EFE_HOST).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port d'écoute (EFE_PORT) ; 0 : libre.")] = None,
    *,
    leave: Annotated[bool, typer.Option("--exit", help="S'arrêter après le résumé, sans servir.")] = False,
) -> None:
    """Joue la démonstration sur un PostgreSQL embarqué, la scelle, montre ce qu'elle laisse, puis sert l'API."""
    with schema_ahead(), build(Settings.chosen()) as installation:
        issuer = installation.local_issuer
        if (found := rebuilt_if_due(installation)).is_behind:
            raise RebuildRefused(found)
        _play(installation)
        sealed_now(installation)
        out.print(_summary(installation))
        _print_tokens(issuer)
        if not leave:
            run(installation, host=host, port=port)


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


def _print_tokens(issuer: LocalIssuer) -> None:
    out.print("Jetons (en-tête « Authorization: Bearer … »), valables douze heures :")
    people = {
        "Coordination de Liège": coordinator_of(Bassin.LIEGE),
        "Coordination de Huy-Waremme": coordinator_of(Bassin.HUY_WAREMME),
        "Coordination de Verviers": coordinator_of(Bassin.VERVIERS),
        "Coordination de Namur": coordinator_of(Bassin.NAMUR),
        "Coordination de Hainaut Sud": coordinator_of(Bassin.HAINAUT_SUD),
        "Membre d'un pôle de Liège (CEFA, illustratif)": MEMBER.subject,
        "Lecture d'un seul pôle de Liège": READER,
        "Audit de Liège": AUDITOR,
        "Administration de la plateforme": ADMINISTRATOR,
    }
    for title, subject in people.items():
        out.print(
            f"  {title} :",
            issuer.mint(subject, lasting=TOKEN_SECONDS),
            soft_wrap=True,
            highlight=False,
        )
