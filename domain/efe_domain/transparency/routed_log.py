"""The routed ledger log: one entry per event, which says whom the event concerns and hides what it says.

The tree is a C2SP log (RFC 9162, SHA-256). Index 0 is the genesis, index `p` is the event at position `p`. Since the
addresses of every event are in the log itself, nothing can be added to, taken from or moved in the view of an
Instance without changing the root that witnesses and auditors keep.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Self

import msgspec

from efe_domain.transparency.merkle import HASH_SIZE, leaf_hash

FORMAT: Final = 2
SUFFIX: Final = "/ledger"
"""Suffix of the origin of the ledger log: one origin cannot have two trees."""
ENTRY_SIZE: Final = 2 + HASH_SIZE
MOST_BASSINS: Final = 16
"""Bits of a mask."""

_ENTRY = struct.Struct(">H32s")
_encoder = msgspec.json.Encoder(order="sorted")

Hash = Annotated[str, msgspec.Meta(pattern=rf"\A[0-9a-f]{{{2 * HASH_SIZE}}}\Z")]
Count = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]


class GenesisInvalid(ValueError):
    """Bytes that are not the canonical genesis of a ledger log."""


class RouteInvalid(ValueError):
    """Instances that the log has no bit for, none at all, or one twice."""


class Past(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last checkpoint of the log of blocks (format 1): `size` blocks, up to the position `last`."""

    last: Count
    origin: str
    root: Hash
    size: Count


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first leaf: which bit of a mask is which Instance, and what was sealed before this log began."""

    bassins: tuple[str, ...]
    format: int = FORMAT
    origin: str
    past: Past | None = None

    @classmethod
    def of(cls, bassins: Iterable[str], origin: str, past: Past | None = None) -> Self:
        """Of the ledger of the installation whose origin is given, without the suffix."""
        return cls(bassins=tuple(sorted(bassins)), origin=origin + SUFFIX, past=past)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Raises `GenesisInvalid`."""
        try:
            genesis = msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise GenesisInvalid("Not the genesis of a ledger log") from error
        codes = genesis.bassins
        rising = list(codes) == sorted(set(codes)) and 0 < len(codes) <= MOST_BASSINS
        if genesis.canonical() != data or genesis.format != FORMAT or not rising:
            raise GenesisInvalid("Not the canonical genesis of a ledger log")
        return genesis

    def canonical(self) -> bytes:
        """JSON as RFC 8785 writes it."""
        return _encoder.encode(self)

    def hash(self) -> bytes:
        """Its leaf in the log."""
        return leaf_hash(self.canonical())

    def mask(self, bassins: Sequence[str]) -> int:
        """Bit `i` stands for the Instance `bassins[i]` of the genesis. Raises `RouteInvalid`."""
        if not bassins or len(set(bassins)) != len(bassins) or not set(bassins) <= set(self.bassins):
            raise RouteInvalid(f"No route to {list(bassins)}")
        return sum(1 << self.bassins.index(bassin) for bassin in bassins)

    def bassins_of(self, mask: int) -> tuple[str, ...]:
        """Raises `RouteInvalid`."""
        if not 0 < mask < 1 << len(self.bassins):
            raise RouteInvalid(f"No Instance has the bits of {mask:#x}")
        return tuple(bassin for bit, bassin in enumerate(self.bassins) if mask >> bit & 1)


def entry(mask: int, leaf: bytes) -> bytes:
    """34 bytes: the mask in two, big-endian, and the leaf of the event (`ledger.event.leaf`)."""
    return _ENTRY.pack(mask, leaf)


def entry_parts(data: bytes) -> tuple[int, bytes]:
    """Mask and leaf of an entry."""
    mask, leaf = _ENTRY.unpack(data)
    return mask, leaf
