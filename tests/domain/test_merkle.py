"""The trees of RFC 9162, against its definition, a published root and another implementation."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from efe_domain.transparency.merkle import (
    CompactRange,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 100
LEAVES = [leaf_hash(b"%d" % number) for number in range(MOST)]
SUBTREES = subtrees_of(LEAVES)
ROOTS = [root(LEAVES[:size]) for size in range(MOST + 1)]
OTHER = leaf_hash(b"other")


@pytest.fixture(scope="module")
def theirs() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        tree.append_entry(b"%d" % number)
    return tree


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(leaves)
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def subproof(m: int, leaves: list[bytes], b: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162, section 2.1.4.1, word for word."""
    if m == len(leaves):
        return [] if b else [by_definition(leaves)]
    k = split(leaves)
    if m <= k:
        return [*subproof(m, leaves[:k], b), by_definition(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), by_definition(leaves[:k])]


def split(leaves: list[bytes]) -> int:
    return max(1 << power for power in range(10) if 1 << power < len(leaves))


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_a_root_is_that_of_the_definition(states: list[bytes]) -> None:
    leaves = [leaf_hash(state) for state in states]

    assert root(leaves) == by_definition(leaves)


def test_a_root_is_that_which_others_compute() -> None:
    states = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]

    found = root([leaf_hash(bytes.fromhex(state)) for state in states])

    assert found.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_every_root_is_that_of_another_implementation(theirs: InmemoryTree) -> None:
    found = [theirs.get_root(size) for size in range(MOST + 1)]

    assert found == ROOTS


def test_every_inclusion_path_is_that_of_another_implementation(theirs: InmemoryTree) -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion_path(SUBTREES, index, size)

            assert path == theirs.prove_inclusion(index + 1, size).path[1:]
            assert verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])


def test_every_consistency_path_is_that_of_the_definition(theirs: InmemoryTree) -> None:
    for second in range(1, MOST + 1):
        older = theirs.prove_consistency(second, MOST)
        assert older.retrieve_prior_state() == ROOTS[second]
        for first in range(1, second + 1):
            path = consistency_path(SUBTREES, first, second)

            assert verify_consistency(first, second, path, ROOTS[first], ROOTS[second])
            if second % 7 == 0:
                assert path == subproof(first, LEAVES[:second], True)


@pytest.mark.parametrize("size", range(MOST + 1))
def test_a_range_taken_up_again_goes_on_as_before(size: int) -> None:
    before = CompactRange()
    for leaf in LEAVES[:size]:
        before.append(leaf)

    again = CompactRange.unpacked(before.size, before.packed)
    for leaf in LEAVES[size:]:
        again.append(leaf)

    assert before.root() == ROOTS[size]
    assert again.root() == ROOTS[MOST]


def test_a_range_tells_of_every_subtree_that_it_completes() -> None:
    kept: dict[tuple[int, int], bytes] = {}
    tree = CompactRange()
    for leaf in LEAVES:
        tree.append(leaf, lambda level, index, value: kept.update({(level, index): value}))

    assert kept == {(level, index): SUBTREES(level, index) for level in range(1, 7) for index in range(MOST >> level)}


@pytest.mark.parametrize(
    ("size", "packed"), [(1, b""), (0, bytes(32)), (3, bytes(32)), (3, bytes(63)), (-1, bytes(32))]
)
def test_a_range_that_cannot_be_is_refused(size: int, packed: bytes) -> None:
    with pytest.raises(ValueError, match="No tree"):
        CompactRange.unpacked(size, packed)


places = st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
sizes = st.integers(1, MOST).flatmap(lambda second: st.tuples(st.integers(1, second), st.just(second)))
PATH_CHANGES: list[Callable[[list[bytes]], list[bytes]]] = [
    lambda path: [*path, OTHER],
    lambda path: [OTHER, *path],
    lambda path: path[1:],
    lambda path: path[:-1],
    lambda path: path[::-1],
    lambda path: [*path[:-1], OTHER],
    lambda path: [OTHER, *path[1:]],
    lambda path: [*path[:-1], path[-1][:-1]] if path else [b""],
]


