"""The trees of RFC 9162, against its definition and a published root."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from efe_domain.merkle import leaf_hash, root


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(2**power for power in range(10) if 2**power < len(leaves))
    return hashlib.sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_a_root_is_that_of_the_definition(states: list[bytes]) -> None:
    leaves = [leaf_hash(state) for state in states]

    assert root(leaves) == by_definition(leaves)


def test_a_root_is_that_which_others_compute() -> None:
    states = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]

    found = root([leaf_hash(bytes.fromhex(state)) for state in states])

    assert found.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
