"""`efe seal` and `efe key`: the signed checkpoint, its time-stamp and cosignatures, and the signing keys."""

import typer

from efe_infra.cli.app import FrenchCommand, FrenchGroup, Group, app, command, say
from efe_infra.cli.progress import bar
from efe_infra.composition import Installation, build
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.sealed_history import snapshot
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
    with build(Settings.from_environment()) as installation:
        sealed = seal_with_bar(installation)
        _tell(sealed)
        if installation.timestamps:
            _stamp(installation.timestamps)
        if installation.public_witnesses:
            _have_cosigned(installation.public_witnesses)


def _tell(sealed: SealResult) -> None:
    say(f"Événements scellés : {sealed.events}.", stderr=True)
    if sealed.checkpoint:
        say(sealed.checkpoint.note, end="")
    else:
        say("Le registre est vide : rien à signer.", stderr=True)


def _stamp(timestamps: Timestamps) -> None:
    """Asks for a time-stamp. A failure leaves the seal valid; the next run asks again."""
    try:
        size = timestamps.run()
    except TimestampUnavailable as failure:
        say(f"Point de contrôle non horodaté : {failure}", stderr=True)
        return
    if size:
        say(f"Point de contrôle horodaté (taille {size}).", stderr=True)


def _have_cosigned(witnesses: PublicWitnesses) -> None:
    try:
        cosignatures = witnesses.run()
    except WitnessUnavailable as failure:
        say(f"Témoins publics : {failure}", stderr=True)
        return
    say(f"Cosignatures nouvelles : {cosignatures}.", stderr=True)


@keys.command(cls=FrenchCommand)
def show() -> None:
    """Écrit les clés de vérification du journal, la plus ancienne d'abord : à remettre aux auditeurs en main propre.

    Statut 1 tant qu'il n'y en a pas : la première est faite au premier scellé.
    """
    with build(Settings.from_environment()) as installation, snapshot(installation.database) as connection:
        verifier_keys = read_keys(connection)
    for key in verifier_keys:
        say(str(key))
    if not verifier_keys:
        say("Rien n'est encore scellé : « efe seal » fait la première clé.", stderr=True)
        raise typer.Exit(1)


@keys.command(cls=FrenchCommand)
def rotate() -> None:
    """Crée une nouvelle clé ; le prochain point de contrôle porte la signature des deux, les suivants la sienne.

    L'ancienne clé publique reste connue. Son fichier privé peut être détruit une fois ce point de contrôle publié.
    """
    with build(Settings.from_environment()) as installation:
        key = installation.sealer.rotate()
    say(str(key))


def seal_with_bar(installation: Installation) -> SealResult:
    """Seals all events, with a progress bar."""
    with bar() as progress:
        task = progress.add_task("Mise sous scellé", total=None)
        return installation.sealer.run(lambda position, head: progress.update(task, completed=position, total=head))
