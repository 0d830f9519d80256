"""The sealed trees as the database keeps them: leaves, and complete subtrees at every eighth level."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from efe_domain.transparency.merkle import HASH_SIZE, Subtrees, root

TILE = 8
"""Levels between two that are kept."""

SUBTREES: LiteralString = """
    select index, hash from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as wanted (begin, upto)
    join seal.subtree on tree = %(tree)s and level = %(level)s and index >= begin and index < upto
"""
LOG_LEAVES: LiteralString = """
    select block - 1, hash from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as wanted (begin, upto)
    join seal.block on block > begin and block <= upto
"""
BLOCK_LEAVES: LiteralString = """
    select position - %(first)s::bigint, leaf
    from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as wanted (begin, upto)
    join seal.event on position >= begin + %(first)s::bigint and position < upto + %(first)s::bigint
"""
INSTANCE_LEAVES: LiteralString = """
    select seq - 1, leaf from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as wanted (begin, upto)
    join seal.leaf on bassin = %(bassin)s and seq > begin and seq <= upto
"""

type Connection = psycopg.Connection[Any]
type Place = tuple[int, int]
"""Level and index of a subtree."""


@dataclass(frozen=True)
class StoredTree:
    """A tree, and where its leaves are. The three that have names here are those of format 1."""

    name: str
    leaves: LiteralString
    params: dict[str, Any]

    @classmethod
    def log(cls) -> "StoredTree":
        return cls("log", LOG_LEAVES, {})

    @classmethod
    def of_block(cls, block: int, first: int) -> "StoredTree":
        """The tree of a block that begins at the position `first`."""
        return cls(f"block/{block}", BLOCK_LEAVES, {"first": first})

    @classmethod
    def of_instance(cls, bassin: str) -> "StoredTree":
        return cls(f"instance/{bassin}", INSTANCE_LEAVES, {"bassin": bassin})

    def prove[T](self, connection: Connection, proof: Callable[[Subtrees], T]) -> T:
        """What `proof` makes of the stored subtrees. It is called twice: first to learn what it reads."""
        wanted: list[Place] = []

        def noting(level: int, index: int) -> bytes:
            wanted.append((level, index))
            return bytes(HASH_SIZE)

        proof(noting)
        found = self._fetch(connection, wanted)
        return proof(lambda level, index: found[level, index])

    def _fetch(self, connection: Connection, wanted: Sequence[Place]) -> dict[Place, bytes]:
        found: dict[Place, bytes] = {}
        for kept in {level - level % TILE for level, _ in wanted}:
            places = [(level, index) for level, index in wanted if level - level % TILE == kept]
            spans = [(index << level - kept, index + 1 << level - kept) for level, index in places]
            rows = self._kept(connection, kept, spans)
            for place, (begin, end) in zip(places, spans, strict=True):
                found[place] = root(rows[each] for each in range(begin, end))
        return found

    def _kept(self, connection: Connection, level: int, spans: Sequence[tuple[int, int]]) -> dict[int, bytes]:
        query = SUBTREES if level else self.leaves
        begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
        params = {**self.params, "tree": self.name, "level": level, "begins": begins, "ends": ends}
        return dict(connection.cursor(binary=True).execute(query, params))
