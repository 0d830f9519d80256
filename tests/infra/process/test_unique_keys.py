"""No object says the same thing twice, however it is written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efe_infra.process.unique_keys import KeyTwice, check_keys

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 1}', '{"a": 1, "\\u0061": 2}', '[{"b": {"a": 1, "c": 2, "a": 3}}]', '{"": 1, "": 2}'],
)
def test_a_key_that_is_there_twice_is_found(text: str) -> None:
    for written in (text, text.encode()):
        with pytest.raises(KeyTwice):
            check_keys(written)


@given(JSON)
def test_what_says_all_once_passes(value: object) -> None:
    check_keys(json.dumps(value))
    check_keys(json.dumps(value, ensure_ascii=False).encode())


@pytest.mark.parametrize("text", [b"\xff", b'"\xed\xa0\x80"', "[", b"[" * 200_000])
def test_what_is_no_json_is_refused(text: bytes | str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        check_keys(text)
