"""Text of an import file: size limits, and its decoding from UTF-8 or the Latin-1 of older spreadsheets."""

import os
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISREG
from typing import Final

from efe_infra.importing.refusals import FileRefused

MOST_BYTES: Final = 64 << 20
MOST_BYTES_TOGETHER: Final = 256 << 20
_MISREAD: Final = ("Ã", "Â", "â€")
"""Look of UTF-8 that was read as Latin-1: « Ã© » for « é »."""


def content_of(path: Path) -> bytes:
    """Returns the bytes of a file. Raises `FileRefused`, also for a device or a pipe, which may have no end."""
    try:
        with open(path, "rb", opener=_opened) as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileRefused("Le fichier ne se lit pas : {why}.", why="ce n'est pas un fichier")
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileRefused("Le fichier ne se lit pas : {why}.", why=error.strerror or error) from None
    if len(content) > MOST_BYTES:
        raise FileRefused("Le fichier dépasse {most} Mo : à couper en plusieurs.", most=MOST_BYTES >> 20)
    return content


def _opened(path: str, flags: int) -> int:
    """Follows no link, and opens a pipe without a wait for its writer."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


def check_together(paths: Iterable[Path]) -> None:
    """Raises `FileRefused` if the files are too large together: all of them are in memory at once."""
    if sum(path.stat().st_size for path in paths if path.is_file()) > MOST_BYTES_TOGETHER:
        raise FileRefused(
            "Les fichiers dépassent ensemble {most} Mo : à reprendre en plusieurs fois.",
            most=MOST_BYTES_TOGETHER >> 20,
        )


def decoded(content: bytes) -> str:
    """Decodes a file, with or without a byte order mark. Raises `FileRefused` for another encoding, or two mixed."""
    if b"\0" in content:
        raise FileRefused("Le fichier n'est ni en UTF-8, ni en Latin-1 : à enregistrer en « CSV UTF-8 ».")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _from_latin(content)
    return text.replace("\r\n", "\n")


def _from_latin(content: bytes) -> str:
    """Decodes the Latin-1 of Windows, which has the apostrophe and « œ »."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise FileRefused("Le fichier n'est ni en UTF-8, ni en Latin-1.") from None
    if any(sign in text for sign in _MISREAD):
        raise FileRefused("Le fichier mêle UTF-8 et Latin-1 : ses accents seraient faux.")
    return text
