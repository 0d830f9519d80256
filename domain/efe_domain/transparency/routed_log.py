"""Routed ledger log: one entry for each event, with the addressed Instances and a hash that hides the content.

The tree is a C2SP log (RFC 9162, SHA-256). Index 0 is the genesis, index `p` is the event at position `p`. The
addresses of every event are in the log. So every change to the view of an Instance changes the root, which witnesses
and auditors keep.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final, Self

import msgspec

from efe_domain.transparency.merkle import HASH_SIZE, leaf_hash

FORMAT: Final = 2
SUFFIX: Final = "/ledger"
"""Suffix of the origin of the ledger log."""
ENTRY_SIZE: Final = 2 + HASH_SIZE
MAX_BASSINS: Final = 16
"""Number of bits of a mask."""

_ENTRY = struct.Struct(">H32s")
_encoder = msgspec.json.Encoder(order="sorted")


class GenesisInvalid(ValueError):
    """Raised for bytes that are not the canonical genesis of a ledger log."""


class RouteInvalid(ValueError):
    """Raised for Instances that have no bit in the log, for no Instance, and for one Instance twice."""


class Genesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """First leaf of the log, which assigns the bits of a mask to the Instances.

    `past` is null. In a register that release 0.1 began it is an object, which is kept as it is and not read.
    """

    bassins: tuple[str, ...]
    format: int = FORMAT
    origin: str
    past: dict[str, str | int] | None = None

    @classmethod
    def of(cls, bassins: Iterable[str], origin: str) -> Self:
        """Makes the genesis for the installation `origin`, which has no suffix."""
        return cls(bassins=tuple(sorted(bassins)), origin=origin + SUFFIX)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Reads canonical JSON. Raises `GenesisInvalid`."""
        try:
            genesis = msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise GenesisInvalid("Not the genesis of a ledger log") from error
        codes = genesis.bassins
        are_sorted = list(codes) == sorted(set(codes)) and 0 < len(codes) <= MAX_BASSINS
        if genesis.canonical() != data or genesis.format != FORMAT or not are_sorted:
            raise GenesisInvalid("Not the canonical genesis of a ledger log")
        return genesis

    def canonical(self) -> bytes:
        """Returns the genesis as RFC 8785 JSON."""
        return _encoder.encode(self)

    def hash(self) -> bytes:
        """Returns the leaf hash."""
        return leaf_hash(self.canonical())

    def mask(self, bassins: Sequence[str]) -> int:
        """Returns the mask in which bit `i` stands for the Instance `self.bassins[i]`. Raises `RouteInvalid`."""
        if not bassins or len(set(bassins)) != len(bassins) or not set(bassins) <= set(self.bassins):
            raise RouteInvalid(f"No route to {list(bassins)}")
        return sum(1 << self.bassins.index(bassin) for bassin in bassins)

    def bassins_of(self, mask: int) -> tuple[str, ...]:
        """Returns the Instances of a mask. Raises `RouteInvalid`."""
        if not 0 < mask < 1 << len(self.bassins):
            raise RouteInvalid(f"No Instance has the bits of {mask:#x}")
        return tuple(bassin for bit, bassin in enumerate(self.bassins) if mask >> bit & 1)


def entry(mask: int, leaf: bytes) -> bytes:
    """Returns 34 bytes: the mask in two bytes, big-endian, and the leaf of the event (`ledger.event.leaf`)."""
    return _ENTRY.pack(mask, leaf)


def entry_parts(data: bytes) -> tuple[int, bytes]:
    """Returns mask and leaf of an entry."""
    mask, leaf = _ENTRY.unpack(data)
    return mask, leaf