@given(places, places, st.sampled_from(PATH_CHANGES))
def test_a_wrong_inclusion_is_refused(
    place: tuple[int, int], other: tuple[int, int], change: Callable[[list[bytes]], list[bytes]]
) -> None:
    index, size = place
    path = inclusion_path(SUBTREES, index, size)

    assert not verify_inclusion(OTHER, index, size, path, ROOTS[size])
    assert not verify_inclusion(LEAVES[index], index, size, path, OTHER)
    assert not verify_inclusion(LEAVES[index], size, size, path, ROOTS[size])
    assert not verify_inclusion(LEAVES[index], index - size, size, path, ROOTS[size])
    if other[0] != index:
        assert not verify_inclusion(LEAVES[index], other[0], size, path, ROOTS[size])
    if (changed := change(path)) != path:
        assert not verify_inclusion(LEAVES[index], index, size, changed, ROOTS[size])


@given(sizes, st.sampled_from(PATH_CHANGES))
def test_a_wrong_consistency_is_refused(
    between: tuple[int, int], change: Callable[[list[bytes]], list[bytes]]
) -> None:
    first, second = between
    path = consistency_path(SUBTREES, first, second)

    assert not verify_consistency(first, second, path, OTHER, ROOTS[second])
    assert not verify_consistency(first, second, path, ROOTS[first], OTHER)
    assert not verify_consistency(second + 1, second, path, ROOTS[first], ROOTS[second])
    assert not verify_consistency(0, second, path, ROOTS[0], ROOTS[second])
    if (changed := change(path)) != path:
        assert not verify_consistency(first, second, changed, ROOTS[first], ROOTS[second])


@given(places, st.integers(1, 2 * MOST))
def test_a_path_is_too_long_or_too_short_for_a_tree_of_another_depth(place: tuple[int, int], other: int) -> None:
    index, size = place
    assume(index < other)
    path = inclusion_path(SUBTREES, index, size)
    assume(len(inclusion_path(lambda *_: OTHER, index, other)) != len(path))

    assert not verify_inclusion(LEAVES[index], index, other, path, ROOTS[size])


@given(sizes, st.integers(1, 2 * MOST))
def test_a_consistency_path_is_too_long_or_too_short_for_another_size(between: tuple[int, int], other: int) -> None:
    first, second = between
    assume(first < other)
    path = consistency_path(SUBTREES, first, second)
    assume(len(consistency_path(lambda *_: OTHER, first, other)) != len(path))

    assert not verify_consistency(first, other, path, ROOTS[first], ROOTS[second])


def test_bytes_are_not_shifted_between_two_hashes() -> None:
    [beside] = inclusion_path(SUBTREES, 0, 2)

    assert verify_inclusion(LEAVES[0], 0, 2, [beside], ROOTS[2])
    assert not verify_inclusion(LEAVES[0] + beside[:1], 0, 2, [beside[1:]], ROOTS[2])


@given(sizes, st.integers(0, MOST - 1))
def test_a_tree_that_was_rewritten_is_not_consistent(between: tuple[int, int], place: int) -> None:
    first, second = between
    assume(place < first < second)
    rewritten = [*LEAVES[:place], OTHER, *LEAVES[place + 1 : second]]

    path = consistency_path(subtrees_of(rewritten), first, second)

    assert not verify_consistency(first, second, path, ROOTS[first], root(rewritten))


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 3)])
def test_no_path_between_sizes_that_do_not_follow(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="No consistency"):
        consistency_path(SUBTREES, first, second)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3)])
def test_no_path_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="No leaf"):
        inclusion_path(SUBTREES, index, size)


def test_a_proof_reads_few_subtrees_of_a_large_tree() -> None:
    read: list[tuple[int, int]] = []

    def counting(level: int, index: int) -> bytes:
        read.append((level, index))
        return node_hash(OTHER, OTHER)

    inclusion_path(counting, 12_345, 1_000_000)
    consistency_path(counting, 12_345, 1_000_000)

    assert len(read) <= 4 * 20
