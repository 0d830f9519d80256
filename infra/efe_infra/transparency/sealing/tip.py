"""Where sealing stands: the last block, checked against everything that it must agree with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.blocks import NO_HEADER, BlockHeader, HeaderInvalid
from efe_domain.transparency.instance_roots import Head, heads_root
from efe_domain.transparency.merkle import CompactRange
from efe_infra.transparency.sealing.errors import SealBroken

LAST_TWO = "select block, hash, header, log from seal.block order by block desc limit 2"
LAST_EVENT = """
    select sealed.leaf = stored.leaf
    from seal.event as sealed left join ledger.event as stored using (position) where position = %s
"""
HEADS = """
    select bassin, size, root, peaks
    from unnest(%(bassins)s::text[]) as bassin
    cross join lateral (
        select size, root, peaks from seal.head
        where head.bassin = bassin.bassin and block <= %(block)s::bigint order by block desc limit 1
    ) as latest
"""

type Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Tip:
    """The number of the last block, the last position that it seals, its hash, the log, and the Instance trees."""

    block: int
    last: int
    hash: bytes
    log: CompactRange
    trees: dict[str, CompactRange]


def read_tip(connection: Connection) -> Tip:
    """Raises `SealBroken`."""
    rows = connection.cursor(binary=True).execute(LAST_TWO).fetchall()
    if not rows:
        return Tip(0, 0, NO_HEADER, CompactRange(), {})
    (block, digest, data, log), before = rows[0], rows[1:]
    header = _header(block, data)
    if header.hash() != digest or header.block != block:
        raise SealBroken(block, "son en-tête n'est pas le sien")
    if header.previous != (before[0][1] if before else NO_HEADER).hex():
        raise SealBroken(block, "il ne suit pas le bloc précédent")
    if connection.execute(LAST_EVENT, [header.last]).fetchone() != (True,):
        raise SealBroken(block, "son dernier événement n'est plus celui du registre")
    trees = read_trees(connection, block)
    if heads_root(heads_of(trees)).hex() != header.heads_root:
        raise SealBroken(block, "les arbres des Instances n'ont pas la racine scellée")
    return Tip(block, header.last, digest, _log(block, log, digest, before), trees)


def heads_of(trees: dict[str, CompactRange]) -> dict[str, Head]:
    return {bassin: Head(tree.size, tree.root()) for bassin, tree in trees.items()}


def read_trees(connection: Connection, block: int) -> dict[str, CompactRange]:
    """The Instance trees as a block left them. Raises `SealBroken`."""
    rows = connection.cursor(binary=True).execute(HEADS, {"bassins": list(Bassin), "block": block})
    trees = {}
    for bassin, size, root, peaks in rows:
        try:
            trees[bassin] = CompactRange.unpacked(size, peaks)
        except ValueError as error:
            raise SealBroken(block, f"l'arbre de l'Instance « {bassin} » est illisible") from error
        if trees[bassin].root() != root:
            raise SealBroken(block, f"l'arbre de l'Instance « {bassin} » n'a pas la racine scellée")
    return trees


def _header(block: int, data: bytes) -> BlockHeader:
    try:
        return BlockHeader.parse(data)
    except HeaderInvalid as error:
        raise SealBroken(block, "son en-tête est illisible") from error


def _log(block: int, packed: bytes, digest: bytes, before: Sequence[Any]) -> CompactRange:
    try:
        log = CompactRange.unpacked(block - 1, before[0][3] if before else b"")
    except ValueError as error:
        raise SealBroken(block - 1, "le journal n'est pas le sien") from error
    log.append(digest)
    if log.packed != packed:
        raise SealBroken(block, "le journal n'est pas le sien")
    return log
