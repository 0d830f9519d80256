"""The ledger log as other tools read it: C2SP tlog-tiles, hashes only. Entries are for auditors, in their bundles."""

import re
from dataclasses import dataclass
from typing import Self

from efe_infra.transparency.sealing.ledger_log import Connection, read_checkpoint, stored_log
from efe_infra.transparency.sealing.trees import TILE

WIDTH = 1 << TILE
"""Hashes in a full tile."""
HIGHEST = 63
"""Levels of tiles, by the specification."""

_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class TileAddress:
    """Which tile: its level, its index in that level, and how many hashes of it are wanted, at most 256."""

    level: int
    index: int
    width: int

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """Of what follows `tile/` in an address; None for what the specification does not write so."""
        found = _PATH.fullmatch(path)
        if not found:
            return None
        level, index = int(found[1]), int(re.sub("[x/]", "", found[2]))
        width = int(found[3]) if found[3] else WIDTH
        canonical = not re.match("x?000/", found[2])
        return cls(level, index, width) if level <= HIGHEST and width <= WIDTH and canonical else None

    @property
    def end(self) -> int:
        """The place after the last hash, among those of the level."""
        return self.index * WIDTH + self.width


def read_tile(connection: Connection, place: TileAddress) -> bytes | None:
    """The hashes one after the other; None for what the last checkpoint does not cover."""
    checkpoint = read_checkpoint(connection)
    if not checkpoint or place.end > checkpoint.size >> TILE * place.level:
        return None
    level, begin = TILE * place.level, place.index * WIDTH
    return b"".join(
        stored_log().prove(connection, lambda tree: [tree(level, each) for each in range(begin, place.end)])
    )
