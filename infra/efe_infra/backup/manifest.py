"""The manifest of a backup, in a file beside the data."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from efe_infra.backup.errors import BackupDamaged, BackupForeign, BackupTooNew, BackupUnreadable
from efe_infra.backup.files import name_of, opened, sha256_of
from efe_infra.postgres.migrations import shipped

MANIFEST, DUMP = "manifest.json", "efe.dump"
LARGEST = 1 << 20
"""Bytes of a manifest: it has a line for each migration, table and column."""

type Name = Annotated[str, Meta(pattern=r"\A[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\Z", max_length=127)]
"""Of a table, and so of its file: no other folder can be named."""
type Count = Annotated[int, Meta(ge=0)]


class Applied(msgspec.Struct, frozen=True):
    """A migration, as `public.efe_migration` has it."""

    number: int
    name: str
    sha256: str


class TableData(msgspec.Struct, frozen=True):
    """The rows of a table in PostgreSQL's binary format; `bytes` before they are compressed, `sha256` of the file."""

    name: Name
    columns: list[str]
    rows: Count
    bytes: Count
    sha256: str


class SequenceValue(msgspec.Struct, frozen=True):
    """Where the numbers of a column have come to."""

    name: Name
    last: int
    called: bool


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Of one moment: the last position of the ledger, and the last checkpoint, which covers `sealed` positions.

    It is signed by nobody: what proves the backup is the signature of the checkpoint, and what it sums up.
    """

    made_at: datetime
    software: str
    server: int
    position: int
    sealed: int
    checkpoint: str | None
    migrations: list[Applied]


class Manifest(_Told, frozen=True, kw_only=True, tag_field="format", tag=2):
    """Of a folder of data, a file for each table."""

    tables: list[TableData]
    sequences: list[SequenceValue]


class DumpManifest(_Told, frozen=True, kw_only=True, tag_field="format", tag=1):
    """Of a dump that release 0.1.0 had pg_dump make."""

    dump_sha256: str
    dump_bytes: int


type AnyManifest = Manifest | DumpManifest


def read(source: Path) -> AnyManifest:
    """Raises `BackupUnreadable`, `BackupDamaged`, `BackupForeign` for a file of which it does not tell, or
    `BackupTooNew` for a later release of the software.
    """
    manifest = _decoded(source)
    _check_migrations(source, manifest.migrations)
    digests = dict(_digests(manifest))
    try:
        for foreign in sorted({each.name for each in source.iterdir()} - {MANIFEST, *digests}):
            raise BackupForeign(foreign)
        for name, digest in digests.items():
            if sha256_of(source / name) != digest:
                raise BackupDamaged(source / name)
    except OSError as error:
        raise BackupUnreadable(source, error.strerror or "illisible") from error
    return manifest


def _decoded(source: Path) -> AnyManifest:
    try:
        with opened(source / MANIFEST) as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise BackupUnreadable(source, "son manifeste est trop long")
        return msgspec.json.decode(text, type=Manifest | DumpManifest)
    except OSError as error:
        raise BackupUnreadable(source, error.strerror or "illisible") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BackupUnreadable(source, "son manifeste est illisible") from error


def _digests(manifest: AnyManifest) -> Iterator[tuple[str, str]]:
    match manifest:
        case Manifest(tables=tables):
            yield from ((name_of(each.name), each.sha256) for each in tables)
        case DumpManifest(dump_sha256=digest):
            yield DUMP, digest


def _check_migrations(source: Path, told: Sequence[Applied]) -> None:
    """Those of this release, from the first one on: there is no other way to the schema of the data."""
    known = [Applied(each.number, each.name, each.sha256) for each in shipped()]
    for each in told:
        if each not in known:
            raise BackupTooNew(each.name)
    if not told or list(told) != known[: len(told)]:
        raise BackupUnreadable(source, "des migrations y manquent")
