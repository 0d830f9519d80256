"""Backup of the database as of one moment, while the platform serves (`efe backup`)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import LiteralString, NamedTuple

import msgspec
from psycopg.sql import SQL

from efe_domain.transparency.notes import VerifierKey
from efe_infra.backup.catalogue import Catalogue, Connection, Sequence, Table
from efe_infra.backup.errors import TargetTaken, TargetUnwritable
from efe_infra.backup.files import file_name, pack, sha256_of
from efe_infra.backup.loading import Progress
from efe_infra.backup.manifest import MANIFEST, Applied, Manifest, SequenceValue, TableData
from efe_infra.backup.signature import sign
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database
from efe_infra.process.abandoned_files import UNFINISHED, remove_abandoned
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import read_keys

POSITION: LiteralString = "select position from ledger.head"
CHECKPOINT: LiteralString = "select size - 1, note from seal.ledger_checkpoint order by size desc limit 1"
"""Last position that the last checkpoint covers, and its note."""
MIGRATIONS: LiteralString = "select number, name, sha256 from public.efe_migration order by number"


class BackedUp(NamedTuple):
    """Content of a backup, and the key that signed it."""

    manifest: Manifest
    signer: VerifierKey | None


def back_up(
    database: Database,
    target: Path,
    progress: Progress = lambda _done, _total: None,
    *,
    keys: KeyFiles | None = None,
) -> BackedUp:
    """Writes the folder `target` with a file for each table and the manifest, whole or not at all.

    The newest key of the log signs the manifest if its private half is among `keys`. `progress` counts tables.

    Raises `BackupRefused`.
    """
    if target.exists():
        raise TargetTaken(target)
    remove_abandoned(target.parent)
    try:
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f".{target.name}.", suffix=UNFINISHED
        ) as temporary:
            folder = Path(temporary) / "backup"
            folder.mkdir(mode=0o700)  # the data names persons
            summary = _write(database, folder, progress, keys)
            folder.rename(target)
    except OSError as error:
        raise TargetUnwritable(target, error) from error
    return summary


def _write(database: Database, folder: Path, progress: Progress, keys: KeyFiles | None) -> BackedUp:
    with _snapshot(database) as connection:
        catalogue = Catalogue.of(connection)
        tables = []
        for table in catalogue.tables.values():
            tables.append(_copy_out(connection, table, folder / file_name(table.name)))
            progress(len(tables), len(catalogue.tables))
        sequences = [_sequence_value(connection, each) for each in catalogue.sequences.values()]
        public_keys = read_keys(connection)
        manifest = _manifest(connection, tables, sequences)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    signer = sign(folder, public_keys, keys) if keys else None
    for file in folder.iterdir():
        file.chmod(0o600)
    return BackedUp(manifest, signer)


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """Yields a connection on which all tables are of one moment, even if others write meanwhile."""
    with connect_without_timeout(database.owner) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("set local role efe_owner")
        yield connection


def _copy_out(connection: Connection, table: Table, path: Path) -> TableData:
    size = 0
    with connection.cursor() as cursor, pack(path) as file:
        with cursor.copy(SQL("copy {} to stdout (format binary)").format(table.with_columns)) as rows:
            for row in rows:
                size += file.write(row)
        count = cursor.rowcount
    return TableData(table.name, list(table.columns), count, size, sha256_of(path))


def _sequence_value(connection: Connection, sequence: Sequence) -> SequenceValue:
    """Reads a sequence. Its value may be later than the rows of the snapshot, never earlier."""
    query = SQL("select last_value, is_called from {}").format(sequence.identifier)
    [(last, called)] = connection.execute(query).fetchall()
    return SequenceValue(sequence.name, last, called)


def _manifest(connection: Connection, tables: list[TableData], sequences: list[SequenceValue]) -> Manifest:
    connection.execute("reset role")  # the register of the migrations is not the owner's
    [(position,)] = connection.execute(POSITION).fetchall()
    sealed, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
    return Manifest(
        made_at=datetime.now(UTC),
        software=version("efe-synergies"),
        server=connection.info.server_version // 10000,
        position=position,
        sealed=sealed,
        checkpoint=note,
        migrations=[Applied(*row) for row in connection.execute(MIGRATIONS)],
        tables=tables,
        sequences=sequences,
    )
