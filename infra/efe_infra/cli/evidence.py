"""`efe export` and `efe verify`: what an auditor is given, and the check of it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.transparency.blocks import BlockHeader
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.cli.app import app, err, misused, out
from efe_infra.cli.progress import bar
from efe_infra.composition import Installation, build
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle import Exported, export_bundle
from efe_infra.transparency.evidence.cloud_events import cloud_events
from efe_infra.transparency.evidence.history import snapshot
from efe_infra.transparency.evidence.recount import Recount, recount
from efe_infra.transparency.evidence.refusals import CheckpointUnknown
from efe_infra.transparency.evidence.target import written
from efe_infra.transparency.evidence.timestamp import STAMP, proven_time, roots_of
from efe_infra.transparency.evidence.verify import Fault, key_text, report, verify_zip


class Format(StrEnum):
    """What is written."""

    BUNDLE = "bundle"
    CLOUD_EVENTS = "cloudevents"


Since = Annotated[
    Path | None,
    typer.Option(
        "--since", exists=True, dir_okay=False, help="Point de contrôle gardé d'une vérification antérieure."
    ),
]


@app.command()
def export(
    bassin: Annotated[
        Bassin, typer.Option("--bassin", help="L'Instance dont on exporte l'histoire.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, help="Fichier à écrire ; sans lui, CloudEvents va à l'écran."),
    ] = None,
    since: Since = None,
    wanted: Annotated[
        Format, typer.Option("--format", help="Paquet de preuves (zip) ou CloudEvents 1.0 (JSON par ligne).")
    ] = Format.BUNDLE,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            help="Le sujet du jeton de l'auditeur à qui il est remis : le journal des accès le garde.",
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier s'il existe.")] = False,
) -> None:
    """Exporte l'histoire scellée d'une Instance : un paquet que chacun vérifie hors ligne, ou des CloudEvents.

    Le paquet s'arrête au dernier point de contrôle (« efe seal »). Avec --since, il prouve aussi qu'il prolonge le
    point de contrôle que l'auditeur a gardé.
    """
    if wanted is Format.BUNDLE and not output:
        misused("Un paquet s'écrit dans un fichier : -o paquet.zip.")
    if wanted is Format.CLOUD_EVENTS and since:
        misused("--since ne vaut que pour un paquet de preuves.")
    kept = kept_note(since) if since else None
    with build(Settings.chosen()) as installation:
        if account:
            _journal(installation, account, bassin)
        if wanted is Format.CLOUD_EVENTS:
            _export_events(installation.database, bassin, output, force=force)
        elif output:
            done = _export_bundle(installation.database, bassin, output, kept, force=force)
            out.print(
                f"{output} : {done.events} événements de {NAMES[bassin]} jusqu'à la position {done.position} "
                f"(bloc {done.block}), {done.annexes} annexe(s).",
                highlight=False,
                soft_wrap=True,
            )


@app.command()
def verify(
    bundle: Annotated[Path | None, typer.Argument(help="Le paquet (.zip) à vérifier.", show_default=False)] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="Clé de vérification, obtenue hors du paquet, ou son fichier ; peut se répéter."),
    ] = None,
    since: Since = None,
    witness: Annotated[
        list[str] | None, typer.Option("--witness", help="Clé d'un témoin qui doit avoir cosigné ; peut se répéter.")
    ] = None,
    tsa_roots: Annotated[
        Path | None,
        typer.Option(
            "--tsa-roots",
            exists=True,
            dir_okay=False,
            help="Certificats racines (PEM) de l'horodateur dont le jeton doit dater le point de contrôle.",
        ),
    ] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Tout recalculer depuis les événements du registre.")] = False,
) -> None:
    """Vérifie un paquet de preuves, comme son « verify.py » ; ou, avec --full, le registre entier et ses scellés.

    Statut 0 si tout est prouvé, 1 avec le premier défaut, 2 pour une commande incomprise.
    """
    if full == bool(bundle) or (full and (witness or tsa_roots)) or not (full or key):
        misused("Soit un paquet et --key, soit --full.")
    try:
        if bundle:
            _verify_bundle(bundle, key or [], since, witness or [], tsa_roots)
        else:
            _verify_ledger(key or [], since)
    except Fault as fault:
        err.print(fault.line, highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from fault


def _verify_bundle(
    bundle: Path, keys: list[str], since: Path | None, witnesses: list[str], tsa_roots: Path | None
) -> None:
    try:
        roots = roots_of(tsa_roots) if tsa_roots else None
        proof = verify_zip(
            bundle,
            "\n".join(map(key_text, keys)),
            since.read_bytes() if since else None,
            [key_text(witness) for witness in witnesses],
        )
    except (OSError, ValueError) as error:
        misused(str(error))
    stamped = proven_time(bundle, roots) if roots else None
    if stamped:
        proof.unread.remove(STAMP)
    out.print(report(proof), highlight=False, markup=False, soft_wrap=True)
    if stamped:
        at = stamped.replace(tzinfo=None)
        told = f"Horodaté : un tiers atteste que ce point de contrôle existait le {at} UTC."
        out.print(told, highlight=False, soft_wrap=True)


def _verify_ledger(keys: list[str], since: Path | None) -> None:
    kept = kept_note(since) if since else None
    known = known_keys(keys)
    with build(Settings.chosen()) as installation, snapshot(installation.database) as connection, bar() as progress:
        task = progress.add_task("Recalcul", total=None)
        done = recount(connection, lambda at, end: progress.update(task, completed=at, total=end), known, kept)
    out.print(_recounted(done, kept), highlight=False, markup=False, soft_wrap=True)


def known_keys(keys: list[str]) -> list[VerifierKey]:
    """Each is a key, or the name of a file of keys."""
    try:
        return [VerifierKey.parse(line) for key in keys for line in key_text(key).split()]
    except NoteInvalid:
        misused("La clé n'est pas de la forme « nom+empreinte+base64 » attendue.")


def _recounted(done: Recount, kept: Note | None) -> str:
    since = f"\nIl prolonge votre point de contrôle ({Checkpoint.parse(kept.text).size} blocs)." if kept else ""
    return (
        f"Vérifié : {done.last} événements, {done.log.size} blocs, {done.checkpoints} points de contrôle et les "
        f"arbres de {len(done.trees)} Instances sont, recalculés, ce qui a été scellé.{since}\n"
        f"{done.log.size - done.signed} bloc(s) sans signature encore, {done.unsealed} événement(s) non scellé(s)."
    )


def _export_bundle(database: Database, bassin: Bassin, output: Path, since: Note | None, *, force: bool) -> Exported:
    with bar() as progress:
        task = progress.add_task("Export", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return export_bundle(database, bassin, output, tell, since=since, force=force)


def _journal(installation: Installation, subject: str, bassin: Bassin) -> None:
    """Before the evidence is given, and even if writing it fails then; nothing sealed is nothing given."""
    if proof := installation.proofs.instance(bassin):
        account = installation.vault.account_for(installation.tokens.issuer, subject)
        installation.journal.export(account, [bassin], at=BlockHeader.parse(proof.block.header).last)


def _export_events(database: Database, bassin: Bassin, output: Path | None, *, force: bool) -> None:
    with snapshot(database) as connection:
        count, lines = cloud_events(connection, bassin)
        if not output:
            sys.stdout.buffer.writelines(lines)
            return
        with bar() as progress, written(output, force=force) as file:
            file.writelines(progress.track(lines, total=count, description="Export"))
    out.print(f"{output} : {count} événements de {NAMES[bassin]}.", highlight=False, soft_wrap=True)


def kept_note(path: Path) -> Note:
    """Raises `CheckpointUnknown`."""
    try:
        note = Note.parse(path.read_text(encoding="utf-8"))
        Checkpoint.parse(note.text)
    except ValueError as error:
        raise CheckpointUnknown("ce n'est pas une note signée") from error
    return note
