"""Leaf hash of the Merkle tree, in Python for verifiers; the SQL function `ledger.leaf` computes the same."""

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def leaf(
    position: int, recorded_at: datetime, originator_id: UUID, originator_version: int, topic: str, state: bytes
) -> bytes:
    """Returns the SHA-256 of 0x00, the stored values in fixed order and width (big-endian), and the stored state."""
    topic_bytes = topic.encode()
    digest = hashlib.sha256(b"\x00")
    digest.update(struct.pack(">qq", position, (recorded_at - EPOCH) // MICROSECOND))
    digest.update(originator_id.bytes)
    digest.update(struct.pack(">qi", originator_version, len(topic_bytes)))
    digest.update(topic_bytes)
    digest.update(state)
    return digest.digest()
