"""What release 0.1.0 sealed: blocks, per-Instance roots and a tree for each Instance, written as it wrote them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg

from efe_domain.transparency.blocks import NO_HEADER, BlockHeader
from efe_domain.transparency.instance_roots import root_of_map
from efe_domain.transparency.merkle import CompactRange, Keep
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.postgres.database import Database
from efe_infra.read_model.folding.ledger_source import pull
from efe_infra.transparency.sealing.block_trees import instance_roots_of
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.page import concerned
from efe_infra.transparency.sealing.trees import TILE

GATES = "block", "checkpoint"
"""Tables that take nothing any more."""


@dataclass
class Blocks:
    """The state of a sealer of format 1."""

    number: int = 0
    previous: bytes = NO_HEADER
    log: CompactRange = field(default_factory=CompactRange)
    trees: dict[str, CompactRange] = field(default_factory=dict)


def seal_blocks(database: Database, files: KeyFiles, origin: str, *, block_size: int = 7) -> list[Note]:
    """Seals the whole ledger, which must not be sealed yet; the checkpoints, one a block."""
    key, blocks = files.make(origin), Blocks()
    with psycopg.connect(database.admin) as connection:
        _gates(connection, "disable trigger ended")
        connection.execute("insert into seal.key (number, vkey, since) values (1, %s, 1)", [str(key)])
        notes, after = [], 0
        while events := pull(connection, after=after, limit=block_size):
            notes.append(_seal(connection, blocks, events, key, files))
            after = events[-1].position
        _gates(connection, "enable always trigger ended")
    return notes


def _gates(connection: psycopg.Connection[Any], what: LiteralString) -> None:
    for table in GATES:
        connection.execute(f"alter table seal.{table} {what}".encode())


def _seal(
    connection: psycopg.Connection[Any],
    blocks: Blocks,
    events: Sequence[LedgerEvent],
    key: VerifierKey,
    files: KeyFiles,
) -> Note:
    blocks.number += 1
    subtrees: list[tuple[str, int, int, bytes]] = []
    leaves, sealed, grown = _grown(blocks, events, subtrees)
    header = BlockHeader(
        block=blocks.number,
        first=events[0].position,
        last=events[-1].position,
        events_root=_root(blocks.number, events, subtrees).hex(),
        heads_root=root_of_map(instance_roots_of(blocks.trees)).hex(),
        previous=blocks.previous.hex(),
        sealed_at=1_764_000_000_000_000 + blocks.number,
    )
    blocks.previous = header.hash()
    blocks.log.append(blocks.previous, _keeping(subtrees, "log"))
    roots = [(each, blocks.number, blocks.trees[each]) for each in sorted(grown)]
    connection.execute(
        "insert into seal.block (header, log) values (%s, %s)", [header.canonical(), blocks.log.packed]
    )
    _insert(connection, "insert into seal.event values (%s, %s, %s)", sealed)
    _insert(connection, "insert into seal.leaf values (%s, %s, %s, %s)", leaves)
    _insert(connection, "insert into seal.subtree values (%s, %s, %s, %s)", subtrees)
    _insert(
        connection,
        "insert into seal.head values (%s, %s, %s, %s, %s)",
        [(bassin, block, tree.size, tree.root(), tree.packed) for bassin, block, tree in roots],
    )
    note = Note(str(Checkpoint(key.name, blocks.number, blocks.log.root()))).signed(key, files.signer(key))
    connection.execute("insert into seal.checkpoint (size, note) values (%s, %s)", [blocks.number, str(note)])
    return note


def _grown(
    blocks: Blocks, events: Sequence[LedgerEvent], subtrees: list[tuple[str, int, int, bytes]]
) -> tuple[list[tuple[str, int, int, bytes]], list[tuple[int, bytes, list[str]]], set[str]]:
    leaves, sealed, grown = [], [], set[str]()
    for event in events:
        bassins = list(concerned(event.state))
        sealed.append((event.position, event.leaf, bassins))
        for bassin in bassins:
            tree = blocks.trees.setdefault(bassin, CompactRange())
            tree.append(event.leaf, _keeping(subtrees, f"instance/{bassin}"))
            leaves.append((bassin, tree.size, event.position, event.leaf))
        grown.update(bassins)
    return leaves, sealed, grown


def _root(number: int, events: Sequence[LedgerEvent], subtrees: list[tuple[str, int, int, bytes]]) -> bytes:
    tree = CompactRange()
    for event in events:
        tree.append(event.leaf, _keeping(subtrees, f"block/{number}"))
    return tree.root()


def _keeping(subtrees: list[tuple[str, int, int, bytes]], tree: str) -> Keep:
    keep: Callable[[int, int, bytes], object] = lambda level, index, digest: (  # noqa: E731
        subtrees.append((tree, level, index, digest)) if level % TILE == 0 else None
    )
    return keep


def _insert(connection: psycopg.Connection[Any], statement: LiteralString, rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
