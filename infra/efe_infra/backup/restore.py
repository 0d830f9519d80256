"""Restoration of a backup into tables that our own migrations make, verified against what was sealed (`efe restore`).

It is one transaction: after a refusal or a crash the database is as before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import LiteralString

from efe_domain.transparency.notes import Note, VerifierKey
from efe_infra.backup.catalogue import Catalogue, Connection
from efe_infra.backup.dump import CHECKPOINT, POSITION
from efe_infra.backup.errors import DatabaseNotEmpty, Unfaithful
from efe_infra.backup.invariants import check_ledger, check_sequences
from efe_infra.backup.loading import Progress, check_content, load_content, open_to_loading
from efe_infra.backup.manifest import Manifest, read_manifest
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import bring_to, shipped
from efe_infra.transparency.evidence.recount import Recount, recount
from efe_infra.transparency.evidence.verify import Fault

FOUND: LiteralString = """
    select nspname from pg_catalog.pg_namespace
    where nspname not in ('public', 'information_schema') and nspname not like 'pg\\_%'
    union all
    select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace
    order by 1
"""
"""Whatever the database holds already."""


def restore(
    database: Database,
    source: Path,
    verifying: Progress,
    *,
    loading: Progress = lambda _done, _total: None,
    keys: Sequence[VerifierKey] = (),
    auditor_note: Note | None = None,
) -> tuple[Manifest, Recount]:
    """Restores a backup and keeps it only if it is proven. The caller rebuilds the read tables.

    Without `keys`, those in the backup count; `auditor_note` is a checkpoint that the log must extend.
    `loading` counts bytes, `verifying` counts events.

    Raises `BackupRefused`.
    """
    manifest = read_manifest(source)
    with connect_without_timeout(database.admin, client_encoding="utf8") as connection:
        if row := connection.execute(FOUND).fetchone():
            raise DatabaseNotEmpty(row[0])
        try:
            _load(connection, source, manifest, loading)
            return manifest, _verify(connection, manifest, verifying, keys, auditor_note)
        except Fault as fault:
            raise Unfaithful(fault.line) from fault


def _load(connection: Connection, source: Path, manifest: Manifest, loading: Progress) -> None:
    """Loads into the tables of the release that made the backup, then applies the later migrations."""
    bring_to(connection, shipped()[: len(manifest.migrations)])
    catalogue = Catalogue.of(connection)
    check_content(source, manifest, catalogue)
    with open_to_loading(connection, catalogue):
        load_content(connection, source, manifest, catalogue, loading)
    check_ledger(connection)
    check_sequences(connection, catalogue)
    bring_to(connection, shipped())


def _verify(
    connection: Connection,
    manifest: Manifest,
    verifying: Progress,
    keys: Sequence[VerifierKey],
    auditor_note: Note | None,
) -> Recount:
    """Computes everything that was sealed again from the events. Raises `Fault` or `Unfaithful`."""
    last = Note.parse(manifest.checkpoint) if manifest.checkpoint else None
    connection.execute("set local role efe_projector")
    _check_end(connection, manifest)
    recounted = recount(connection, verifying, keys, auditor_note or last)
    if last and auditor_note:
        recount(connection, verifying, keys, last)
    connection.execute("reset role")
    return recounted


def _check_end(connection: Connection, manifest: Manifest) -> None:
    [(position,)] = connection.execute(POSITION).fetchall()
    if position != manifest.position:
        raise Unfaithful(f"POSITION_DIFFERS, position {position} au lieu de {manifest.position}.")
    _, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
    if note != manifest.checkpoint:
        raise Unfaithful("CHECKPOINT_DIFFERS, le dernier point de contrôle n'est pas celui du manifeste.")
