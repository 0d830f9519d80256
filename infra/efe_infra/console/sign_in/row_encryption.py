"""Encryption of sessions and calendar addresses in PostgreSQL, and of the cookie of a pending sign-in.

Decryption takes the row, the key file, and the cookie or secret together.
"""

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from efe_infra.process.private_file import made_once
from efe_infra.settings import Settings

NONCE_BYTES = 12
KEY_BYTES = 32


def new_cookie() -> str:
    return secrets.token_urlsafe(32)


def id_of(cookie: str) -> bytes:
    """Returns the id of a row: a hash, so that a reader of the table cannot use the cookie."""
    return sha256(cookie.encode()).digest()


def key_in(home: Path) -> bytes:
    """Returns the key of an installation on one machine; creates it, readable by its owner only, on first use."""
    path = home / "keys" / "console-sessions.key"
    fresh = urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return urlsafe_b64decode(path.read_text() if path.exists() else made_once(path, fresh))


def console_key(settings: Settings) -> bytes:
    """Returns the key that all processes of an installation have: that of the settings, or that of the machine."""
    return settings.sealing_key or key_in(settings.home)


class RowCipher:
    """AES-256-GCM with one key for each row. `purpose` prevents use of a row in another table."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError
        self._key = key

    def encrypt(self, cookie: str, purpose: str, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(cookie).encrypt(nonce, content, purpose.encode())

    def decrypt(self, cookie: str, purpose: str, encrypted: bytes) -> bytes | None:
        """Returns None for content that was encrypted with another key, or changed."""
        try:
            return self._cipher(cookie).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], purpose.encode())
        except InvalidTag:
            return None

    def _cipher(self, cookie: str) -> AESGCM:
        return AESGCM(hmac.digest(self._key, cookie.encode(), "sha256"))
