"""What a backup says of itself, in a file beside the dump."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from efe_infra.backup.errors import BackupDamaged, BackupTooNew, BackupUnreadable
from efe_infra.postgres.migrations import shipped

MANIFEST, DUMP = "manifest.json", "efe.dump"


class Applied(msgspec.Struct, frozen=True):
    """A migration, as `public.efe_migration` has it."""

    number: int
    name: str
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Of one moment: the last position of the ledger, and the last checkpoint, which covers `sealed` positions.

    It is signed by nobody: what proves the backup is the signature of the checkpoint, and what it sums up.
    """

    format: int = 1
    made_at: datetime
    software: str
    server: int
    position: int
    sealed: int
    checkpoint: str | None
    migrations: list[Applied]
    dump_sha256: str
    dump_bytes: int


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read(source: Path) -> Manifest:
    """Raises `BackupUnreadable`, `BackupDamaged`, or `BackupTooNew` for a later release of the software."""
    try:
        manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
        digest = sha256_of(source / DUMP)
    except OSError as error:
        raise BackupUnreadable(source, error.strerror or "illisible") from error
    except msgspec.MsgspecError as error:
        raise BackupUnreadable(source, "son manifeste est illisible") from error
    if digest != manifest.dump_sha256:
        raise BackupDamaged(source / DUMP)
    known = {each.number: each.sha256 for each in shipped()}
    for each in manifest.migrations:
        if known.get(each.number) != each.sha256:
            raise BackupTooNew(each.name)
    return manifest
