"""Merkle trees (RFC 9162) with SHA-256: root hashes, inclusion proofs and consistency proofs.

The complete subtree of level `l` and index `i` covers the `2**l` leaves from `i * 2**l` on. Proofs need only the
hashes of such subtrees, in a list or a store.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Self

HASH_SIZE = 32

type Subtrees = Callable[[int, int], bytes]
"""Function that returns the hash of a complete subtree from its level and index."""
type Keep = Callable[[int, int, bytes], object]
"""Function that is called with level, index and hash of each completed subtree."""


def leaf_hash(state: bytes) -> bytes:
    """Returns the hash of a leaf: the byte 0x00 and a stored state."""
    return hashlib.sha256(b"\x00" + state).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """Growing tree: its size and the roots of its complete subtrees, largest first; at most 64 of them."""

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Raises `ValueError` unless the number of peaks fits the size."""
        if size < 0 or size.bit_count() != len(peaks) or any(len(peak) != HASH_SIZE for peak in peaks):
            raise ValueError(f"No tree of size {size} has these {len(peaks)} peaks")
        self._size = size
        self._peaks = list(peaks)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Self:
        """Reads the tree from `packed`. Raises `ValueError`."""
        return cls(size, [packed[at : at + HASH_SIZE] for at in range(0, len(packed), HASH_SIZE)])

    @property
    def packed(self) -> bytes:
        """Peaks joined."""
        return b"".join(self._peaks)

    @property
    def size(self) -> int:
        return self._size

    def append(self, leaf: bytes, keep: Keep | None = None) -> None:
        """Appends a leaf hash. `keep` is called with each subtree that it completes."""
        index, level, peak = self._size, 0, leaf
        while index & 1:
            peak = node_hash(self._peaks.pop(), peak)
            index >>= 1
            level += 1
            if keep:
                keep(level, index, peak)
        self._peaks.append(peak)
        self._size += 1

    def root(self) -> bytes:
        return _folded(self._peaks)


def root(leaves: Iterable[bytes]) -> bytes:
    """Returns the root over leaf hashes; without any, the hash of nothing."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def subtrees_of(leaves: Sequence[bytes]) -> Subtrees:
    """Computes the subtrees over the leaves, each once."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def inclusion_path(subtrees: Subtrees, index: int, size: int) -> list[bytes]:
    """Returns PATH of RFC 9162, section 2.1.3.1, from the leaf up. Raises `ValueError`."""
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of size {size}")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _left_width(end - begin)
        if index < middle:
            path.append(_span(subtrees, middle, end))
            end = middle
        else:
            path.append(_span(subtrees, begin, middle))
            begin = middle
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tells whether the leaf is at this index of the tree (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    at, last, computed = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            computed = node_hash(each, computed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            computed = node_hash(computed, each)
        at, last = at >> 1, last >> 1
    return last == 0 and computed == root


def consistency_path(subtrees: Subtrees, first: int, second: int) -> list[bytes]:
    """Returns PROOF of RFC 9162, section 2.1.4.1, between two sizes of one tree. Raises `ValueError`."""
    if not 0 < first <= second:
        raise ValueError(f"No consistency between the sizes {first} and {second}")
    begin, end, path, whole = 0, second, [], True
    while first != end:
        middle = begin + _left_width(end - begin)
        if first <= middle:
            path.append(_span(subtrees, middle, end))
            end = middle
        else:
            path.append(_span(subtrees, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(_span(subtrees, begin, end))
    return path[::-1]


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Tells whether the second tree begins with the leaves of the first (RFC 9162, section 2.1.4.2)."""
    if not 0 < first <= second or not _are_hashes(first_root, second_root, *path):
        return False
    if first == second:
        return not path and first_root == second_root
    if not path:
        return False
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    return _consistent(first, second, hashes) == (first_root, second_root)


def _consistent(first: int, second: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Computes the two roots from the hashes; None if there are too many or too few."""
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            older, newer = node_hash(each, older), node_hash(each, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, each)
        at, last = at >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _left_width(width: int) -> int:
    """Returns the largest power of two smaller than the width."""
    return 1 << (width - 1).bit_length() - 1


def _span(subtrees: Subtrees, begin: int, end: int) -> bytes:
    """Returns the hash of a subtree, complete or not, that begins where a complete one can."""
    peaks = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        peaks.append(subtrees(level, begin >> level))
        begin += 1 << level
    return _folded(peaks)


def _folded(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return hashlib.sha256(b"").digest()
    folded = peaks[-1]
    for peak in reversed(peaks[:-1]):
        folded = node_hash(peak, folded)
    return folded


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
