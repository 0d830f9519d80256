"""Restoration of a backup into tables that the migrations make, verified against the sealed log (`efe restore`).

It is one transaction: after a refusal or a crash the database is as before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, LiteralString, NamedTuple

from efe_domain.transparency.notes import Note, VerifierKey
from efe_infra.backup.catalogue import Catalogue, Connection
from efe_infra.backup.dump import CHECKPOINT, POSITION
from efe_infra.backup.errors import DatabaseNotEmpty, ManifestUnsigned, Unfaithful
from efe_infra.backup.loading import Progress, check_content, load_content, open_to_loading
from efe_infra.backup.manifest import Manifest, read_manifest
from efe_infra.backup.signature import signer_of
from efe_infra.notices.progress import RESTORED
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import bring_to, shipped
from efe_infra.transparency.evidence.recount import Recount, recount
from efe_infra.transparency.evidence.verify import Fault
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import read_keys

FOUND: LiteralString = """
    select nspname from pg_catalog.pg_namespace
    where nspname not in ('public', 'information_schema') and nspname not like 'pg\\_%'
    union all
    select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace
    order by 1
"""
"""Schemas and relations that the database holds already, except PostgreSQL's own."""


END_SESSIONS: LiteralString = """
    truncate console.session, console.errand, console.calendar_address, console.person_invitation, console.draft,
        console.api_token, console.last_visit, notices.outbox, notices.refused_address,
        notices.sent_mail, hooks.hook, hooks.delivery
"""
"""Empties the tables that no backup has, and stops the notices until an administrator allows them.

After a restoration everyone signs in again, and is invited again.
"""

ADMINISTRATORS: LiteralString = """
    select subject from vault.account
    where id in (
        select account from read.access_grant where role = 'administrator' and until is null and to_position is null
    )
    order by subject
"""

INVARIANTS: Final[dict[str, LiteralString]] = {
    "EVENT_MISSING": """
        select position from (select position, row_number() over (order by position) as place from ledger.event) as ev
        where position <> place order by position limit 1
    """,
    "EVENT_ALTERED": """
        select position from ledger.event
        where leaf <> ledger.leaf(position, recorded_at, originator_id, originator_version, topic, state)
        order by position limit 1
    """,
    "CLOCK_BACKWARDS": """
        select position from (
            select position, recorded_at, lag(recorded_at) over (order by position) as before from ledger.event
        ) as ev where recorded_at <= before order by position limit 1
    """,
    "STREAM_BROKEN": """
        select position from (
            select position, originator_version as version,
                lag(originator_version) over (partition by originator_id order by originator_version) as before,
                lag(position) over (partition by originator_id order by originator_version) as after
            from ledger.event
        ) as ev
        where case when before is null then version not in (0, 1) else version <> before + 1 or position < after end
        order by position limit 1
    """,
    "COMMAND_ASTRAY": """
        select first_position from ledger.command
        where first_position < 1 or last_position > (select position from ledger.head)
        order by first_position limit 1
    """,
    "TURN_LOST": "select count(*) from ledger.turn having count(*) <> 1",
}

SENTENCES: Final = {
    "EVENT_MISSING": "Un événement manque au registre : les positions ne se suivent pas.",
    "EVENT_ALTERED": "L'événement n'est plus celui qui a été enregistré : son empreinte diffère.",
    "CLOCK_BACKWARDS": "L'événement n'est pas postérieur au précédent.",
    "STREAM_BROKEN": "Les événements de cet objet ne se suivent pas.",
    "COMMAND_ASTRAY": "La commande renvoie à des événements qui ne sont pas au registre.",
    "TURN_LOST": "La ligne qui donne son tour à chaque écriture n'est pas unique.",
}


class Violation(Fault):
    """First place where an invariant does not hold."""

    SENTENCES = SENTENCES


def check_ledger(connection: Connection) -> None:
    """Raises `Violation` for the first invariant that does not hold."""
    for code, query in INVARIANTS.items():
        if row := connection.execute(query).fetchone():
            raise Violation(code, f"position {row[0]}")


def check_sequences(connection: Connection, catalogue: Catalogue) -> None:
    """Raises `Unfaithful` for a sequence that would give a number again."""
    for each in catalogue.sequences.values():
        if connection.execute(each.lag_query).fetchone():
            raise Unfaithful(f"SEQUENCE_BEHIND, « {each.name} » est en retard sur ce qu'elle a numéroté.")


class Trust(NamedTuple):
    """Keys, checkpoint and demands of the operator, from another source than the backup.

    `auditor_note` is a checkpoint that the log must extend. Without `keys`, those in the backup count for the events.
    For the other rows only those of them count whose private half is among `files`. With `signed`, a backup whose
    other rows are not proven is refused.
    """

    keys: Sequence[VerifierKey] = ()
    files: KeyFiles | None = None
    auditor_note: Note | None = None
    signed: bool = False


BACKUP_ALONE: Final = Trust()


class Restored(NamedTuple):
    """Manifest, what was computed again, and the key that signed the rest; None where nothing proves it."""

    manifest: Manifest
    recount: Recount
    signer: VerifierKey | None


def restore(
    database: Database,
    source: Path,
    verifying: Progress,
    *,
    loading: Progress = lambda _done, _total: None,
    trust: Trust = BACKUP_ALONE,
) -> Restored:
    """Restores a backup and keeps it only if it is proven. The caller rebuilds the read tables.

    `loading` counts bytes, `verifying` counts events. Raises `BackupRefused`.
    """
    manifest = read_manifest(source)
    signer = signer_of(source, trust.keys, manifest.checkpoint)
    with connect_without_timeout(database.owner) as connection:
        if row := connection.execute(FOUND).fetchone():
            raise DatabaseNotEmpty(row[0])
        try:
            _load(connection, source, manifest, loading)
            signer = signer or signer_of(source, _held_keys(connection, trust.files), manifest.checkpoint)
            if trust.signed and not signer:
                raise ManifestUnsigned
            recounted = _verify(connection, manifest, verifying, trust.keys, trust.auditor_note)
            return Restored(manifest, recounted, signer)
        except Fault as fault:
            raise Unfaithful(fault.line) from fault


def administrators(database: Database) -> Sequence[str]:
    """Returns the subjects of the accounts that administer the platform. The read tables are rebuilt before."""
    with connect_without_timeout(database.owner) as connection:
        return [subject for (subject,) in connection.execute(ADMINISTRATORS)]


def _held_keys(connection: Connection, files: KeyFiles | None) -> Sequence[VerifierKey]:
    """Returns the keys of the log whose private half is here, so that no other holder of the backup has signed."""
    return [key for key in read_keys(connection) if files and files.holds(key)]


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
    connection.execute("set local role efe_command")
    connection.execute(END_SESSIONS)
    connection.execute(RESTORED)
    connection.execute("reset role")


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
