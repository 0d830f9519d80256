"""The files of a backup: compressed, each read little by little, and none that is not a plain file of the folder."""

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

BLOCK = 1 << 18
"""Bytes that are in memory at once."""
LEVEL = 1
"""Of compression: the next ones cost several times the time for a tenth of the bytes."""


def name_of(table: str) -> str:
    return f"{table}.copy.gz"


def sha256_of(path: Path) -> str:
    """Raises `OSError` or `BackupUnreadable`."""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A link could lead anywhere, and a pipe may never end. Raises `OSError` or `BackupUnreadable`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BackupUnreadable(path, "ce n'est pas un fichier")
        yield file


@contextmanager
def packing(path: Path) -> Iterator[gzip.GzipFile]:
    with gzip.open(path, "xb", LEVEL) as packed:
        yield packed


def unpacked(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """The content, which is `size` bytes and no more, and how far the file is read. Raises `BackupDamaged`."""
    left = size
    with opened(path) as file, gzip.open(file) as packed:
        try:
            while block := packed.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise BackupDamaged(path)
                yield block, file.tell()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BackupDamaged(path) from error
    if left:
        raise BackupDamaged(path)
