"""Keyed digests of the owners of rows: they tell one subject of a token from another, and name none."""

import hmac
from enum import StrEnum
from hashlib import sha256

import msgspec


class DigestPurpose(StrEnum):
    """Purpose of a digest: those of one owner in two tables differ."""

    CALENDAR = "calendar"
    SESSION = "session"
    CLOSED_ACCOUNT = "closed-account"


def subject_digest(issuer: str, subject: str) -> str:
    """Returns a digest without a key, for the memory of a process."""
    return sha256(msgspec.json.encode((issuer, subject))).hexdigest()


def owner_digest(key: bytes, purpose: DigestPurpose, issuer: str, subject: str) -> bytes:
    """Returns the digest of an owner, which cannot be computed from the subject alone."""
    return hmac.digest(key, f"{purpose} {subject_digest(issuer, subject)}".encode(), "sha256")
