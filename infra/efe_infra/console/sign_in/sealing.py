"""Seals what is kept of a session: neither the database nor its key file alone opens a row, without the cookie."""

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from efe_infra.process.private_file import made_once

NONCE = 12
KEY = 32
"""Bytes."""


def new_cookie() -> str:
    return secrets.token_urlsafe(32)


def id_of(cookie: str) -> bytes:
    """Under which a row is: who reads the table cannot be that browser."""
    return sha256(cookie.encode()).digest()


def key_in(home: Path) -> bytes:
    """The key of an installation on one machine, made on first use and readable by its owner only."""
    path = home / "keys" / "console-sessions.key"
    fresh = urlsafe_b64encode(secrets.token_bytes(KEY)).decode()
    return urlsafe_b64decode(path.read_text() if path.exists() else made_once(path, fresh))


class Seals:
    """AES-256-GCM, under a key of its own for each row; `purpose` keeps rows of one table out of the other."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY:
            raise ValueError
        self._key = key

    def seal(self, cookie: str, purpose: str, content: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher(cookie).encrypt(nonce, content, purpose.encode())

    def open(self, cookie: str, purpose: str, sealed: bytes) -> bytes | None:
        """None for what was sealed with another key, or changed."""
        try:
            return self._cipher(cookie).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
        except InvalidTag:
            return None

    def _cipher(self, cookie: str) -> AESGCM:
        return AESGCM(hmac.digest(self._key, cookie.encode(), "sha256"))
