"""Secrets of webhooks and their signatures (Standard Webhooks 1.0)."""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from efe_infra.console.sign_in.row_encryption import RowCipher, console_key
from efe_infra.settings import Settings

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
PURPOSE: Final = "hooks.secret"


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def text_of(secret: bytes) -> str:
    """Returns the secret as its owner keeps it."""
    return PREFIX + b64encode(secret).decode()


def signature_of(keys: Sequence[bytes], message: str, at: datetime, body: bytes) -> str:
    """Returns the header `webhook-signature`: one signature for each secret that is valid now."""
    content = f"{message}.{int(at.timestamp())}.".encode() + body
    return " ".join(f"v1,{b64encode(hmac.digest(key, content, 'sha256')).decode()}" for key in keys)


def secrets_of(settings: Settings) -> "SecretBox":
    """Returns the sealing of an installation, by the key of its sessions."""
    return SecretBox(console_key(settings))


@dataclass(frozen=True)
class SecretBox:
    """Sealing of secrets with the key of the installation: a reader of the database alone cannot sign."""

    key: bytes

    def seal(self, hook: UUID, secret: bytes) -> bytes:
        return self._cipher.encrypt(str(hook), PURPOSE, secret)

    def open(self, hook: UUID, sealed: bytes) -> bytes | None:
        """Returns None for a secret that another key sealed."""
        return self._cipher.decrypt(str(hook), PURPOSE, sealed)

    @property
    def _cipher(self) -> RowCipher:
        return RowCipher(hmac.digest(self.key, PURPOSE.encode(), "sha256"))
