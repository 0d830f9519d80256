"""The hash of a leaf, on which the proofs rest: in Python for verifiers, the twin of `ledger.leaf` in SQL."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def leaf(
    position: int, recorded_at: datetime, originator_id: UUID, originator_version: int, topic: str, state: bytes
) -> bytes:
    """SHA-256 of 0x00, every stored value in a fixed order and width (big-endian), and the state as it is stored."""
    name = topic.encode()
    digest = hashlib.sha256(b"\x00")
    digest.update(struct.pack(">qq", position, (recorded_at - EPOCH) // MICROSECOND))
    digest.update(originator_id.bytes)
    digest.update(struct.pack(">qi", originator_version, len(name)))
    digest.update(name)
    digest.update(state)
    return digest.digest()
