"""ZIP that is written as a stream: its pieces leave before the next file is made, and its files are hashed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from efe_infra.papers.declaration.enclosed import EnclosedFile

FIRST_YEAR: Final = (1980, 1, 1, 0, 0, 0)
"""First instant that a ZIP can give."""
PACKED: Final = (".csv", ".txt", ".json")
"""Endings of files that are deflated; PDF, XLSX and ZIP files are packed already."""
READABLE: Final = 0o100644 << 16
"""Attributes of a regular file that everybody may read."""


class PieceBuffer:
    """File without positions that holds what was written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Has nothing to do: pieces are taken by `take`."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class DossierArchive:
    """ZIP in writing. Its files have the instant of the position, so that the same files give the same bytes."""

    def __init__(self, timestamp: int) -> None:
        self._buffer = PieceBuffer()
        self._zip = ZipFile(cast("IO[bytes]", self._buffer), "w")  # a stream without positions will do
        self._date = max(datetime.fromtimestamp(timestamp, UTC).timetuple()[:6], FIRST_YEAR)
        self.enclosed: list[EnclosedFile] = []

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Adds a file; yields the pieces of the ZIP."""
        digest = sha256()
        with self._zip.open(self._member(name), "w", force_zip64=True) as file:
            async for piece in pieces:
                digest.update(piece)
                file.write(piece)
                yield self._buffer.take()
        self.enclosed.append(EnclosedFile(name, digest.hexdigest()))
        yield self._buffer.take()

    def add_whole(self, name: str, content: bytes) -> bytes:
        """Adds a small file; returns the pieces of the ZIP."""
        self._zip.writestr(self._member(name), content)
        self.enclosed.append(EnclosedFile(name, sha256(content).hexdigest()))
        return self._buffer.take()

    def close(self) -> bytes:
        """Ends the ZIP; returns its table of contents."""
        self._zip.close()
        return self._buffer.take()

    def _member(self, name: str) -> ZipInfo:
        member = ZipInfo(name, self._date)
        member.compress_type = ZIP_DEFLATED if name.endswith(PACKED) else ZIP_STORED
        member.external_attr = READABLE
        return member
