"""A document as events name it."""

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document by its SHA-256 in lower-case hexadecimal, its size in bytes and its media type."""

    sha256: str
    size: int
    media_type: str
