"""Tiles of the ledger log for other tools (C2SP tlog-tiles). They hold hashes only; entries are in bundles."""

import re
from dataclasses import dataclass
from typing import Final, Self

from efe_infra.transparency.sealing.ledger_log import TILE, Connection, prove, read_checkpoint

WIDTH: Final = 1 << TILE
"""Number of hashes in a full tile."""
MAX_LEVEL: Final = 63
"""Highest level of tiles in the specification."""

_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class TileAddress:
    """Level of a tile, its index in that level, and the number of hashes, at most 256."""

    level: int
    index: int
    width: int

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """Reads the part after `tile/` of an address; None unless it is written as in the specification."""
        match = _PATH.fullmatch(path)
        if not match:
            return None
        level, index = int(match[1]), int(re.sub("[x/]", "", match[2]))
        width = int(match[3]) if match[3] else WIDTH
        canonical = not re.match("x?000/", match[2])
        return cls(level, index, width) if level <= MAX_LEVEL and width <= WIDTH and canonical else None

    @property
    def end(self) -> int:
        """Index after the last hash, among those of the level."""
        return self.index * WIDTH + self.width


def read_tile(connection: Connection, address: TileAddress) -> bytes | None:
    """Returns the hashes joined; None where the last checkpoint does not cover them."""
    checkpoint = read_checkpoint(connection)
    if not checkpoint or address.end > checkpoint.size >> TILE * address.level:
        return None
    level, begin = TILE * address.level, address.index * WIDTH
    return b"".join(prove(connection, lambda tree: [tree(level, each) for each in range(begin, address.end)]))
