"""`efe verify --full`: everything that was sealed, computed again from the events of the ledger."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any, LiteralString

from efe_domain.transparency.merkle import CompactRange, leaf_hash
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX, Genesis, GenesisInvalid, RouteInvalid, entry
from efe_infra.ledger.leaf import leaf
from efe_infra.transparency.evidence.history import Connection, keys_of, rows_of
from efe_infra.transparency.evidence.recount_blocks import BLOCKS, HEADS, LEAVES, SEALED, SIGNED, Blocks
from efe_infra.transparency.evidence.sealed_differences import Ahead, Difference, check_note, note_of
from efe_infra.transparency.sealing.ledger_log import read_genesis
from efe_infra.transparency.sealing.page import concerned
from efe_infra.transparency.sealing.sealer import Tell
from efe_infra.transparency.sealing.trees import TILE

EVENTS: LiteralString = """
    select position, recorded_at, originator_id, originator_version, topic, state, leaf
    from ledger.event order by position
"""
ENTRIES: LiteralString = "select position, entry from seal.entry order by position"
CHECKPOINTS: LiteralString = "select size, note from seal.ledger_checkpoint order by size"
SUBTREES: LiteralString = """
    select ((index + 1) << level) as size, level::int, index, hash from seal.subtree where tree = 'ledger'
    order by size, level
"""
COUNT: LiteralString = "select position from ledger.head"
STEP = 4096
"""Positions after which progress is told."""


@dataclass
class Recount:
    """How far everything agrees: up to the position `last` it is sealed, in the log or in the `blocks` before it.

    `signed` is the size of the last of the `checkpoints` of the log; `of_blocks` are those before it.
    """

    log: CompactRange = field(default_factory=CompactRange)
    last: int = 0
    checkpoints: int = 0
    signed: int = 0
    unsealed: int = 0
    blocks: int = 0
    of_blocks: int = 0


def recount(connection: Connection, tell: Tell, keys: Sequence[VerifierKey] = (), *kept: Note | None) -> Recount:
    """Raises `Difference`. Without keys those of the installation count; `kept` are checkpoints of the auditor's own.

    `tell` hears the position that is checked, and the last.
    """
    with ExitStack() as reading:
        notes = [note for note in kept if note]
        return _Recounting(connection, reading, tell, keys or keys_of(connection), notes).run()


class _Recounting:
    """One pass over the ledger and, beside it, over each table of the seal in the same order."""

    def __init__(
        self,
        connection: Connection,
        reading: ExitStack,
        tell: Tell,
        keys: Sequence[VerifierKey],
        kept: Sequence[Note],
    ) -> None:
        def rows(query: LiteralString) -> Iterator[tuple[Any, ...]]:
            return reading.enter_context(closing(rows_of(connection, query)))

        self._tell, self._done = tell, Recount()
        [(self._head,)] = connection.execute(COUNT).fetchall()
        self._events, self._entries = rows(EVENTS), rows(ENTRIES)
        self._checkpoints, self._subtrees = Ahead(rows(CHECKPOINTS)), rows(SUBTREES)
        self._genesis = _genesis(connection)
        origin = self._genesis.origin if self._genesis else None
        self._keys = [key for each in keys if (key := _called(each, origin or each.name)).name == origin]
        self._kept = [note for note in kept if Checkpoint.parse(note.text).origin == origin]
        past = [note for note in kept if note not in self._kept]
        of_blocks = rows(BLOCKS), rows(SEALED), rows(LEAVES), rows(HEADS), rows(SIGNED)
        self._blocks = Blocks(of_blocks, [_called(key, key.name.removesuffix(SUFFIX)) for key in keys], past)

    def run(self) -> Recount:
        done = self._done
        if self._genesis:
            self._grow(self._genesis.hash())
        for position, data in self._entries:
            self._check_entry(position, data)
            if position % STEP == 0:
                self._tell(position, self._head)
        self._check_rest()
        done.blocks, done.of_blocks = self._blocks.finish(), self._blocks.checkpoints
        self._check_past()
        self._tell(done.last + done.unsealed, self._head)
        return done

    def _check_entry(self, position: int, data: bytes) -> None:
        where, event = f"position {position}", next(self._events, None)
        if not event or event[0] != position or position != self._done.last + 1:
            raise Difference("EVENT_MISSING", where)
        digest, bassins = self._event(event)
        try:
            expected = entry(self._genesis.mask(bassins), digest) if self._genesis else None
        except RouteInvalid as error:
            raise Difference("ENTRY_DIFFERS", where) from error
        if data != expected:
            raise Difference("ENTRY_DIFFERS", where)
        self._done.last = position
        self._grow(leaf_hash(data))

    def _event(self, event: tuple[Any, ...]) -> tuple[bytes, tuple[str, ...]]:
        """Its leaf, which must be the one that was recorded, and whom it concerns."""
        digest, bassins = leaf(*event[:6]), concerned(event[5])
        if digest != event[6]:
            raise Difference("EVENT_ALTERED", f"position {event[0]}")
        self._blocks.add(event[0], digest, bassins)
        return digest, bassins

    def _grow(self, digest: bytes) -> None:
        """The log, its stored subtrees, and what was signed of it so far."""
        log = self._done.log
        log.append(digest, self._check_subtree)
        for size, text in self._checkpoints.upto(log.size):
            check_note(f"point de contrôle {size}", note_of(text), log, self._keys)
            self._done.checkpoints, self._done.signed = self._done.checkpoints + 1, size
        for kept in self._kept:
            if Checkpoint.parse(kept.text).size == log.size:
                check_note("--since", kept, log, self._keys)

    def _check_subtree(self, level: int, index: int, digest: bytes) -> None:
        if level % TILE == 0 and next(self._subtrees, None) != (index + 1 << level, level, index, digest):
            raise Difference("LOG_DIFFERS", f"niveau {level}, sous-arbre {index}")

    def _check_rest(self) -> None:
        done = self._done
        for _, level, index, _ in self._subtrees:
            raise Difference("LOG_DIFFERS", f"niveau {level}, sous-arbre {index}")
        for size, _ in self._checkpoints:
            raise Difference("CHECKPOINT_DIFFERS", f"point de contrôle {size}")
        if any(Checkpoint.parse(kept.text).size > done.log.size for kept in self._kept):
            raise Difference("CHECKPOINT_DIFFERS", "--since")
        for event in self._events:
            self._event(event)
            done.unsealed += 1
        in_blocks = max(self._blocks.last - done.last, 0)
        done.last, done.unsealed = done.last + in_blocks, done.unsealed - in_blocks

    def _check_past(self) -> None:
        """The genesis binds the last block that was signed."""
        signed = self._blocks.signed
        if self._genesis and self._genesis.past != signed:
            raise Difference("GENESIS_DIFFERS", "genèse")


def _genesis(connection: Connection) -> Genesis | None:
    try:
        return read_genesis(connection)
    except GenesisInvalid as error:
        raise Difference("GENESIS_DIFFERS", "genèse") from error


def _called(key: VerifierKey, name: str) -> VerifierKey:
    """The same key under another name of its installation; itself under a name of another one."""
    same = key.name.removesuffix(SUFFIX) == name.removesuffix(SUFFIX)
    return VerifierKey(name, key.type, key.public) if same else key
