"""Headers of blocks have one form, that of RFC 8785."""

import hashlib

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from efe_domain.transparency.blocks import BlockHeader, HeaderInvalid

numbers = st.integers(1, 2**53 - 1)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
HEADER = BlockHeader(
    block=2,
    first=199,
    last=201,
    events_root="0a" * 32,
    heads_root="0b" * 32,
    previous="0c" * 32,
    sealed_at=1_764_000_000_000_000,
)
CANONICAL = HEADER.canonical().decode()


@given(numbers, numbers, numbers, hashes, hashes, hashes)
def test_a_header_has_its_canonical_form(
    block: int, place: int, at: int, events: str, heads: str, before: str
) -> None:
    header = BlockHeader(
        block=block,
        first=place,
        last=place,
        events_root=events,
        heads_root=heads,
        previous=before,
        sealed_at=at,
    )

    assert header.canonical() == rfc8785.dumps(msgspec.to_builtins(header))
    assert BlockHeader.parse(header.canonical()) == header
    assert header.hash() == hashlib.sha256(b"\x00" + header.canonical()).digest()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        f" {CANONICAL}",
        f"{CANONICAL}\n",
        CANONICAL.replace('"block":2', '"block":2.0'),
        CANONICAL.replace('"block":2', '"block":0'),
        CANONICAL.replace('"last":201', '"last":198'),
        CANONICAL.replace("0a", "0A"),
        CANONICAL.replace("0a", ""),
        CANONICAL.replace("0a0a", "0a0a0a", 1),
        CANONICAL.replace("}", ',"more":1}'),
        CANONICAL.replace('{"block":2,', "{").replace("}", ',"block":2}'),
    ],
)
def test_what_is_not_a_header_is_refused(text: str) -> None:
    assert text != CANONICAL

    with pytest.raises(HeaderInvalid):
        BlockHeader.parse(text.encode())
