"""`efe backup` and `efe restore`: a backup of the installation, and its verified restoration."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from efe_domain.access.person import PersonIsForgotten
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.errors import NotFound
from efe_domain.transparency.notes import VerifierKey
from efe_graphql.request.context import day_in_law
from efe_graphql.request.forgetting import forget
from efe_infra.backup.dump import back_up
from efe_infra.backup.manifest import Manifest
from efe_infra.backup.restore import Trust, administrators, restore
from efe_infra.cli.app import Group, command, misused, say
from efe_infra.cli.evidence import Since, parse_keys, read_checkpoint
from efe_infra.cli.progress import bar, counting, rebuild_with_bar
from efe_infra.cli.read_options import file_option
from efe_infra.composition import Installation, build, sealer_of
from efe_infra.postgres.opening import address, open_database
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.verify import shown
from efe_infra.transparency.sealing.keys import KeyFiles

BACKUP_NOTICE = (
    "Les clés (EFE_HOME/keys) n'y sont pas : gardez-les ailleurs. Le coffre des personnes y est : cette copie garde "
    "le nom de qui sera oublié plus tard (« efe person forgotten », puis « efe restore --forgotten »)."
)
OTHER_ROWS = "comptes, personnes, documents, journal des accès et événements non scellés"
UNSIGNED_NOTICE = (
    "Non signée, faute de clé privée du journal dans EFE_HOME/keys : rien ne prouvera les comptes, les personnes ni "
    "les documents de cette sauvegarde."
)
UNPROVEN_NOTICE = (
    f"Non prouvé : {OTHER_ROWS}. Le manifeste n'est pas signé, ou l'est par une clé qui n'est connue que par la "
    "sauvegarde (--key). Toutes les sessions sont closes. Vérifiez les sujets des administrateurs :"
)
SEAL_NOTICE = (
    "Tant que cela dure, rien de nouveau n'est scellé et « efe serve » n'est pas prêt : "
    "infra/deploy/runbooks/lost-key.md."
)
RESTORE_NOTICE = (
    "Ce qui a été enregistré depuis la sauvegarde n'y est pas : un témoin ou un auditeur qui a vu un point de "
    "contrôle plus récent le dira, et l'aura prouvé."
)


@command(Group.OPERATIONS)
def backup(
    target: Annotated[Path, typer.Argument(help="Le dossier à créer : le contenu de la base et son manifeste.")],
) -> None:
    """Sauvegarde l'installation telle qu'elle est à un instant, pendant qu'elle sert."""
    settings = Settings.from_environment()
    with bar() as progress:
        manifest, signer = back_up(
            open_database(settings),
            target,
            counting(progress, "Sauvegarde des tables"),
            keys=KeyFiles(settings.home),
        )
    say(f"{target} : position {manifest.position}, {_sealed(manifest)}.")
    say(BACKUP_NOTICE if signer else f"{UNSIGNED_NOTICE}\n{BACKUP_NOTICE}", stderr=True)


SignedOption = Annotated[
    bool, typer.Option("--signed", help="Refuser une sauvegarde dont la signature ne prouve pas les comptes.")
]


@command(Group.OPERATIONS, "restore")
def restore_backup(
    source: Annotated[Path, typer.Argument(help="Le dossier d'une sauvegarde.", exists=True, file_okay=False)],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="Clé de vérification, obtenue ailleurs, ou son fichier ; peut se répéter."),
    ] = None,
    since: Since = None,
    forgotten: Annotated[
        Path | None,
        file_option(
            "--forgotten",
            "Personnes oubliées depuis (« efe person forgotten »), une par ligne : elles le sont de nouveau.",
        ),
    ] = None,
    *,
    signed: SignedOption = False,
) -> None:
    """Restaure une sauvegarde dans une base vide, et ne la garde que prouvée par son dernier point de contrôle.

    Refait ensuite les tables de lecture. Statut 1, et rien dans la base, si un événement scellé a changé.
    """
    settings = Settings.from_environment()
    persons = _ids(forgotten) if forgotten else []
    checkpoint = read_checkpoint(since) if since else None
    with bar() as progress:
        manifest, recount, signer = restore(
            address(settings),
            source,
            counting(progress, "Vérification"),
            loading=counting(progress, "Chargement (octets)"),
            trust=Trust(parse_keys(key or []), KeyFiles(settings.home), checkpoint, signed),
        )
    with build(settings) as installation:
        erased = _forget_again(installation, persons)
        rebuild_with_bar(installation)
    say(
        f"Restauré jusqu'à la position {manifest.position}, {_sealed(manifest)} ; recalculé et identique : "
        f"{recount.last} événements scellés, {recount.checkpoints} points de contrôle signés, "
        f"{recount.unsealed} événements non scellés."
    )
    say(_proof_of_other_rows(settings, signer))
    if erased:
        say(f"Oubliées de nouveau : {erased} personne(s).")
    say(f"{RESTORE_NOTICE}{_seal_notice(settings)}", stderr=True)


def _proof_of_other_rows(settings: Settings, signer: VerifierKey | None) -> str:
    """Says whether the rows that no checkpoint covers are proven; if not, who administers the platform."""
    if signer:
        return f"Prouvé par la signature du manifeste (« {shown(signer.name)} ») : {OTHER_ROWS}."
    subjects = [f"« {shown(subject)} »" for subject in administrators(address(settings))]
    return f"{UNPROVEN_NOTICE} {', '.join(subjects) or 'aucun'}."


def _seal_notice(settings: Settings) -> str:
    """Returns why nothing more can be sealed here, or nothing."""
    obstacle = sealer_of(settings, open_database(settings)).obstacle()
    return f"\n{obstacle.code} : {obstacle} {SEAL_NOTICE}" if obstacle else ""


def _sealed(manifest: Manifest) -> str:
    if not manifest.checkpoint:
        return "rien de scellé : rien ne prouvera son contenu"
    return f"scellée jusqu'à {manifest.sealed}"


def _ids(file: Path) -> list[UUID]:
    try:
        return [UUID(line.strip()) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError:
        misused(f"« {file} » : un identifiant de personne par ligne est attendu.")


def _forget_again(installation: Installation, persons: Sequence[UUID]) -> int:
    """Returns the number of persons forgotten; skips those unknown to the backup or already forgotten."""
    today, count = day_in_law(datetime.now(UTC)), 0
    for person in persons:
        with in_context(CommandContext(actor=SYSTEM_CLI, today=today)):
            try:
                forget(installation.platform, installation.vault, person, reason=None, on=None)
            except (NotFound, PersonIsForgotten):
                continue
        count += 1
    return count
