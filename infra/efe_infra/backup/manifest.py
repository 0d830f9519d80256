"""Manifest of a backup, a JSON file beside the data."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from efe_infra.backup.errors import BackupDamaged, BackupForeign, BackupTooNew, BackupTooOld, BackupUnreadable
from efe_infra.backup.files import file_name, open_plain, sha256_of
from efe_infra.postgres.migrations import OLDEST_SCHEMA, shipped

MANIFEST = "manifest.json"
SIGNATURE = "manifest.note"
MAX_MANIFEST_BYTES = 1 << 20

type Name = Annotated[str, Meta(pattern=r"\A[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\Z", max_length=127)]
"""Name of a table or sequence. It is also a file name, so it can name no other folder."""
type Count = Annotated[int, Meta(ge=0)]


class Applied(msgspec.Struct, frozen=True):
    """Migration, as `public.efe_migration` has it."""

    number: int
    name: str
    sha256: str


class TableData(msgspec.Struct, frozen=True):
    """Rows of a table in PostgreSQL's binary format. `bytes` are uncompressed, `sha256` is of the compressed file."""

    name: Name
    columns: list[str]
    rows: Count
    bytes: Count
    sha256: str


class SequenceValue(msgspec.Struct, frozen=True):
    """Last number of a sequence."""

    name: Name
    last: int
    called: bool


class Manifest(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag=2):
    """Content of a backup of one moment: a file for each table, the last position of the ledger and its checkpoint.

    The checkpoint covers `sealed` positions. The log that it sums up proves the events below them; the signature of
    the manifest proves all other rows.
    """

    made_at: datetime
    software: str
    server: int
    position: int
    sealed: int
    checkpoint: str | None
    migrations: list[Applied]
    tables: list[TableData]
    sequences: list[SequenceValue]


class _Format(msgspec.Struct):
    format: int


def read_manifest(source: Path) -> Manifest:
    """Reads the manifest of a backup and checks the digest of every file.

    Raises `BackupUnreadable`, `BackupDamaged`, `BackupForeign` for a file that it does not name, `BackupTooNew` for a
    later release, or `BackupTooOld` for release 0.1 or 0.2.
    """
    manifest = _decode(source)
    _check_migrations(source, manifest.migrations)
    digests = {file_name(each.name): each.sha256 for each in manifest.tables}
    try:
        for foreign in sorted({each.name for each in source.iterdir()} - {MANIFEST, SIGNATURE, *digests}):
            raise BackupForeign(foreign)
        for name, digest in digests.items():
            if sha256_of(source / name) != digest:
                raise BackupDamaged(source / name)
    except OSError as error:
        raise BackupUnreadable(source, error.strerror or "illisible") from error
    return manifest


def _decode(source: Path) -> Manifest:
    try:
        with open_plain(source / MANIFEST) as file:
            text = file.read(MAX_MANIFEST_BYTES + 1)
        if len(text) > MAX_MANIFEST_BYTES:
            raise BackupUnreadable(source, "son manifeste est trop long")
        if msgspec.json.decode(text, type=_Format).format == 1:  # release 0.1
            raise BackupTooOld
        return msgspec.json.decode(text, type=Manifest)
    except OSError as error:
        raise BackupUnreadable(source, error.strerror or "illisible") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BackupUnreadable(source, "son manifeste est illisible") from error


def _check_migrations(source: Path, applied: Sequence[Applied]) -> None:
    """Checks that the migrations are the first ones of this release. Nothing else leads to the tables of the data."""
    shipped_migrations = [Applied(each.number, each.name, each.sha256) for each in shipped()]
    for each in applied:
        if each not in shipped_migrations:
            raise BackupTooNew(each.name)
    if not applied or list(applied) != shipped_migrations[: len(applied)]:
        raise BackupUnreadable(source, "des migrations y manquent")
    if applied[-1].number < OLDEST_SCHEMA:
        raise BackupTooOld
