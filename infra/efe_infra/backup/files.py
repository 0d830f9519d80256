"""Compressed files of a backup, which are read in blocks and must be plain files of its folder."""

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from efe_infra.backup.errors import BackupDamaged, BackupUnreadable

BLOCK_BYTES = 1 << 18
GZIP_LEVEL = 1
"""Lowest level: the next ones take several times the time and save a tenth of the bytes."""


def file_name(table: str) -> str:
    return f"{table}.copy.gz"


def sha256_of(path: Path) -> str:
    """Raises `OSError` or `BackupUnreadable`."""
    with open_plain(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_plain(path: Path) -> Iterator[BufferedReader]:
    """Opens a file that is no link, which could lead anywhere, and no pipe, which may never end.

    Raises `OSError` or `BackupUnreadable`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BackupUnreadable(path, "ce n'est pas un fichier")
        yield file


@contextmanager
def pack(path: Path) -> Iterator[gzip.GzipFile]:
    with gzip.open(path, "xb", GZIP_LEVEL) as packed:
        yield packed


def unpack(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """Yields blocks of the content and the offset in the file. Raises `BackupDamaged` unless it has `size` bytes."""
    remaining_bytes = size
    with open_plain(path) as file, gzip.open(file) as packed:
        try:
            while block := packed.read(min(BLOCK_BYTES, remaining_bytes + 1)):
                remaining_bytes -= len(block)
                if remaining_bytes < 0:
                    raise BackupDamaged(path)
                yield block, file.tell()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BackupDamaged(path) from error
    if remaining_bytes:
        raise BackupDamaged(path)
