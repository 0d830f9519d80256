"""The map of heads, against its definition walked naively."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.instance_roots import (
    DEPTH,
    EMPTY,
    Head,
    HeadProof,
    heads_root,
    prove_head,
    verify_head,
)

roots = st.binary(min_size=32, max_size=32)
bassins = st.sampled_from([str(each) for each in Bassin])
some_heads = st.dictionaries(bassins, st.builds(Head, st.integers(1, 2**40), roots))


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@cache
def bits(bassin: str) -> str:
    return "".join(f"{byte:08b}" for byte in sha256(bassin.encode()))


def by_definition(heads: dict[str, Head], way: str = "") -> bytes:
    """The node at the end of a way, as the format describes it."""
    below = [bassin for bassin in heads if bits(bassin).startswith(way)]
    if not below:
        return bytes(32)
    if len(way) == DEPTH:
        [bassin] = below
        value = sha256(heads[bassin].size.to_bytes(8, "big"), heads[bassin].root)
        return sha256(b"\x00", sha256(bassin.encode()), value)
    return sha256(b"\x01", by_definition(heads, way + "0"), by_definition(heads, way + "1"))


@settings(deadline=None, max_examples=30)
@given(some_heads)
def test_a_map_has_the_root_of_its_definition(heads: dict[str, Head]) -> None:
    assert heads_root(heads) == by_definition(heads)


@settings(deadline=None)
@given(some_heads, bassins)
def test_a_proof_holds_for_the_head_and_for_nothing_else(heads: dict[str, Head], bassin: str) -> None:
    head, root, proof = heads.get(bassin), heads_root(heads), prove_head(heads, bassin)

    assert verify_head(bassin, head, proof, root)
    assert not verify_head(bassin, Head(7, sha256(b"other")), proof, root)
    if head:
        assert not verify_head(bassin, None, proof, root)
        assert not verify_head(bassin, Head(head.size + 1, head.root), proof, root)
        for other in set(Bassin) - {bassin}:
            assert not verify_head(other, head, proof, root)


def test_a_proof_names_the_depths_of_its_siblings() -> None:
    heads = {str(bassin): Head(1, sha256(bassin.encode())) for bassin in Bassin}
    way = bits(Bassin.LIEGE)

    proof = prove_head(heads, Bassin.LIEGE)

    beside = [by_definition(heads, way[:depth] + "10"[int(way[depth])]) for depth in range(DEPTH)]
    assert f"{proof.bitmap:0256b}" == "".join("0" if each == EMPTY else "1" for each in beside)
    assert list(proof.siblings) == [each for each in beside if each != EMPTY]


@pytest.mark.parametrize("heads", [{}, {Bassin.LIEGE: Head(3, sha256(b"liege")), Bassin.NAMUR: Head(2, sha256(b""))}])
def test_a_proof_that_was_tampered_with_is_refused(heads: dict[str, Head]) -> None:
    root, proof = heads_root(heads), prove_head(heads, Bassin.LIEGE)
    head, siblings = heads.get(Bassin.LIEGE), proof.siblings
    wrong = [
        HeadProof(proof.bitmap ^ 1, siblings),
        HeadProof(proof.bitmap ^ 1, (*siblings, EMPTY)),
        HeadProof(proof.bitmap | 1 << DEPTH, siblings),
        HeadProof(proof.bitmap | 1 << DEPTH, (sha256(b"x"), *siblings)),
        HeadProof(proof.bitmap, (*siblings, sha256(b"x"))),
        HeadProof(proof.bitmap, tuple(each[:-1] for each in siblings) or (b"",)),
        HeadProof(-1, siblings),
    ]

    assert [each for each in wrong if verify_head(Bassin.LIEGE, head, each, root)] == []
