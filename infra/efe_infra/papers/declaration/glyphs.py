"""Characters that the bundled font can show; any other one is printed as its code, since PDF/A refuses it."""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parents[1] / "templates" / "fonts"
FALLBACK: Final = FONTS / "DejaVuSans.ttf"
"""Font for every character that the font of the text does not have."""
KEPT: Final = frozenset("\n\t")
SEGMENTS: Final = 12
"""Format of the table of a font that lists ranges of characters."""
HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that have no shape of their own: controls, marks of direction, unassigned ones."""


def printable(text: str) -> str:
    """Returns the text with `[U+1F9FF]` for each character that has no shape or no glyph."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if is_printable(each) else f"[U+{ord(each):04X}]" for each in text.replace("\r\n", "\n"))


def is_printable(character: str) -> bool:
    if character in KEPT:
        return True
    return unicodedata.category(character) not in HIDDEN_CATEGORIES and ord(character) in characters()


@cache
def characters() -> frozenset[int]:
    """Returns the code points of the font, from its table `cmap`."""
    data = FALLBACK.read_bytes()
    table = next(
        _offset(data, 12 + 16 * nth) for nth in range(_short(data, 4)) if data[12 + 16 * nth :][:4] == b"cmap"
    )
    for nth in range(_short(data, table + 2)):
        subtable = table + _long(data, table + 8 + 8 * nth)
        if _short(data, subtable) == SEGMENTS:
            return frozenset(_segments(data, subtable))
    raise ValueError(FALLBACK.name)


def _segments(data: bytes, at: int) -> set[int]:
    points: set[int] = set()
    for nth in range(_long(data, at + 12)):
        first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * nth)
        points.update(range(first, last + 1))
    return points


def _offset(data: bytes, record: int) -> int:
    return _long(data, record + 8)


def _short(data: bytes, at: int) -> int:
    value: int
    (value,) = struct.unpack_from(">H", data, at)
    return value


def _long(data: bytes, at: int) -> int:
    value: int
    (value,) = struct.unpack_from(">I", data, at)
    return value
