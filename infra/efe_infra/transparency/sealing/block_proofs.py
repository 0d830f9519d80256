"""Proofs about what format 1 sealed in blocks: the log of blocks has ended, what it proved it still proves."""

from typing import Any, LiteralString

from efe_domain.transparency.instance_roots import prove_instance_root
from efe_domain.transparency.merkle import consistency_path, inclusion_path
from efe_domain.transparency.proofs import (
    BlockProof,
    EventProof,
    InstanceProof,
    LogConsistency,
    SignedCheckpoint,
)
from efe_infra.transparency.sealing.block_trees import Connection, instance_roots_of, read_trees
from efe_infra.transparency.sealing.ledger_log import signed_checkpoint
from efe_infra.transparency.sealing.trees import StoredTree

WITNESSED: LiteralString = """
    select note || coalesce(lines, '')
    from seal.checkpoint
    cross join lateral (
        select string_agg(line, '' order by witness collate "C") as lines
        from seal.cosignature where cosignature.size = checkpoint.size
    ) as witnessed
"""
LAST_CHECKPOINT: LiteralString = WITNESSED + "order by size desc limit 1"
OF_SIZE: LiteralString = WITNESSED + "where size = %s"
HEADER: LiteralString = "select header from seal.block where block = %s"
EVENT: LiteralString = """
    select block, first, last, leaf, bassins
    from seal.event
    cross join lateral (
        select block, first, last from seal.block where first <= position order by first desc limit 1
    ) as block
    where position = %s
"""


def read_checkpoint(connection: Connection, size: int | None = None) -> SignedCheckpoint | None:
    """As it is stored, with the lines of the witnesses: whoever is given it checks it."""
    row = (connection.execute(LAST_CHECKPOINT) if size is None else connection.execute(OF_SIZE, [size])).fetchone()
    return signed_checkpoint(row[0]) if row else None


def prove_block(connection: Connection, block: int, checkpoint: SignedCheckpoint) -> BlockProof:
    """A block of the checkpoint's log."""
    [(header,)] = connection.cursor(binary=True).execute(HEADER, [block]).fetchall()
    path = StoredTree.log().prove(connection, lambda tree: inclusion_path(tree, block - 1, checkpoint.size))
    return BlockProof(header=header, index=block - 1, path=tuple(path), checkpoint=checkpoint)


def prove_event(connection: Connection, position: int) -> EventProof | None:
    checkpoint = read_checkpoint(connection)
    row: Any = connection.cursor(binary=True).execute(EVENT, [position]).fetchone()
    if not checkpoint or not row or row[0] > checkpoint.size:
        return None
    block, first, last, leaf, bassins = row
    index, size = position - first, last - first + 1
    path = StoredTree.of_block(block, first).prove(connection, lambda tree: inclusion_path(tree, index, size))
    return EventProof(
        position=position,
        bassins=tuple(bassins),
        leaf=leaf,
        index=index,
        size=size,
        path=tuple(path),
        block=prove_block(connection, block, checkpoint),
    )


def prove_instance(connection: Connection, bassin: str) -> InstanceProof | None:
    checkpoint = read_checkpoint(connection)
    if not checkpoint:
        return None
    roots = instance_roots_of(read_trees(connection, checkpoint.size))
    return InstanceProof(
        bassin=bassin,
        instance_root=roots.get(bassin),
        proof=prove_instance_root(roots, bassin),
        block=prove_block(connection, checkpoint.size, checkpoint),
    )


def prove_consistency(connection: Connection, first: int, second: int) -> LogConsistency | None:
    checkpoint = read_checkpoint(connection)
    if not checkpoint or second > checkpoint.size:
        return None
    path = StoredTree.log().prove(connection, lambda tree: consistency_path(tree, first, second))
    return LogConsistency(first=first, second=second, path=tuple(path))
