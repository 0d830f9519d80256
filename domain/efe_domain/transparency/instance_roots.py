"""The map of the per-Instance roots: one size and root for each Instance, in a sparse Merkle tree of depth 256.

A map, not a list: an Instance cannot have two roots, and that it has none can be proved too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from efe_domain.transparency.merkle import HASH_SIZE, node_hash

DEPTH = 256
EMPTY = bytes(HASH_SIZE)
"""An empty subtree of whatever height."""


@dataclass(frozen=True)
class InstanceRoot:
    """How many events concern an Instance, and the root of their tree."""

    size: int
    root: bytes


@dataclass(frozen=True)
class InstanceRootProof:
    """Bit `255 - d` of the bitmap says that the sibling at depth `d + 1` is not empty; siblings from the top down."""

    bitmap: int
    siblings: tuple[bytes, ...]


def root_of_map(roots: Mapping[str, InstanceRoot]) -> bytes:
    """The root of the map, by code of bassin; headers of blocks hold it as `heads_root`."""
    return _subtree(_leaves(roots), 0)


def prove_instance_root(roots: Mapping[str, InstanceRoot], bassin: str) -> InstanceRootProof:
    """The path to the root of an Instance, or to where it would be."""
    key, leaves = _key(bassin), _leaves(roots)
    bitmap, siblings = 0, []
    for depth in range(DEPTH):
        beside = {each: leaf for each, leaf in leaves.items() if _bit(each, depth) != _bit(key, depth)}
        if beside:
            bitmap |= 1 << DEPTH - 1 - depth
            siblings.append(_subtree(beside, depth + 1))
            leaves = {each: leaf for each, leaf in leaves.items() if each not in beside}
    return InstanceRootProof(bitmap, tuple(siblings))


def verify_instance_root(
    bassin: str, instance_root: InstanceRoot | None, proof: InstanceRootProof, root: bytes
) -> bool:
    """Whether the map holds this root for the bassin; with None, that it holds none."""
    if not 0 <= proof.bitmap < 1 << DEPTH or proof.bitmap.bit_count() != len(proof.siblings):
        return False
    if any(len(each) != HASH_SIZE or each == EMPTY for each in proof.siblings):
        return False
    if instance_root and not (0 < instance_root.size < 1 << 63 and len(instance_root.root) == HASH_SIZE):
        return False
    return _climbed(_key(bassin), instance_root, proof) == root


def _climbed(key: int, instance_root: InstanceRoot | None, proof: InstanceRootProof) -> bytes:
    found, siblings = _leaf(key, instance_root) if instance_root else EMPTY, list(proof.siblings)
    for depth in reversed(range(DEPTH)):
        sibling = siblings.pop() if proof.bitmap >> (DEPTH - 1 - depth) & 1 else EMPTY
        found = _node(sibling, found) if _bit(key, depth) else _node(found, sibling)
    return found


def _leaves(roots: Mapping[str, InstanceRoot]) -> dict[int, bytes]:
    return {(key := _key(bassin)): _leaf(key, instance_root) for bassin, instance_root in roots.items()}


def _key(bassin: str) -> int:
    return int.from_bytes(hashlib.sha256(bassin.encode()).digest())


def _leaf(key: int, instance_root: InstanceRoot) -> bytes:
    value = hashlib.sha256(instance_root.size.to_bytes(8) + instance_root.root).digest()
    return hashlib.sha256(b"\x00" + key.to_bytes(HASH_SIZE) + value).digest()


def _bit(key: int, depth: int) -> int:
    return key >> (DEPTH - 1 - depth) & 1


def _node(left: bytes, right: bytes) -> bytes:
    return EMPTY if left == right == EMPTY else node_hash(left, right)


def _subtree(leaves: Mapping[int, bytes], depth: int) -> bytes:
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        [(key, leaf)] = leaves.items()
        return _alone(key, leaf, depth)
    sides: Sequence[dict[int, bytes]] = ({}, {})
    for key, leaf in leaves.items():
        sides[_bit(key, depth)][key] = leaf
    return _node(_subtree(sides[0], depth + 1), _subtree(sides[1], depth + 1))


def _alone(key: int, leaf: bytes, depth: int) -> bytes:
    """A subtree with one leaf."""
    for each in reversed(range(depth, DEPTH)):
        leaf = node_hash(EMPTY, leaf) if _bit(key, each) else node_hash(leaf, EMPTY)
    return leaf
