"""Documents: the register keeps their fingerprint, the bytes are kept outside the ledger."""

import re

from efe_domain.shared.document import Document
from efe_domain.shared.errors import Invalid

__all__ = ["Document", "check", "is_fingerprint"]


def is_fingerprint(text: str) -> bool:
    """Whether a text is a SHA-256 in lower-case hexadecimal."""
    return bool(re.fullmatch("[0-9a-f]{64}", text))


def check(document: Document) -> None:
    """Raises `Invalid`."""
    if not is_fingerprint(document.sha256):
        raise Invalid("sha256", "L'empreinte SHA-256 d'un document s'écrit en 64 chiffres hexadécimaux.")
    if document.size < 1:
        raise Invalid("sha256", "Un document n'est pas vide.")
