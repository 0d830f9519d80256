"""Policy of mails that parses and folds a header once, where it is the same in many mails."""

from email.policy import EmailPolicy
from functools import lru_cache
from typing import Any, Final

COMMON_HEADERS: Final = frozenset(
    {
        "auto-submitted",
        "content-disposition",
        "content-language",
        "content-transfer-encoding",
        "content-type",
        "from",
        "list-unsubscribe-post",
        "mime-version",
        "subject",
    }
)
"""Headers that name neither a person nor a mail: their values may stay in memory."""
LINKS: Final = "list-unsubscribe"
"""Header of an address: mail programs read it as it stands, without encoded words (RFC 2369)."""
MAX_HEADERS: Final = 512


class MailPolicy(EmailPolicy):
    """Policy of SMTP. Parsing and folding headers takes most of the time of writing a mail."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        is_common = isinstance(value, str) and not hasattr(value, "name") and name.lower() in COMMON_HEADERS
        return _parsed(name, value) if is_common else super().header_store_parse(name, value)

    def header_max_count(self, name: str) -> int | None:
        return _max_count(name)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() == LINKS:
            return f"{name}: {value}\r\n".encode("ascii")
        if name.lower() not in COMMON_HEADERS:
            return super().fold_binary(name, value)
        return _folded(name, str(value))


_BASE: Final = EmailPolicy(linesep="\r\n")
MAIL_POLICY: Final = MailPolicy(linesep="\r\n")


@lru_cache(MAX_HEADERS)
def _parsed(name: str, value: str) -> tuple[str, Any]:
    return _BASE.header_store_parse(name, value)


@lru_cache(MAX_HEADERS)
def _folded(name: str, value: str) -> bytes:
    return _BASE.fold_binary(name, _parsed(name, value)[1])


@lru_cache(MAX_HEADERS)
def _max_count(name: str) -> int | None:
    return _BASE.header_max_count(name)
