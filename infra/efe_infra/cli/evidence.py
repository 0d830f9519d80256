"""`efe export` and `efe verify`: evidence bundles for auditors, and their verification."""

import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from efe_domain.shared.bassins import NAMES, Bassin
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.cli.app import Group, command, misused, say
from efe_infra.cli.dossier_verification import is_dossier, verify_documents
from efe_infra.cli.paper_register import PaperRegister
from efe_infra.cli.progress import bar, counting
from efe_infra.cli.read_options import file_option, on_replica
from efe_infra.cli.recount_report import recount_report
from efe_infra.cli.requirements import BundleRequirements
from efe_infra.composition import Installation, build
from efe_infra.postgres.database import Database
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.atomic_file import atomic_file
from efe_infra.transparency.evidence.bundle import Exported, export_bundle
from efe_infra.transparency.evidence.cloud_events import cloud_events
from efe_infra.transparency.evidence.recount import Recount, recount
from efe_infra.transparency.evidence.sealed_history import snapshot
from efe_infra.transparency.evidence.timestamp import TIMESTAMP_FILE, proven_time, roots_of
from efe_infra.transparency.evidence.verify import (
    Fault,
    check_one_log,
    instant,
    is_after,
    is_paper,
    key_text,
    report_all,
    shown,
)


class Format(StrEnum):
    """Formats of `efe export`."""

    BUNDLE = "bundle"
    CLOUD_EVENTS = "cloudevents"


Since = Annotated[Path | None, file_option("--since", "Point de contrôle gardé d'une vérification antérieure.")]
NOT_NEEDED = (
    "--since n'est plus nécessaire : un même paquet vaut pour tous les points de contrôle gardés (« efe verify »)."
)


