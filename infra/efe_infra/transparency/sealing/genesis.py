"""The first leaf of the ledger log, made once; where blocks of format 1 were signed, it binds the last of them."""

from collections.abc import Sequence
from typing import LiteralString

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.merkle import CompactRange, inclusion_path, verify_inclusion
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid
from efe_domain.transparency.routed_log import Genesis, GenesisInvalid, Past, entry
from efe_infra.transparency.sealing.errors import EventAltered, SealBroken
from efe_infra.transparency.sealing.ledger_log import Connection, read_genesis, stored_log

ADD: LiteralString = "insert into seal.genesis (body) values (%s)"
LAST_BLOCK: LiteralString = """
    select size, note, last from seal.checkpoint join seal.block on block = size order by size desc limit 1
"""
SEALED_THEN: LiteralString = """
    select position, leaf, bassins from seal.event where position between %s and %s order by position
"""


def genesis_of(connection: Connection, origin: str, log: CompactRange) -> Genesis:
    """The genesis, made now unless it is there; called under the seal's lock. Raises `SealBroken`.

    One that is there is the first leaf of the log.
    """
    try:
        genesis = read_genesis(connection)
    except GenesisInvalid as error:
        raise SealBroken("genèse", "elle n'a pas la forme prescrite") from error
    if genesis is None:
        genesis = Genesis.of(Bassin, origin, _past(connection))
        connection.execute(ADD, [genesis.canonical()])
    elif log.size:
        path = stored_log().prove(connection, lambda tree: inclusion_path(tree, 0, log.size))
        if not verify_inclusion(genesis.hash(), 0, log.size, path, log.root()):
            raise SealBroken("genèse", "elle n'est pas la première feuille du journal")
    return genesis


def check_past(connection: Connection, genesis: Genesis, entries: Sequence[tuple[int, bytes]]) -> None:
    """What format 1 sealed of these positions is what the entries say. Raises `EventAltered`."""
    if genesis.past is None or entries[0][0] > genesis.past.last:
        return
    first, last = entries[0][0], min(entries[-1][0], genesis.past.last)
    sealed = connection.cursor(binary=True).execute(SEALED_THEN, [first, last]).fetchall()
    for (position, data), row in zip(entries[: last - first + 1], sealed, strict=False):
        if (row[0], entry(genesis.mask(row[2]), row[1])) != (position, data):
            raise EventAltered(position)
    if len(sealed) != last - first + 1:
        raise EventAltered(first + len(sealed))


def _past(connection: Connection) -> Past | None:
    row = connection.execute(LAST_BLOCK).fetchone()
    if not row:
        return None
    size, text, last = row
    try:
        checkpoint = Checkpoint.parse(Note.parse(text).text)
    except NoteInvalid as error:
        raise SealBroken(f"bloc {size}", "son point de contrôle est illisible") from error
    return Past(last=last, origin=checkpoint.origin, root=checkpoint.root.hex(), size=size)
