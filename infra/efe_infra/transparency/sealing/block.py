"""A page of events folded into one block, in memory; and the block written, in one transaction with nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import msgspec

from efe_domain.transparency.blocks import BlockHeader
from efe_domain.transparency.instance_roots import heads_root
from efe_domain.transparency.merkle import CompactRange, Keep
from efe_infra.ledger.leaf import leaf
from efe_infra.ledger.pages import LedgerEvent
from efe_infra.transparency.sealing.errors import EventAltered
from efe_infra.transparency.sealing.tip import Connection, Tip, heads_of

TILE = 8
"""Levels between two that are kept."""
LOG = "log"

INSERT_BLOCK = "insert into seal.block (header, log) values (%s, %s)"


class Concerned(msgspec.Struct):
    """What sealing reads of a state."""

    bassins: tuple[str, ...] = ()


_decoder = msgspec.json.Decoder(Concerned)


def concerned(state: bytes) -> tuple[str, ...]:
    """The Instances in whose trees an event with that state is."""
    return _decoder.decode(state).bassins


@dataclass
class Block:
    """The rows of a block."""

    number: int
    header: bytes = b""
    log: CompactRange = field(default_factory=CompactRange)
    events: list[tuple[int, bytes, list[str]]] = field(default_factory=list)
    leaves: list[tuple[str, int, int, bytes]] = field(default_factory=list)
    subtrees: list[tuple[str, int, int, bytes]] = field(default_factory=list)
    heads: list[tuple[str, int, int, bytes, bytes]] = field(default_factory=list)


def block_tree(block: int) -> str:
    return f"block/{block}"


def instance_tree(bassin: str) -> str:
    return f"instance/{bassin}"


def fold(tip: Tip, events: Sequence[LedgerEvent], sealed_at: int) -> Block:
    """The block that goes onto the tip, whose trees grow with it. Raises `EventAltered`.

    `sealed_at` is in microseconds since 1970 UTC.
    """
    block = Block(tip.block + 1, log=tip.log)
    grown = _fold_instances(block, tip.trees, events)
    block.heads = [
        (bassin, block.number, tree.size, tree.root(), tree.packed)
        for bassin, tree in sorted(tip.trees.items())
        if bassin in grown
    ]
    header = BlockHeader(
        block=block.number,
        first=events[0].position,
        last=events[-1].position,
        events_root=_block_root(block, events).hex(),
        heads_root=heads_root(heads_of(tip.trees)).hex(),
        previous=tip.hash.hex(),
        sealed_at=sealed_at,
    )
    block.header = header.canonical()
    block.log.append(header.hash(), _keeping(block, LOG))
    return block


def write(connection: Connection, block: Block) -> None:
    """Everything of the block. Raises psycopg's `RestrictViolation` when it does not go onto the last one."""
    connection.execute(INSERT_BLOCK, [block.header, block.log.packed])
    _copy(connection, "seal.event (position, leaf, bassins)", ["int8", "bytea", "text[]"], block.events)
    _copy(connection, "seal.leaf (bassin, seq, position, leaf)", ["text", "int8", "int8", "bytea"], block.leaves)
    _copy(connection, "seal.subtree (tree, level, index, hash)", ["text", "int2", "int8", "bytea"], block.subtrees)
    _copy(
        connection,
        "seal.head (bassin, block, size, root, peaks)",
        ["text", "int8", "int8", "bytea", "bytea"],
        block.heads,
    )


def _fold_instances(block: Block, trees: dict[str, CompactRange], events: Sequence[LedgerEvent]) -> set[str]:
    keepers: dict[str, Keep] = {}
    for event in events:
        if leaf(*event[:-1]) != event.leaf:
            raise EventAltered(event.position)
        bassins = concerned(event.state)
        block.events.append((event.position, event.leaf, list(bassins)))
        for bassin in bassins:
            if bassin not in keepers:
                keepers[bassin] = _keeping(block, instance_tree(bassin))
            tree = trees.setdefault(bassin, CompactRange())
            tree.append(event.leaf, keepers[bassin])
            block.leaves.append((bassin, tree.size, event.position, event.leaf))
    return set(keepers)


def _block_root(block: Block, events: Sequence[LedgerEvent]) -> bytes:
    tree, keep = CompactRange(), _keeping(block, block_tree(block.number))
    for event in events:
        tree.append(event.leaf, keep)
    return tree.root()


def _keeping(block: Block, tree: str) -> Callable[[int, int, bytes], None]:
    def keep(level: int, index: int, digest: bytes) -> None:
        if level % TILE == 0:
            block.subtrees.append((tree, level, index, digest))

    return keep


def _copy(connection: Connection, target: LiteralString, types: list[str], rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {target} from stdin (format binary)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
