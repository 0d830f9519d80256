"""Links that end a kind of notice without a sign-in (RFC 8058): a person, a kind, and a code of both."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from efe_infra.notices.kinds import DEFAULT_CHOICES, NoticeKind

PATH = "/courriels/desabonnement"


@dataclass(frozen=True)
class UnsubscribeLinks:
    """Links of an installation. The code is an HMAC under a key of their own, so that none can be made up."""

    key: bytes
    origin: str

    def link(self, person: UUID, kind: NoticeKind) -> str | None:
        """Returns None for a kind that no choice ends."""
        if kind is not NoticeKind.DIGEST and kind not in DEFAULT_CHOICES:
            return None
        return f"{self.origin}{PATH}/{person}/{kind}/{self._code(person, kind)}"

    def is_genuine(self, person: UUID, kind: NoticeKind, code: str) -> bool:
        return hmac.compare_digest(self._code(person, kind).encode(), code.encode())

    def _code(self, person: UUID, kind: NoticeKind) -> str:
        key = hmac.digest(self.key, b"notices.unsubscribe", "sha256")
        return urlsafe_b64encode(hmac.digest(key, f"{person}/{kind}".encode(), "sha256")[:18]).decode()
