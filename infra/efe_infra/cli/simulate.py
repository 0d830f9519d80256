"""`efe simulate`: a long history for trials and measures."""

from typing import Annotated

import typer

from efe_infra.cli.app import command, out
from efe_infra.cli.groups import Group
from efe_infra.cli.progress import bar, counting, rebuilt
from efe_infra.composition import build
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import MAX_EVENTS, MAX_EVENTS_OVER_YEARS, simulate
from efe_infra.settings import Settings


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
    with build(Settings.chosen()) as installation:
        with bar() as progress:
            told = counting(progress, "Histoire simulée")
            simulate(installation.database, events, seed, told, over_years=years)
        rebuilt(installation)
    out.print(
        f"{events} événements simulés (graine {seed}), tous illustratifs ; les tables de lecture sont à jour. "
        "« efe grant » et « efe token » ouvrent une Instance à un compte.",
        highlight=False,
        soft_wrap=True,
    )
