"""What format 1 sealed of events, after FORMAT.md, without the product's code."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.infra.transparency.evidence.signed import (
    KEY,
    PLATFORM,
    Event,
    Signer,
    canonical,
    node_of,
    note,
    root,
    sha256,
)

EMPTY = bytes(32)


def bit(key: bytes, depth: int) -> int:
    return key[depth // 8] >> (7 - depth % 8) & 1


def map_root(items: Mapping[bytes, bytes], depth: int = 0) -> bytes:
    """The map of the per-Instance roots of format 1."""
    if not items:
        return EMPTY
    if len(items) == 1:
        [(key, value)] = items.items()
        return alone(key, value, depth)
    sides = [{key: value for key, value in items.items() if bit(key, depth) == side} for side in (0, 1)]
    return node_of(map_root(sides[0], depth + 1), map_root(sides[1], depth + 1))


@cache
def alone(key: bytes, value: bytes, depth: int) -> bytes:
    """A branch of one head, which most branches are: from its leaf up."""
    found = sha256(b"\x00" + key + value)
    for above in reversed(range(depth, 256)):
        found = node_of(EMPTY, found) if bit(key, above) else node_of(found, EMPTY)
    return found


@dataclass(frozen=True, repr=False)
class Blocks:
    """What format 1 sealed of some events."""

    headers: tuple[bytes, ...]
    last: int
    origin: str = PLATFORM

    @property
    def leaves(self) -> list[bytes]:
        return [sha256(b"\x00" + header) for header in self.headers]

    def note(self, size: int | None = None, *signers: Signer) -> bytes:
        leaves = self.leaves[:size]
        return note(self.origin, len(leaves), root(leaves), signers or [KEY.called(self.origin)])

    @property
    def past(self) -> dict[str, Any]:
        size = len(self.headers)
        return {"last": self.last, "origin": self.origin, "root": root(self.leaves).hex(), "size": size}


type Routes = Mapping[int, Sequence[str]]
"""By position, other Instances than an event names."""


def instance_roots_of(events: Sequence[Event], routes: Routes) -> bytes:
    to = [routes.get(event.position, event.bassins) for event in events]
    items = {}
    for bassin in {bassin for bassins in to for bassin in bassins}:
        leaves = [event.leaf for event, bassins in zip(events, to, strict=True) if bassin in bassins]
        items[sha256(bassin.encode())] = sha256(struct.pack(">q", len(leaves)) + root(leaves))
    return map_root(items)


def in_blocks(events: Sequence[Event], size: int, routes: Routes | None = None, honest: int = 0) -> Blocks:
    """Sealed by format 1, so many events a block; after the honest ones, their maps may lie."""
    headers: list[bytes] = []
    for begin in range(0, len(events), size):
        block, lies = events[begin : begin + size], len(headers) >= honest and routes
        header = {
            "block": len(headers) + 1,
            "events_root": root([event.leaf for event in block]).hex(),
            "first": block[0].position,
            "heads_root": instance_roots_of(events[: begin + len(block)], lies or {}).hex(),
            "last": block[-1].position,
            "previous": sha256(b"\x00" + headers[-1]).hex() if headers else 64 * "0",
            "sealed_at": block[-1].recorded_at + 1,
        }
        headers.append(canonical(header))
    return Blocks(tuple(headers), len(events))
