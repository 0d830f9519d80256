"""Logo of a letterhead: a PNG or JPEG picture, for pages and for the compiler of papers."""

import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator
from typing import Final, NamedTuple

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8"
MAX_SIDE: Final = 4_000
"""Pixels of a side: the decoder allocates memory for all of them."""
FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of a JPEG file before its size."""


class UnreadableLogo(Exception):
    """Raised for a picture that is purged, damaged or too large."""


class Picture(NamedTuple):
    """Readable picture: its address as data, and its size in pixels."""

    address: str
    width: int
    height: int


def logo_of(picture: str | None) -> str:
    """Returns an SVG of its proportions with the picture, which is in base 64. Raises `UnreadableLogo`."""
    address, width, height = picture_of(picture)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{address}"/></svg>'
    )


def picture_of(picture: str | None) -> Picture:
    """Returns the picture, which is in base 64. Raises `UnreadableLogo`."""
    content = b64decode(picture or "")
    try:
        width, height = _size(content)
    except (struct.error, IndexError, StopIteration):
        raise UnreadableLogo from None
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise UnreadableLogo
    media_type = "image/png" if content.startswith(PNG) else "image/jpeg"
    return Picture(f"data:{media_type};base64,{picture}", width, height)


def _size(content: bytes) -> tuple[int, int]:
    """Returns width and height. Raises `UnreadableLogo`, `struct.error` or `StopIteration`."""
    if content.startswith(PNG):
        return _png_size(content)
    if content.startswith(JPEG) and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        height, width = next(_jpeg_sizes(content))
        return width, height
    raise UnreadableLogo


def _png_size(content: bytes) -> tuple[int, int]:
    """Returns the size of a PNG file whose chunks are whole."""
    at, last = len(PNG), b""
    while last != b"IEND":
        length, last = struct.unpack_from(">I4s", content, at)
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(content[at + 4 : at + 8 + length]) != checksum:
            raise UnreadableLogo
        at += 12 + length
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_sizes(content: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at < len(content):
        mark, marker, length = struct.unpack_from(">BBH", content, at)
        if mark != 0xFF:
            raise UnreadableLogo
        if marker in FRAMES:
            yield struct.unpack_from(">HH", content, at + 5)
        at += 2 + length
