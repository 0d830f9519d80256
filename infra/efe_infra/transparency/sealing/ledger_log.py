"""The routed ledger log as the database keeps it: its genesis, its entries, and the checkpoints over them."""

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg

from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import Genesis
from efe_infra.transparency.sealing.trees import StoredTree

NAME = "ledger"
"""Of its subtrees in `seal.subtree`."""

GENESIS = "select body from seal.genesis"
LAST_ENTRY = "select coalesce(max(position), 0) from seal.entry"
LEAVES: LiteralString = """
    select position, sha256('\\x00'::bytea || entry)
    from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as wanted (begin, upto)
    join seal.entry on position >= begin and position < upto
    union all
    select 0, sha256('\\x00'::bytea || body) from seal.genesis where 0 = any(%(begins)s::bigint[])
"""
WITNESSED: LiteralString = """
    select note || coalesce(lines, '')
    from seal.ledger_checkpoint as checkpoint
    cross join lateral (
        select string_agg(line, '' order by witness collate "C") as lines
        from seal.ledger_cosignature as cosignature where cosignature.size = checkpoint.size
    ) as witnessed
"""
LAST_CHECKPOINT: LiteralString = WITNESSED + "order by size desc limit 1"
OF_SIZE: LiteralString = WITNESSED + "where size = %s"
KEYS = "select vkey from seal.ledger_key order by number"
PAST_HEADERS = "select header from seal.block where block <= %s order by block"

type Connection = psycopg.Connection[Any]


def read_genesis(connection: Connection) -> Genesis | None:
    """None before the first event is sealed. Raises `GenesisInvalid`."""
    row = connection.cursor(binary=True).execute(GENESIS).fetchone()
    return Genesis.parse(row[0]) if row else None


def last_entry(connection: Connection) -> int:
    """The last position that has an entry; 0 before the first."""
    [(position,)] = connection.execute(LAST_ENTRY).fetchall()
    return int(position)


def read_checkpoint(connection: Connection, size: int | None = None) -> SignedCheckpoint | None:
    """The last one, or that of a size, with the lines of the witnesses: whoever is given it checks it."""
    row = (connection.execute(LAST_CHECKPOINT) if size is None else connection.execute(OF_SIZE, [size])).fetchone()
    return signed_checkpoint(row[0]) if row else None


def signed_checkpoint(text: str) -> SignedCheckpoint:
    """What a note says."""
    found = Checkpoint.parse(Note.parse(text).text)
    return SignedCheckpoint(origin=found.origin, size=found.size, root=found.root, note=text)


def past_headers(connection: Connection, size: int) -> Iterator[bytes]:
    """The headers of the blocks of format 1, in order, each in its exact bytes."""
    for (header,) in connection.cursor(binary=True).execute(PAST_HEADERS, [size]):
        yield header


def read_keys(connection: Connection) -> Sequence[VerifierKey]:
    """The public keys of the ledger log, the oldest first."""
    return [VerifierKey.parse(vkey) for (vkey,) in connection.execute(KEYS)]


def stored_log() -> StoredTree:
    """Index 0 is the genesis, index `p` the entry of position `p`."""
    return StoredTree(NAME, LEAVES, {})


def range_at(connection: Connection, size: int) -> CompactRange:
    """The log of the first `size` leaves, to go on from or to take its root."""
    begin, places = 0, list[tuple[int, int]]()
    while begin < size:
        level = (size - begin).bit_length() - 1
        places.append((level, begin >> level))
        begin += 1 << level
    peaks = stored_log().prove(connection, lambda tree: [tree(level, index) for level, index in places])
    return CompactRange(size, peaks)
