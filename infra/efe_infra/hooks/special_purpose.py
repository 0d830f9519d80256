"""Blocks of addresses with a special purpose, from IANA's registries in `iana/` (RFC 6890)."""

import csv
import ipaddress
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REGISTRIES: Final = Path(__file__).parent / "iana"
COLUMN: Final = "Address Block"


def is_special(address: Address) -> bool:
    """Tells whether an address is in a block of a registry; no ordinary server is, in a reachable block either."""
    return any(address in block for block in special_blocks() if block.version == address.version)


@cache
def special_blocks() -> Sequence[Network]:
    """Reads the blocks of both registries."""
    return [block for path in sorted(REGISTRIES.glob("*.csv")) for block in _blocks(path)]


def _blocks(path: Path) -> Iterator[Network]:
    """Yields the blocks of a registry; a cell may have several, and the number of a footnote."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for block in row[COLUMN].split(","):
                yield ipaddress.ip_network(block.split()[0])
