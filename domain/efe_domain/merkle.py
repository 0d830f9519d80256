"""Merkle trees of RFC 9162, with SHA-256: what was recorded so far, summed up in 32 bytes."""

import hashlib
from collections.abc import Sequence


def leaf_hash(state: bytes) -> bytes:
    """The hash of a leaf: a stored state, after the byte 0x00."""
    return hashlib.sha256(b"\x00" + state).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, in their order; without any, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root(leaves[:left]) + root(leaves[left:])).digest()
