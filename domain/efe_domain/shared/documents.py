"""Documents: the register keeps their fingerprint, the bytes are kept outside the ledger."""

import re

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document by its SHA-256 in lower-case hexadecimal, its size in bytes and its media type."""

    sha256: str
    size: int
    media_type: str


def is_fingerprint(text: str) -> bool:
    """Tells whether a text is a SHA-256 in lower-case hexadecimal."""
    return bool(re.fullmatch("[0-9a-f]{64}", text))
