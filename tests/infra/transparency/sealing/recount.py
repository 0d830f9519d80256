"""Expected log, computed again from the ledger alone with SHA-256, as the format describes it."""

import hashlib
import json
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import rfc8785

from efe_infra.postgres.database import Database

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVENTS = """
    select position, recorded_at, originator_id, originator_version, topic, state from ledger.event
    where position between %s and %s order by position
"""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01", tree_root(leaves[:k]), tree_root(leaves[k:]))


def climb_tree(leaf: bytes, index: int, size: int, path: Sequence[str]) -> bytes:
    """The root of the tree to which an inclusion path leads, by recursion from the top."""
    left = [bytes.fromhex(each) for each in path]
    node = _climb(leaf, index, size, left)
    assert not left
    return node


def _climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    if size == 1:
        return leaf
    k = 1
    while 2 * k < size:
        k *= 2
    sibling = path.pop()
    if index < k:
        return sha256(b"\x01", _climb(leaf, index, k, path), sibling)
    return sha256(b"\x01", sibling, _climb(leaf, index - k, size - k, path))


def two_roots(first: int, second: int, path: Sequence[str], first_root: bytes) -> tuple[bytes, bytes]:
    """The roots of two sizes to which a consistency path leads, by recursion from the top."""
    left = [bytes.fromhex(each) for each in path]
    roots = _two(first, second, left, first_root, whole=True)
    assert not left
    return roots


def _two(first: int, second: int, path: list[bytes], first_root: bytes, *, whole: bool) -> tuple[bytes, bytes]:
    if first == second:
        node = first_root if whole else path.pop()
        return node, node
    k = 1
    while 2 * k < second:
        k *= 2
    sibling = path.pop()
    if first <= k:
        older, newer = _two(first, k, path, first_root, whole=whole)
        return older, sha256(b"\x01", newer, sibling)
    older, newer = _two(first - k, second - k, path, first_root, whole=False)
    return sha256(b"\x01", sibling, older), sha256(b"\x01", sibling, newer)


def event_leaf(row: Sequence[Any]) -> bytes:
    position, recorded_at, originator_id, version, topic, state = row
    microseconds = (recorded_at - EPOCH) // timedelta(microseconds=1)
    return sha256(
        b"\x00",
        struct.pack(">qq", position, microseconds),
        originator_id.bytes,
        struct.pack(">qi", version, len(topic.encode())),
        topic.encode(),
        state,
    )


def ledger_leaves(database: Database) -> list[bytes]:
    """The leaves of the ledger log: the genesis as it is stored, and an entry for each event of the ledger."""
    with psycopg.connect(database.admin) as connection:
        [(genesis,)] = connection.execute("select body from seal.genesis").fetchall()
        events = connection.execute(EVENTS, [1, 1 << 62], binary=True).fetchall()
    said = json.loads(genesis)
    assert genesis == rfc8785.dumps(said)
    assert said["bassins"] == sorted(said["bassins"])
    leaves = [sha256(b"\x00", genesis)]
    for row in events:
        mask = sum(1 << said["bassins"].index(bassin) for bassin in json.loads(row[-1])["bassins"])
        leaves.append(sha256(b"\x00", mask.to_bytes(2, "big"), event_leaf(row)))
    return leaves
