"""The map of the per-Instance roots, against its definition walked naively."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.instance_roots import (
    DEPTH,
    EMPTY,
    InstanceRoot,
    InstanceRootProof,
    prove_instance_root,
    root_of_map,
    verify_instance_root,
)

hashes = st.binary(min_size=32, max_size=32)
bassins = st.sampled_from([str(each) for each in Bassin])
some_roots = st.dictionaries(bassins, st.builds(InstanceRoot, st.integers(1, 2**40), hashes))


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


TWO_ROOTS = {Bassin.LIEGE: InstanceRoot(3, sha256(b"liege")), Bassin.NAMUR: InstanceRoot(2, sha256(b""))}


@cache
def bits(bassin: str) -> str:
    return "".join(f"{byte:08b}" for byte in sha256(bassin.encode()))


def by_definition(roots: dict[str, InstanceRoot], way: str = "") -> bytes:
    """The node at the end of a way, as the format describes it."""
    below = [bassin for bassin in roots if bits(bassin).startswith(way)]
    if not below:
        return bytes(32)
    if len(way) == DEPTH:
        [bassin] = below
        value = sha256(roots[bassin].size.to_bytes(8, "big"), roots[bassin].root)
        return sha256(b"\x00", sha256(bassin.encode()), value)
    return sha256(b"\x01", by_definition(roots, way + "0"), by_definition(roots, way + "1"))


@settings(deadline=None, max_examples=30)
@given(some_roots)
def test_a_map_has_the_root_of_its_definition(roots: dict[str, InstanceRoot]) -> None:
    assert root_of_map(roots) == by_definition(roots)


@settings(deadline=None)
@given(some_roots, bassins)
def test_a_proof_is_valid_for_one_root_of_one_instance(roots: dict[str, InstanceRoot], bassin: str) -> None:
    found, root, proof = roots.get(bassin), root_of_map(roots), prove_instance_root(roots, bassin)

    assert verify_instance_root(bassin, found, proof, root)
    assert not verify_instance_root(bassin, InstanceRoot(7, sha256(b"other")), proof, root)
    if found:
        assert not verify_instance_root(bassin, None, proof, root)
        assert not verify_instance_root(bassin, InstanceRoot(found.size + 1, found.root), proof, root)
        for other in set(Bassin) - {bassin}:
            assert not verify_instance_root(other, found, proof, root)


def test_a_proof_names_the_depths_of_its_siblings() -> None:
    roots = {str(bassin): InstanceRoot(1, sha256(bassin.encode())) for bassin in Bassin}
    way = bits(Bassin.LIEGE)

    proof = prove_instance_root(roots, Bassin.LIEGE)

    beside = [by_definition(roots, way[:depth] + "10"[int(way[depth])]) for depth in range(DEPTH)]
    assert f"{proof.bitmap:0256b}" == "".join("0" if each == EMPTY else "1" for each in beside)
    assert list(proof.siblings) == [each for each in beside if each != EMPTY]


@pytest.mark.parametrize("roots", [{}, TWO_ROOTS])
def test_a_proof_that_was_tampered_with_is_refused(roots: dict[str, InstanceRoot]) -> None:
    root, proof = root_of_map(roots), prove_instance_root(roots, Bassin.LIEGE)
    found, siblings = roots.get(Bassin.LIEGE), proof.siblings
    wrong = [
        InstanceRootProof(proof.bitmap ^ 1, siblings),
        InstanceRootProof(proof.bitmap ^ 1, (*siblings, EMPTY)),
        InstanceRootProof(proof.bitmap | 1 << DEPTH, siblings),
        InstanceRootProof(proof.bitmap | 1 << DEPTH, (sha256(b"x"), *siblings)),
        InstanceRootProof(proof.bitmap, (*siblings, sha256(b"x"))),
        InstanceRootProof(proof.bitmap, tuple(each[:-1] for each in siblings) or (b"",)),
        InstanceRootProof(-1, siblings),
    ]

    assert [each for each in wrong if verify_instance_root(Bassin.LIEGE, found, each, root)] == []
