"""`efe witness`: watches and cosigns the log of another platform."""

import time
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from efe_domain.transparency.notes import KeyType, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.cli.app import Group, command, misused, say
from efe_infra.cli.evidence import parse_keys
from efe_infra.composition import build, witness_memory
from efe_infra.settings import Settings
from efe_infra.transparency.witness.log_client import LogClient
from efe_infra.transparency.witness.refusals import NotListed, Passing, SplitView
from efe_infra.transparency.witness.witness import Witness
from efe_infra.transparency.witness.witness_store import WitnessedCheckpoint

NOT_LISTED: Final = (
    "Réussi : le point de contrôle est cosigné et gardé ici. Le journal ne cite pas encore ce témoin, et ne publie "
    "donc pas la cosignature. Donnez cette clé à qui le tient, pour son réglage EFE_WITNESSES : {}"
)
NOT_LISTED_STATUS: Final = 3


@command(Group.EVIDENCE)
def witness(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="Adresse de la plateforme dont on veille le journal.")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            "--key",
            help="Clé de vérification du journal, obtenue par une autre voie, ou son fichier ; se répète après une "
            "rotation.",
        ),
    ] = None,
    every: Annotated[float, typer.Option("--every", min=1, help="Secondes entre deux regards.")] = 60,
    *,
    once: Annotated[bool, typer.Option("--once", help="Un seul regard, puis s'arrête.")] = False,
    show_key: Annotated[
        bool, typer.Option("--show-key", help="Affiche la clé de vérification de ce témoin, et rien de plus.")
    ] = False,
) -> None:
    """Veille le journal d'une autre plateforme : cosigne chaque point de contrôle qui prolonge le précédent.

    La cosignature est rendue au journal, qui la publie s'il se fie à ce témoin. Un journal qui recule ou qui a deux
    histoires est refusé, statut 1 ; les deux notes signées qui le confondent sont gardées et affichées. Avec --once,
    statut 3 si tout va bien mais que le journal ne cite pas encore ce témoin : il ne publie pas la cosignature.
    """
    if show_key:
        _show_key()
        return
    if not url or not key:
        misused("Il faut l'URL d'une plateforme et --key, la clé de son journal.")
    keys = _keys(key)
    settings = Settings.from_environment()
    with build(settings) as installation, witness_memory(installation) as memory, LogClient(url) as log:
        watch = Witness(memory, log, keys)
        if once:
            _look_once(watch, memory.key())
            return
        say(f"Le journal « {keys[0].name} » est veillé. Ctrl-C pour arrêter.", stderr=True)
        last: WitnessedCheckpoint | None = None
        while True:
            try:
                last = _look(watch, last)
            except Passing as refusal:
                say(str(refusal), stderr=True)
            time.sleep(every)


def _look_once(watch: Witness, key: VerifierKey) -> None:
    """Cosigns once. Raises `typer.Exit` with a status of its own where the log does not list this witness yet."""
    cosigned = _cosigned(watch)
    say(str(cosigned.note), end="")
    try:
        watch.give(cosigned)
    except NotListed as refusal:
        say(NOT_LISTED.format(key), stderr=True)
        raise typer.Exit(NOT_LISTED_STATUS) from refusal


def _look(watch: Witness, last: WitnessedCheckpoint | None) -> WitnessedCheckpoint:
    """Cosigns the current checkpoint and returns it; prints it unless it is the `last` one."""
    cosigned = _cosigned(watch)
    if cosigned != last:
        watch.give(cosigned)
        say(str(cosigned.note), end="")
    return cosigned


def _cosigned(watch: Witness) -> WitnessedCheckpoint:
    """Returns the current checkpoint, cosigned. Prints the two notes of a log with two histories."""
    try:
        return watch.cosign()
    except SplitView as refusal:
        say(f"{refusal.cosigned}\n{refusal.other}", end="")
        raise


def _show_key() -> None:
    with build(Settings.from_environment()) as installation, witness_memory(installation) as memory:
        say(str(memory.key()))


def _keys(texts: Sequence[str]) -> Sequence[VerifierKey]:
    keys = parse_keys(texts)
    if len({key.name for key in keys}) != 1 or any(key.type is not KeyType.LOG for key in keys):
        misused("Les clés sont celles d'un même journal.")
    return [_of_ledger_log(key) for key in keys]


def _of_ledger_log(key: VerifierKey) -> VerifierKey:
    """Returns the key under the name of the ledger log, for a key whose name has no suffix."""
    return VerifierKey(key.name.removesuffix(SUFFIX) + SUFFIX, key.type, key.public)
