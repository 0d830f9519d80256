"""Headers of blocks, which are the leaves of the log, in their one canonical form."""

from typing import Annotated, Self

import msgspec

from efe_domain.transparency.merkle import HASH_SIZE, leaf_hash

Hash = Annotated[str, msgspec.Meta(pattern=rf"\A[0-9a-f]{{{2 * HASH_SIZE}}}\Z")]
Count = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
"""Numbers that RFC 8785 writes as they are."""

NO_HEADER = bytes(HASH_SIZE)
"""Stands in the first header for the hash of the header before."""

_encoder = msgspec.json.Encoder(order="sorted")


class HeaderInvalid(ValueError):
    """Bytes that are not the canonical form of a header."""


class BlockHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a block seals: the events from position `first` to `last`, and the per-Instance roots after them.

    Hashes are in hexadecimal; `previous` is the hash of the header before; `sealed_at` is in microseconds since 1970
    UTC.
    """

    block: Count
    first: Count
    last: Count
    events_root: Hash
    heads_root: Hash
    previous: Hash
    sealed_at: Count

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Raises `HeaderInvalid`."""
        try:
            header = msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise HeaderInvalid("Not the header of a block") from error
        if header.canonical() != data or header.last < header.first:
            raise HeaderInvalid("Not the canonical header of a block")
        return header

    def canonical(self) -> bytes:
        """JSON as RFC 8785 writes it."""
        return _encoder.encode(self)

    def hash(self) -> bytes:
        """Its leaf in the log."""
        return leaf_hash(self.canonical())
