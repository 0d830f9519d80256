"""`efe demo` and `efe simulate`: the demonstration, and a long simulated history for measurements."""

from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.table import Table

from efe_domain.shared.bassins import NAMES, Bassin
from efe_graphql.request.context import day_in_law
from efe_infra.cli.app import Group, command, out, say
from efe_infra.cli.progress import bar, counting, rebuild_if_due, rebuild_with_bar
from efe_infra.cli.sealing import seal_with_bar
from efe_infra.cli.serving import Host, Port, run, take_port
from efe_infra.composition import Installation, build, projecting, watching
from efe_infra.process.fast_start import loaded_ahead
from efe_infra.read_model.tables.generation import RebuildRefused
from efe_infra.read_model.tables.status import status
from efe_infra.samples.demo.people import ACCOUNTS
from efe_infra.samples.demo.play import Demonstration
from efe_infra.samples.demo.summary import summary
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import MAX_EVENTS, MAX_EVENTS_OVER_YEARS, simulate
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS

EXAMPLE_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/ CC BY 4.0 (exemple illustratif)"
PLAYED_BEFORE: Final = (
    "Ce registre contient déjà une démonstration : elle reste comme elle est. "
    "Pour en jouer une autre, commencez un registre vide."
)


@command(Group.START)
def demo(
    host: Host = None,
    port: Port = None,
    *,
    leave: Annotated[bool, typer.Option("--exit", help="S'arrêter après le résumé, sans servir.")] = False,
) -> None:
    """Joue la démonstration sur un PostgreSQL embarqué, la scelle, montre ce qu'elle laisse, puis sert l'API."""
    with loaded_ahead("efe_graphql.schema"), build(_settings()) as installation:
        _ = installation.local_issuer  # raises `NoLocalIssuer`: no account could sign in
        listener = None if leave else take_port(installation, host, port)
        if (order := rebuild_if_due(installation)).is_behind:
            raise RebuildRefused(order)
        _play(installation)
        seal_with_bar(installation)
        out.print(_summary(installation))
        out.print(_accounts())
        if listener:
            run(installation, listener, people=ACCOUNTS)


def _settings() -> Settings:
    """Returns the settings of the environment, with an illustrative licence for the open data if none is set."""
    chosen = Settings.from_environment()
    return chosen if chosen.open_data_licence else chosen.model_copy(update={"open_data_licence": EXAMPLE_LICENCE})


def _play(installation: Installation) -> None:
    demonstration = Demonstration(installation, day_in_law(datetime.now(UTC)))
    if demonstration.is_played:
        say(PLAYED_BEFORE, stderr=True)
    with watching(installation) as watch, projecting(installation, watch), bar() as progress:
        demonstration.play(counting(progress, "Démonstration"))
        watch.wait(status(installation.database, PROJECTIONS).head, timeout=60)


def _summary(installation: Installation) -> Table:
    title = "Les dix Instances bassin – données en partie illustratives"
    table = Table(title=title, pad_edge=False, collapse_padding=True)
    for column in ("Bassin", "Opérateurs", "Pôles", "Membres", "Projets", "À juger", "Événements"):
        table.add_column(column, justify="left" if column == "Bassin" else "right")
    totals = summary(installation.database)
    for bassin in Bassin:
        line = totals.bassins[bassin]
        counts = (line.operators, line.poles, line.members, line.projects, line.pending, line.events)
        table.add_row(NAMES[bassin], *map(str, counts))
    table.caption = (
        f"Registre : {totals.position} événements, positions 1 à {totals.position}.\n"
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


@command(Group.DEVELOPMENT, "simulate")
def write_simulation(
    events: Annotated[
        int, typer.Option("--events", min=1, max=MAX_EVENTS, help="Nombre d'événements.", show_default=False)
    ],
    seed: Annotated[int, typer.Option("--seed", help="La même graine donne la même histoire.")] = SEED,
    *,
    years: Annotated[
        bool,
        typer.Option(
            "--years",
            help="Enregistrer chaque acte le jour où il prend effet, de 2015 à 2026 ; sinon, tous en quelques jours. "
            f"{MAX_EVENTS_OVER_YEARS} événements au plus.",
        ),
    ] = False,
) -> None:
    """Écrit dans un registre vide une histoire simulée, toute illustrative, des dix Instances ; pour les mesures."""
    if years and events > MAX_EVENTS_OVER_YEARS:
        raise typer.BadParameter(f"{MAX_EVENTS_OVER_YEARS} événements au plus avec --years.", param_hint="--events")
    with build(Settings.from_environment()) as installation:
        with bar() as progress:
            simulate(installation.database, events, seed, counting(progress, "Histoire simulée"), over_years=years)
        rebuild_with_bar(installation)
    say(
        f"{events} événements simulés (graine {seed}), tous illustratifs ; les tables de lecture sont à jour. "
        "« efe grant » et « efe token » ouvrent une Instance à un compte."
    )
