"""`efe backup`: all that the installation has in its database, as of one moment, while it serves."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import LiteralString

import msgspec
from psycopg.sql import SQL

from efe_infra.backup.catalogue import Catalogue, Connection, Sequence, Table
from efe_infra.backup.errors import TargetTaken, TargetUnwritable
from efe_infra.backup.files import name_of, packing, sha256_of
from efe_infra.backup.manifest import MANIFEST, Applied, Manifest, SequenceValue, TableData
from efe_infra.postgres.connection import long_session
from efe_infra.postgres.database import Database

type Tell = Callable[[int, int], object]
"""Told how far the work is and how far it goes."""

POSITION: LiteralString = "select position from ledger.head"
CHECKPOINT: LiteralString = """
    select sealed, note from (
        select size - 1, note, 2 from seal.ledger_checkpoint
        union all
        select last, note, 1 from seal.checkpoint join seal.block on block = size
    ) as signed (sealed, note, log)
    order by log desc, sealed desc limit 1
"""
"""Of the ledger log, or of the log of blocks where nothing was sealed since it ended."""
MIGRATIONS: LiteralString = "select number, name, sha256 from public.efe_migration order by number"


def back_up(database: Database, target: Path, tell: Tell = lambda _done, _total: None) -> Manifest:
    """Write the folder `target`: a file for each table, and the manifest. It is there whole, or not at all.

    `tell` hears how many tables are written. Raises `BackupRefused`.
    """
    if target.exists():
        raise TargetTaken(target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
            folder = Path(made) / "backup"
            folder.mkdir(mode=0o700)  # what is in it names persons
            manifest = _written(database, folder, tell)
            folder.rename(target)
    except OSError as error:
        raise TargetUnwritable(target, error) from error
    return manifest


def _written(database: Database, folder: Path, tell: Tell) -> Manifest:
    with _moment(database) as connection:
        catalogue = Catalogue.of(connection)
        tables = []
        for table in catalogue.tables.values():
            tables.append(_copied(connection, table, folder / name_of(table.name)))
            tell(len(tables), len(catalogue.tables))
        sequences = [_value(connection, each) for each in catalogue.sequences.values()]
        manifest = _manifest(connection, tables, sequences)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    for file in folder.iterdir():
        file.chmod(0o600)
    return manifest


@contextmanager
def _moment(database: Database) -> Iterator[Connection]:
    """The copy matches the manifest, whatever is written meanwhile."""
    with long_session(database.admin, client_encoding="utf8") as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("set local role efe_owner")
        yield connection


def _copied(connection: Connection, table: Table, path: Path) -> TableData:
    size = 0
    with connection.cursor() as cursor, packing(path) as file:
        with cursor.copy(SQL("copy {} to stdout (format binary)").format(table.copied)) as rows:
            for row in rows:
                size += file.write(row)
        count = cursor.rowcount
    return TableData(table.name, list(table.columns), count, size, sha256_of(path))


def _value(connection: Connection, sequence: Sequence) -> SequenceValue:
    """It never runs behind the rows: they are of the moment, and it may be of a later one."""
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
