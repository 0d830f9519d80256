"""Decoding of time-stamp tokens (RFC 3161) whose sets are in any order.

DER sorts the members of a set. Many authorities send their certificates unsorted; OpenSSL reads such a token, strict
decoders refuse it. The certificates are no part of what an authority signs, so sorting them changes no statement.
"""

from collections.abc import Sequence
from typing import Final

from rfc3161_client import TimeStampResponse, decode_timestamp_response

SEQUENCE, SET, EXPLICIT_CONTENT, CERTIFICATES, REVOCATIONS = 0x30, 0x31, 0xA0, 0xA0, 0xA1
PATH_TO_SIGNED_DATA: Final = ((SEQUENCE, 0), (SEQUENCE, 1), (EXPLICIT_CONTENT, 1), (SEQUENCE, 0))
"""Tag and place of each element from the response to its signed data."""
MAX_LENGTH_BYTES: Final = 4


def decode_token(token: bytes) -> TimeStampResponse:
    """Decodes a response of an authority. Raises `ValueError`."""
    try:
        start, end = _signed_data(token)
        content = b"".join(_sorted(element) for element in _elements(token, start, end))
    except (IndexError, ValueError):  # a refusal has no signed data; the decoder names any other fault
        return decode_timestamp_response(token)
    return decode_timestamp_response(token[:start] + content + token[end:])


def _signed_data(token: bytes) -> tuple[int, int]:
    """Returns the place of the content of the signed data."""
    start, end = 0, len(token)
    for tag, number in PATH_TO_SIGNED_DATA:
        at, start, end = _places(token, start, end)[number]
        if token[at] != tag:
            raise ValueError("Another element")
    return start, end


def _sorted(element: bytes) -> bytes:
    """Returns the element with its members sorted, if it is a set."""
    if element[0] not in {SET, CERTIFICATES, REVOCATIONS}:
        return element
    [(_, start, end)] = _places(element, 0, len(element))
    return element[:start] + b"".join(sorted(_elements(element, start, end)))


def _elements(data: bytes, start: int, end: int) -> Sequence[bytes]:
    return [data[at:after] for at, _, after in _places(data, start, end)]


def _places(data: bytes, start: int, end: int) -> Sequence[tuple[int, int, int]]:
    """Returns where each element begins, where its content begins and where it ends. Raises `ValueError`."""
    places = []
    while start < end:
        length, content = data[start + 1], start + 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= MAX_LENGTH_BYTES:
                raise ValueError("No definite length")
            length, content = int.from_bytes(data[content : content + count]), content + count
        if content + length > end:
            raise ValueError("Beyond its end")
        places.append((start, content, content + length))
        start = content + length
    return places