@command(Group.EVIDENCE)
def export(
    bassin: Annotated[
        Bassin, typer.Option("--bassin", help="L'Instance dont on exporte l'histoire.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, help="Fichier à écrire ; sans lui, CloudEvents va à l'écran."),
    ] = None,
    since: Annotated[
        Path | None, typer.Option("--since", exists=True, dir_okay=False, help="N'est plus nécessaire.", hidden=True)
    ] = None,
    form: Annotated[
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

    Le paquet s'arrête au dernier point de contrôle (« efe seal »), et vaut pour tous ceux que l'auditeur a gardés.
    """
    if form is Format.BUNDLE and not output:
        misused("Un paquet s'écrit dans un fichier : -o paquet.zip.")
    if since:
        say(NOT_NEEDED, stderr=True)
    with build(Settings.from_environment()) as installation:
        if account:
            _record_export(installation, account, bassin)
        if form is Format.CLOUD_EVENTS:
            _export_events(installation, bassin, output, force=force)
        elif output:
            bundle = on_replica(installation, partial(_export_bundle, bassin=bassin, output=output, force=force))
            say(
                f"{output} : {bundle.events} événements de {NAMES[bassin]} jusqu'à la position {bundle.position}, "
                f"et {bundle.annexed} du passé de projets rejoints."
            )


BundlesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Le paquet (.zip) à vérifier, ceux de plusieurs Instances, ou un PDF.", show_default=False),
]
KeyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        help="Clé du journal, obtenue hors du paquet, ou son fichier ; peut se répéter, l'ancienne d'abord.",
    ),
]
SinceOption = Annotated[
    list[Path] | None,
    file_option("--since", "Point de contrôle gardé d'une vérification antérieure ; peut se répéter."),
]
WitnessOption = Annotated[
    list[str] | None, typer.Option("--witness", help="Clé d'un témoin qui doit avoir cosigné ; peut se répéter.")
]
MaxAgeOption = Annotated[
    str | None,
    typer.Option("--max-age", help="Âge le plus grand de la cosignature de chaque témoin : 90m, 36h, 7d."),
]
TsaRootsOption = Annotated[
    Path | None,
    file_option(
        "--tsa-roots", "Certificats racines (PEM) de l'horodateur dont le jeton doit dater le point de contrôle."
    ),
]
RegisterOption = Annotated[
    bool, typer.Option("--register", help="D'un PDF : compare chaque valeur avec le registre de cette installation.")
]
BundleOption = Annotated[
    Path | None,
    file_option("--bundle", "D'un PDF : compare chaque valeur avec ce paquet d'une Instance, qui est rejoué."),
]


@command(Group.EVIDENCE)
def verify(  # noqa: PLR0913 - one an option
    bundles: BundlesArgument = None,
    key: KeyOption = None,
    since: SinceOption = None,
    witness: WitnessOption = None,
    max_age: MaxAgeOption = None,
    tsa_roots: TsaRootsOption = None,
    bundle: BundleOption = None,
    *,
    register: RegisterOption = False,
    full: Annotated[bool, typer.Option("--full", help="Tout recalculer depuis les événements du registre.")] = False,
) -> None:
    """Vérifie des paquets de preuves ou des documents PDF ; ou, avec --full, le registre entier et ses scellés.

    Un dossier d'évaluation (« efe report ») est contrôlé en entier : rapport, tableaux, extraits et paquet joint.

    Un PDF contient sa preuve. Avec --register ou --bundle, chaque valeur qui y est imprimée est aussi comparée avec
    le registre, ou avec le paquet d'une Instance rejoué : c'est la vérification la plus forte.

    Statut 0 si tout est prouvé, 1 avec le premier défaut, 2 pour une commande incomprise. D'un PDF : 3 pour un octet
    changé, 4 pour un mot, 5 pour un autre modèle, 6 pour une autre version de Typst, 7 s'il ne peut être composé,
    8 si ses valeurs n'ont été comparées avec aucun registre, 9 si rien ne borne son jour (« jour non borné »), 10 si
    un nom n'a pu être comparé (« nom non comparé »), 11 si ses actes n'ont pu l'être, 12 s'il a été corrigé depuis,
    13 s'il vaut pour des fichiers qui manquent. Dès 9, le plus petit statut compte ; le rapport les dit tous.
    """
    if full == bool(bundles) or (full and (witness or tsa_roots or max_age is not None)) or not (full or key):
        misused("Soit des paquets et --key, soit --full.")
    if (bundle and register) or (
        (bundle or register) and not any(is_paper(each) or is_dossier(each) for each in bundles or ())
    ):
        misused("--register et --bundle valent l'un ou l'autre, pour un document PDF ou un dossier d'évaluation.")
    try:
        if bundles:
            required = BundleRequirements("\n".join(map(key_text, key or [])), since or [], witness or [], max_age)
            compared = register_of(bundle, tsa_roots) if bundle or register else None
            papers, dossiers = [each for each in bundles if is_paper(each)], [*filter(is_dossier, bundles)]
            if zips := [each for each in bundles if each not in papers and each not in dossiers]:
                _verify_bundles(zips, required, tsa_roots)
            if papers or dossiers:
                verify_documents(papers, dossiers, required, compared)
        else:
            _verify_ledger(key or [], since or [])
    except Fault as fault:
        say(fault.line, stderr=True)
        raise typer.Exit(1) from fault


def register_of(bundle: Path | None, tsa_roots: Path | None) -> PaperRegister:
    try:
        return PaperRegister(bundle, roots_of(tsa_roots) if bundle and tsa_roots else ())
    except (OSError, ValueError) as error:
        misused(shown(str(error)))


def _verify_bundles(bundles: list[Path], required: BundleRequirements, tsa_roots: Path | None) -> None:
    try:
        roots = roots_of(tsa_roots) if tsa_roots else None
        proofs = [required.proof_of(bundle) for bundle in bundles]
    except (OSError, ValueError) as error:
        misused(shown(str(error)))
    check_one_log(proofs)
    stamped = (
        [proven_time(bundle, proof.checkpoint, roots) for bundle, proof in zip(bundles, proofs, strict=True)]
        if roots
        else []
    )
    if stamped:
        for proof in proofs:
            proof.unread.remove(TIMESTAMP_FILE)
    say(report_all(proofs))
    if stamped:
        _report_timestamp(min(stamped), max(proof.latest for proof in proofs))


def _report_timestamp(at: datetime, latest: int) -> None:
    """Warns if `latest`, the recorded instant of the last event, is later than the time-stamp that covers it."""
    say(f"Horodaté : un tiers atteste que ce point de contrôle existait le {at.replace(tzinfo=None)} UTC.")
    if is_after(latest, int(at.timestamp()) * 1_000_000):
        say(
            f"À éclaircir [POSTDATED] : un événement se dit du {instant(latest)}, après l'horodatage du point de "
            "contrôle qui le couvre : l'horloge du registre avance, ou cette date est fausse."
        )


def _verify_ledger(keys: list[str], since: list[Path]) -> None:
    checkpoints, verifier_keys = [read_checkpoint(path) for path in since], parse_keys(keys)

    def count_again(database: Database) -> Recount:
        with snapshot(database) as connection, bar() as progress:
            return recount(connection, counting(progress, "Recalcul"), verifier_keys, *checkpoints)

    with build(Settings.from_environment()) as installation:
        result = on_replica(installation, count_again)
    say(recount_report(result, checkpoints))


def parse_keys(keys: Sequence[str]) -> list[VerifierKey]:
    """Parses keys; each argument is a key or the name of a file of keys."""
    try:
        return [VerifierKey.parse(line) for key in keys for line in key_text(key).split()]
    except NoteInvalid:
        misused("La clé n'est pas de la forme « nom+empreinte+base64 » attendue.")


def _export_bundle(database: Database, bassin: Bassin, output: Path, *, force: bool) -> Exported:
    with bar() as progress:
        return export_bundle(database, bassin, output, counting(progress, "Export"), force=force)


def _record_export(installation: Installation, subject: str, bassin: Bassin) -> None:
    """Records the export in the access journal beforehand; skips it if nothing is sealed, hence exported."""
    if checkpoint := installation.proofs.ledger_checkpoint():
        account = installation.vault.account_for(installation.tokens.issuer, subject)
        installation.journal.export(account, [bassin], at=checkpoint.size - 1)


def _export_events(installation: Installation, bassin: Bassin, output: Path | None, *, force: bool) -> None:
    """Writes CloudEvents. The terminal reads from the primary, since its output cannot restart on another server."""
    if not output:
        with snapshot(installation.database) as connection:
            sys.stdout.buffer.writelines(cloud_events(connection, bassin)[1])
        return

    def write(database: Database) -> int:
        with snapshot(database) as connection, bar() as progress, atomic_file(output, force=force) as file:
            count, lines = cloud_events(connection, bassin)
            file.writelines(progress.track(lines, total=count, description="Export"))
            return count

    count = on_replica(installation, write)
    say(f"{output} : {count} événements de {NAMES[bassin]}.")


def read_checkpoint(path: Path) -> Note:
    try:
        note = Note.parse(path.read_text(encoding="utf-8"))
        Checkpoint.parse(note.text)
    except ValueError:
        misused(f"« {path} » n'est pas un point de contrôle signé.")
    return note
