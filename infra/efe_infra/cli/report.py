"""`efe report`: the evaluation file of an Instance as of a day."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from efe_domain.shared.bassins import Bassin
from efe_infra.cli.app import Group, command, misused, say, say_error
from efe_infra.cli.paper_register import log_warnings_only
from efe_infra.cli.papers import require_compiler
from efe_infra.cli.progress import bar, counting
from efe_infra.composition import build, trusted_documents, watching
from efe_infra.settings import Settings

if TYPE_CHECKING:
    from efe_infra.papers.dossier.order import DossierOrder

MAX_DECISIONS: Final = 1_000
"""Extracts of decisions in a file that the command line makes."""

BassinOption = Annotated[
    str,
    typer.Option(
        "--bassin", metavar="INSTANCE", help=f"L'Instance du dossier : {', '.join(Bassin)}.", show_default=False
    ),
]
UntilOption = Annotated[
    str,
    typer.Option(
        "--until",
        metavar="JOUR",
        help="Le dernier jour (AAAA-MM-JJ) : tout est lu dans l'état de sa fin.",
        show_default=False,
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--from", metavar="JOUR", help="Le premier jour ; sans lui, depuis l'établissement de l'Instance."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--out", "--output", "-o", dir_okay=False, help="Le ZIP à écrire.", show_default=False)
]
AccountOption = Annotated[
    str | None,
    typer.Option(
        "--account", help="Le sujet du jeton du lecteur ; sans lui, ce que lit un coordinateur de l'Instance."
    ),
]


@command(Group.EVIDENCE)
def report(
    bassin: BassinOption,
    until: UntilOption,
    since: SinceOption = None,
    output: OutputOption = None,
    account: AccountOption = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Remplace le fichier.")] = False,
) -> None:
    """Écrit le dossier d'évaluation d'une Instance (article 20) : rapport, tableaux, décisions et preuves, en un ZIP.

    Le texte que la plateforme applique ne cite pas d'article 20 : le dossier suit les phrases de ce texte. Le rapport
    vaut pour chaque autre fichier : « efe verify DOSSIER.zip --key CLE » les contrôle tous.

    Statut de sortie : 0 écrit, 1 refusé, 2 commande mal formée, 7 sans l'extra « papers ».
    """
    from efe_infra.papers.dossier.order import DossierOrder, DossierRefused, checked_period  # noqa: PLC0415 - loads the console

    log_warnings_only()
    require_compiler()
    try:
        period = checked_period(day_of(since) if since else None, day_of(until))
    except DossierRefused as refused:
        misused(str(refused))
    order = DossierOrder(bassin=instance_of(bassin), period=period, max_decisions=MAX_DECISIONS)
    _write(order, output or Path(order.file_name), account, force=force)


def _write(order: "DossierOrder", target: Path, account: str | None, *, force: bool) -> None:
    from efe_infra.papers.compiling.compile import PaperRefused  # noqa: PLC0415 - loads the console, which is slow
    from efe_infra.papers.dossier import command as dossiers  # noqa: PLC0415
    from efe_infra.transparency.evidence.bundle import write_bundle  # noqa: PLC0415
    from efe_infra.web_application import application  # noqa: PLC0415

    with build(Settings.from_environment()) as installation, watching(installation) as watch, bar() as progress:
        stated = None if account else dossiers.as_instance(order.bassin)
        trusted = trusted_documents(installation.settings)
        app = application(installation, watch, trusted, resolver=stated.on if stated else None)
        try:
            maker = dossiers.write(
                app,
                order,
                dossiers.reader_of(app, installation.tokens.issuer, account),
                target,
                write_bundle=None if account else partial(write_bundle, installation.database),
                origin=installation.settings.public_url,
                report=counting(progress, "Dossier"),
                force=force,
            )
        except PaperRefused as refused:
            say_error(str(refused))
            raise typer.Exit(1) from refused
    say(
        f"{target} : dossier d'évaluation de {order.title}, à la position {maker.moment.position}, "
        f"{len(maker.finished_files)} fichiers, dont {len(maker.chosen)} extrait(s) pour {len(maker.extracts)} "
        "décision(s)."
    )


def instance_of(text: str) -> Bassin:
    try:
        return Bassin(text)
    except ValueError:
        misused(f"« {text} » n'est pas une Instance. Les Instances sont : {', '.join(Bassin)}.")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        misused(f"« {text} » n'est pas un jour : il s'écrit AAAA-MM-JJ.")
