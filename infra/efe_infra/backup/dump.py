"""`efe backup`: all that the installation has in its database, as of one moment, while it serves."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, LiteralString

import msgspec
import psycopg

from efe_infra.backup.errors import TargetTaken, TargetUnwritable
from efe_infra.backup.manifest import DUMP, MANIFEST, Applied, Manifest, sha256_of
from efe_infra.backup.tools import run, tool
from efe_infra.postgres.database import Database

type Connection = psycopg.Connection[Any]

LEFT_OUT = ("--exclude-table=read.*", "--exclude-schema=read_*", "--exclude-schema=projection")
"""The read tables follow from the ledger: a restoration makes them again."""
REGISTER = "--exclude-table=public.efe_migration"
"""Whoever ran the migrations owns it, and need not exist elsewhere: the manifest has its rows."""

POSITION: LiteralString = "select position from ledger.head"
CHECKPOINT: LiteralString = """
    select last, note from seal.checkpoint join seal.block on block = size order by size desc limit 1
"""
MIGRATIONS: LiteralString = "select number, name, sha256 from public.efe_migration order by number"


def back_up(database: Database, target: Path, *, tools: Path | None = None) -> Manifest:
    """Write the folder `target`: the dump, and its manifest. It is there whole, or not at all.

    Raises `BackupRefused`.
    """
    if target.exists():
        raise TargetTaken(target)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
            folder = Path(made) / "backup"
            folder.mkdir(mode=0o700)  # what is in it names persons
            manifest = _written(database, folder, tools)
            folder.rename(target)
    except OSError as error:
        raise TargetUnwritable(target, error) from error
    return manifest


def _written(database: Database, folder: Path, tools: Path | None) -> Manifest:
    dump = folder / DUMP
    with _moment(database) as (connection, snapshot):
        major = connection.info.server_version // 10000
        program = tool("pg_dump", major, tools)
        arguments = ("--format=custom", f"--snapshot={snapshot}", f"--file={dump}", REGISTER, *LEFT_OUT)
        run(program, database, *arguments)
        manifest = _manifest(connection, dump, major)
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    for file in folder.iterdir():
        file.chmod(0o600)
    return manifest


@contextmanager
def _moment(database: Database) -> Iterator[tuple[Connection, str]]:
    """What pg_dump sees is what the manifest tells of, whatever is written meanwhile."""
    with psycopg.connect(database.admin) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        [(snapshot,)] = connection.execute("select pg_export_snapshot()").fetchall()
        yield connection, snapshot


def _manifest(connection: Connection, dump: Path, major: int) -> Manifest:
    [(position,)] = connection.execute(POSITION).fetchall()
    sealed, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
    return Manifest(
        made_at=datetime.now(UTC),
        software=version("efe-synergies"),
        server=major,
        position=position,
        sealed=sealed,
        checkpoint=note,
        migrations=[Applied(*row) for row in connection.execute(MIGRATIONS)],
        dump_sha256=sha256_of(dump),
        dump_bytes=dump.stat().st_size,
    )
