"""Logo of the letterhead of an Instance of the demonstration: three bars in a PNG picture."""

import struct
import zlib
from typing import Final

WIDTH: Final = 240
HEIGHT: Final = 160
COLOURS: Final = ((29, 60, 99), (94, 140, 106), (214, 158, 46))
GAP: Final = 16
"""Pixels between two bars, and the step of their heights."""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixel(x: int, y: int) -> bytes:
    bar, inside = divmod(x, WIDTH // len(COLOURS))
    is_drawn = inside >= GAP and y >= (len(COLOURS) - 1 - bar) * 2 * GAP
    return bytes(COLOURS[bar]) if is_drawn else b"\xff\xff\xff"


def _picture() -> bytes:
    lines = b"".join(b"\0" + b"".join(_pixel(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(lines)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


LOGO: Final = _picture()
