"""Stored ledger log: genesis, entries, kept subtrees and checkpoints, and the proofs that are computed from them."""

from collections.abc import Callable, Sequence
from typing import Any, Final, LiteralString

import psycopg

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.merkle import HASH_SIZE, CompactRange, Subtrees, inclusion_path, root, verify_inclusion
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import Genesis, GenesisInvalid
from efe_infra.transparency.sealing.errors import SealBroken

TREE: Final = "ledger"
"""Name of the log in `seal.subtree`."""
TILE: Final = 8
"""Number of levels from one kept level of subtrees to the next."""

GENESIS: LiteralString = "select body from seal.genesis"
ADD_GENESIS: LiteralString = "insert into seal.genesis (body) values (%s)"
LAST_ENTRY: LiteralString = "select coalesce(max(position), 0) from seal.entry"
SUBTREES: LiteralString = """
    select index, hash from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as span (first, past)
    join seal.subtree on tree = %(tree)s and level = %(level)s and index >= first and index < past
"""
LEAVES: LiteralString = """
    select position, sha256('\\x00'::bytea || entry)
    from unnest(%(begins)s::bigint[], %(ends)s::bigint[]) as span (first, past)
    join seal.entry on position >= first and position < past
    union all
    select 0, sha256('\\x00'::bytea || body) from seal.genesis where 0 = any(%(begins)s::bigint[])
"""
CHECKPOINTS: LiteralString = """
    select note || coalesce(lines, '')
    from seal.ledger_checkpoint as checkpoint
    cross join lateral (
        select string_agg(line, '' order by witness collate "C") as lines
        from seal.ledger_cosignature as cosignature where cosignature.size = checkpoint.size
    ) as witnessed
"""
LAST_CHECKPOINT: LiteralString = CHECKPOINTS + "order by size desc limit 1"
CHECKPOINT_OF_SIZE: LiteralString = CHECKPOINTS + "where size = %s"
FIRST_COVERING: LiteralString = CHECKPOINTS + "where size > %s order by size limit 1"
KEYS: LiteralString = "select vkey from seal.ledger_key order by number"

type Connection = psycopg.Connection[Any]
type Place = tuple[int, int]
"""Level and index of a subtree."""


def read_genesis(connection: Connection) -> Genesis | None:
    """Returns the genesis; None before the first event is sealed. Raises `GenesisInvalid`."""
    row = connection.cursor(binary=True).execute(GENESIS).fetchone()
    return Genesis.parse(row[0]) if row else None


def load_or_create_genesis(connection: Connection, origin: str, log: CompactRange) -> Genesis:
    """Returns the genesis, which is stored now if there is none. The caller holds the seal's lock.

    Raises `SealBroken` unless a stored genesis is the first leaf of the log.
    """
    try:
        genesis = read_genesis(connection)
    except GenesisInvalid as error:
        raise SealBroken("genèse", "elle n'a pas la forme prescrite") from error
    if genesis is None:
        genesis = Genesis.of(Bassin, origin)
        connection.execute(ADD_GENESIS, [genesis.canonical()])
    elif log.size:
        path = prove(connection, lambda tree: inclusion_path(tree, 0, log.size))
        if not verify_inclusion(genesis.hash(), 0, log.size, path, log.root()):
            raise SealBroken("genèse", "elle n'est pas la première feuille du journal")
    return genesis


def last_entry(connection: Connection) -> int:
    """Returns the last position that has an entry; 0 before the first."""
    [(position,)] = connection.execute(LAST_ENTRY).fetchall()
    return int(position)


def read_checkpoint(connection: Connection, size: int | None = None) -> SignedCheckpoint | None:
    """Returns the last checkpoint or that of a size, with the lines of the witnesses. The reader verifies it."""
    cursor = connection.execute(LAST_CHECKPOINT) if size is None else connection.execute(CHECKPOINT_OF_SIZE, [size])
    return _signed(cursor.fetchone())


def read_covering_checkpoint(connection: Connection, position: int) -> SignedCheckpoint | None:
    """Returns the first checkpoint that covers a position; None while there is none."""
    return _signed(connection.execute(FIRST_COVERING, [position]).fetchone())


def _signed(row: tuple[str] | None) -> SignedCheckpoint | None:
    if not row:
        return None
    checkpoint = Checkpoint.parse(Note.parse(row[0]).text)
    return SignedCheckpoint(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root, note=row[0])


def read_keys(connection: Connection) -> Sequence[VerifierKey]:
    """Returns the public keys of the ledger log, the oldest first."""
    return [VerifierKey.parse(vkey) for (vkey,) in connection.execute(KEYS)]


def range_at(connection: Connection, size: int) -> CompactRange:
    """Returns the log of the first `size` leaves, which can grow on."""
    begin, places = 0, list[Place]()
    while begin < size:
        level = (size - begin).bit_length() - 1
        places.append((level, begin >> level))
        begin += 1 << level
    peaks = prove(connection, lambda tree: [tree(level, index) for level, index in places])
    return CompactRange(size, peaks)


def prove[T](connection: Connection, proof: Callable[[Subtrees], T]) -> T:
    """Returns the result of `proof` over the stored subtrees.

    It calls `proof` twice. The first call, with zeros, tells which subtrees it reads; they are loaded together.
    """
    places: list[Place] = []

    def note_place(level: int, index: int) -> bytes:
        places.append((level, index))
        return bytes(HASH_SIZE)

    proof(note_place)
    hashes = _fetch(connection, places)
    return proof(lambda level, index: hashes[level, index])


def _fetch(connection: Connection, places: Sequence[Place]) -> dict[Place, bytes]:
    """Computes each subtree from the nearest kept level below it."""
    hashes: dict[Place, bytes] = {}
    for kept_level in {level - level % TILE for level, _ in places}:
        group = [(level, index) for level, index in places if level - level % TILE == kept_level]
        spans = [(index << level - kept_level, index + 1 << level - kept_level) for level, index in group]
        rows = _fetch_level(connection, kept_level, spans)
        for place, (begin, end) in zip(group, spans, strict=True):
            hashes[place] = root(rows[each] for each in range(begin, end))
    return hashes


def _fetch_level(connection: Connection, level: int, spans: Sequence[tuple[int, int]]) -> dict[int, bytes]:
    begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
    parameters = {"tree": TREE, "level": level, "begins": begins, "ends": ends}
    return dict(connection.cursor(binary=True).execute(SUBTREES if level else LEAVES, parameters))
