"""`efe seal` and `efe key`: the register summed up under a signature, and the key that signs."""

import typer

from efe_infra.cli.app import app, command, err, out
from efe_infra.cli.groups import FrenchCommand, FrenchGroup, Group
from efe_infra.cli.progress import bar
from efe_infra.composition import Installation, build
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.history import snapshot
from efe_infra.transparency.sealing.ledger_log import read_keys
from efe_infra.transparency.sealing.public_witnesses import PublicWitnesses, WitnessUnavailable
from efe_infra.transparency.sealing.sealer import SealResult
from efe_infra.transparency.sealing.timestamps import Timestamps, TimestampUnavailable

keys = typer.Typer(name="key", help="La clé qui signe les points de contrôle.", no_args_is_help=True)
app.add_typer(keys, cls=FrenchGroup, rich_help_panel=Group.EVIDENCE)


@command(Group.EVIDENCE)
def seal() -> None:
    """Scelle les événements qui ne le sont pas encore, et écrit le point de contrôle signé.

    Gardez ce point de contrôle hors de la plateforme : avec lui, toute réécriture ultérieure de l'histoire se prouve.
    """
    with build(Settings.chosen()) as installation:
        sealed = sealed_now(installation)
        _tell(sealed)
        if installation.timestamps:
            _stamp(installation.timestamps)
        if installation.public_witnesses:
            _have_cosigned(installation.public_witnesses)


def _tell(sealed: SealResult) -> None:
    err.print(f"Événements scellés : {sealed.events}.", highlight=False)
    if sealed.checkpoint:
        out.print(sealed.checkpoint.note, end="", soft_wrap=True, highlight=False, markup=False)
    else:
        err.print("Le registre est vide : rien à signer.", highlight=False)


def _stamp(timestamps: Timestamps) -> None:
    """What is sealed is sealed: without a token the next run asks again."""
    try:
        size = timestamps.run()
    except TimestampUnavailable as failure:
        err.print(f"Point de contrôle non horodaté : {failure}", highlight=False, markup=False, soft_wrap=True)
        return
    if size:
        err.print(f"Point de contrôle horodaté (taille {size}).", highlight=False)


def _have_cosigned(witnesses: PublicWitnesses) -> None:
    try:
        kept = witnesses.run()
    except WitnessUnavailable as failure:
        err.print(f"Témoins publics : {failure}", highlight=False, markup=False, soft_wrap=True)
        return
    err.print(f"Cosignatures nouvelles : {kept}.", highlight=False)


@keys.command(cls=FrenchCommand)
def show() -> None:
    """Écrit les clés de vérification du journal, la plus ancienne d'abord : à remettre aux auditeurs en main propre.

    Statut 1 tant qu'il n'y en a pas : la première est faite au premier scellé.
    """
    with build(Settings.chosen()) as installation, snapshot(installation.database) as connection:
        known = read_keys(connection)
    for key in known:
        out.print(str(key), soft_wrap=True, highlight=False, markup=False)
    if not known:
        err.print("Rien n'est encore scellé : « efe seal » fait la première clé.", highlight=False)
        raise typer.Exit(1)


@keys.command(cls=FrenchCommand)
def rotate() -> None:
    """Crée une nouvelle clé ; le prochain point de contrôle porte la signature des deux, les suivants la sienne.

    L'ancienne clé publique reste connue. Son fichier privé peut être détruit une fois ce point de contrôle publié.
    """
    with build(Settings.chosen()) as installation:
        key = installation.sealer.rotate()
    out.print(str(key), soft_wrap=True, highlight=False, markup=False)


def sealed_now(installation: Installation) -> SealResult:
    """Seal everything there is, with a progress bar."""
    with bar() as progress:
        task = progress.add_task("Mise sous scellé", total=None)
        return installation.sealer.run(lambda position, head: progress.update(task, completed=position, total=head))
