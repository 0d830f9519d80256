"""`efe restore`: the data of a backup in tables that our own migrations make, verified against what was sealed.

One transaction: whatever is refused, and wherever the process dies, the database is as it was found.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import LiteralString

from efe_domain.transparency.notes import Note, VerifierKey
from efe_infra.backup.catalogue import Catalogue, Connection
from efe_infra.backup.contents import Contents, Tell, contents_of
from efe_infra.backup.dump import CHECKPOINT, POSITION
from efe_infra.backup.errors import DatabaseNotEmpty, Unfaithful
from efe_infra.backup.invariants import check_ledger, check_sequences
from efe_infra.backup.loading import open_to_loading
from efe_infra.backup.manifest import AnyManifest, read
from efe_infra.postgres.connection import long_session
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


def restore(
    database: Database,
    source: Path,
    tell: Tell,
    *,
    loading: Tell = lambda _done, _total: None,
    keys: Sequence[VerifierKey] = (),
    kept: Note | None = None,
    tools: Path | None = None,
) -> tuple[AnyManifest, Recount]:
    """All or nothing: what is not proven is removed again. The read tables are yet to be made.

    Without `keys`, those in the backup count; `kept` is a checkpoint kept elsewhere, which it must go on from.
    `loading` hears how many bytes are loaded, `tell` how many events are verified.

    Raises `BackupRefused`.
    """
    manifest = read(source)
    with long_session(database.admin, client_encoding="utf8") as connection:
        if found := connection.execute(FOUND).fetchone():
            raise DatabaseNotEmpty(found[0])
        contents = contents_of(source, manifest, tools)
        try:
            _load(connection, contents, len(manifest.migrations), loading)
            return manifest, verified(connection, manifest, tell, keys, kept)
        except Fault as fault:
            raise Unfaithful(fault.line) from fault


def _load(connection: Connection, contents: Contents, migrations: int, tell: Tell) -> None:
    """Into the tables of the release that made the backup; later migrations then find its data."""
    bring_to(connection, shipped()[:migrations])
    catalogue = Catalogue.of(connection)
    contents.check(connection, catalogue)
    with open_to_loading(connection, catalogue):
        contents.load(connection, catalogue, tell)
    check_ledger(connection)
    check_sequences(connection, catalogue)
    bring_to(connection, shipped())


def verified(
    connection: Connection, manifest: AnyManifest, tell: Tell, keys: Sequence[VerifierKey], kept: Note | None
) -> Recount:
    """Everything that was sealed, computed again from the events. Raises `Fault` or `Unfaithful`."""
    last = Note.parse(manifest.checkpoint) if manifest.checkpoint else None
    connection.execute("set local role efe_projector")
    _check_end(connection, manifest)
    done = recount(connection, tell, keys, kept or last)
    if last and kept:
        recount(connection, tell, keys, last)
    connection.execute("reset role")
    return done


def _check_end(connection: Connection, manifest: AnyManifest) -> None:
    [(position,)] = connection.execute(POSITION).fetchall()
    if position != manifest.position:
        raise Unfaithful(f"POSITION_DIFFERS, position {position} au lieu de {manifest.position}.")
    _, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
    if note != manifest.checkpoint:
        raise Unfaithful("CHECKPOINT_DIFFERS, le dernier point de contrôle n'est pas celui du manifeste.")
