"""Recount: the whole ledger log computed again from the events of the ledger (`efe verify --full`)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

from efe_domain.transparency.merkle import CompactRange, leaf_hash
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX, Genesis, GenesisInvalid, RouteInvalid, entry
from efe_infra.ledger.leaf import leaf
from efe_infra.transparency.evidence.sealed_history import Connection, rows_of
from efe_infra.transparency.evidence.verify import Fault
from efe_infra.transparency.sealing.ledger_log import TILE, read_genesis, read_keys
from efe_infra.transparency.sealing.sealed_page import addresses
from efe_infra.transparency.sealing.sealer import Progress

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
HEAD: LiteralString = "select position from ledger.head"
PROGRESS_STEP = 4096
"""Number of positions between two calls of `progress`."""

DIFFERENCES: Final = {
    "CHECKPOINT_DIFFERS": "Le point de contrôle n'est pas celui du journal recalculé.",
    "CHECKPOINT_UNSIGNED": "Le point de contrôle n'est signé par aucune des clés.",
    "ENTRY_DIFFERS": "L'entrée du journal n'est pas celle de l'événement : son empreinte, ou ses destinataires.",
    "EVENT_ALTERED": "L'événement n'est plus celui qui a été enregistré : son empreinte diffère.",
    "EVENT_MISSING": "L'événement scellé manque au registre.",
    "GENESIS_DIFFERS": "La genèse du journal n'a pas sa forme.",
    "LOG_DIFFERS": "Le journal conservé n'est pas celui qui est recalculé.",
}


class Difference(Fault):
    """First place where the ledger differs from what was sealed."""

    SENTENCES = DIFFERENCES


@dataclass
class Recount:
    """Result of a recount. Everything agrees up to the position `last`; `unsealed` events come after it.

    `signed` is the size of the last of the `checkpoints`.
    """

    log: CompactRange = field(default_factory=CompactRange)
    last: int = 0
    checkpoints: int = 0
    signed: int = 0
    unsealed: int = 0


def recount(
    connection: Connection,
    progress: Progress,
    keys: Sequence[VerifierKey] = (),
    *auditor_notes: Note | None,
) -> Recount:
    """Computes the log again and compares it with every stored part. Raises `Difference`.

    Without keys those of the installation count. `auditor_notes` are checkpoints to extend. `progress` counts
    positions.
    """
    with ExitStack() as cursors:
        notes = [note for note in auditor_notes if note]
        return _Recounting(connection, cursors, progress, keys or read_keys(connection), notes).run()


class _Recounting:
    """One pass over the ledger and, at the same time, over each table of the seal in the same order."""

    def __init__(
        self,
        connection: Connection,
        cursors: ExitStack,
        progress: Progress,
        keys: Sequence[VerifierKey],
        auditor_notes: Sequence[Note],
    ) -> None:
        def rows(query: LiteralString) -> Iterator[tuple[Any, ...]]:
            return cursors.enter_context(closing(rows_of(connection, query)))

        self._progress, self._done = progress, Recount()
        [(self._head,)] = connection.execute(HEAD).fetchall()
        self._events, self._entries, self._subtrees = rows(EVENTS), rows(ENTRIES), rows(SUBTREES)
        self._checkpoints = _Lookahead(rows(CHECKPOINTS))
        self._genesis = _genesis(connection)
        origin = self._genesis.origin if self._genesis else None
        self._keys = [key for each in keys if (key := _renamed(each, origin or each.name)).name == origin]
        checkpoints = [(Checkpoint.parse(note.text), note) for note in auditor_notes]
        self._kept = [(each.size, note) for each, note in checkpoints if each.origin == origin]
        self._has_foreign_note = len(self._kept) < len(checkpoints)

    def run(self) -> Recount:
        recount = self._done
        if self._genesis:
            self._grow(self._genesis.hash())
        for position, data in self._entries:
            self._check_entry(position, data)
            if position % PROGRESS_STEP == 0:
                self._progress(position, self._head)
        self._check_rest()
        self._progress(recount.last + recount.unsealed, self._head)
        return recount

    def _check_entry(self, position: int, data: bytes) -> None:
        where, event = f"position {position}", next(self._events, None)
        if not event or event[0] != position or position != self._done.last + 1:
            raise Difference("EVENT_MISSING", where)
        digest = _checked_leaf(event)
        try:
            expected = entry(self._genesis.mask(addresses(event[5])), digest) if self._genesis else None
        except RouteInvalid as error:
            raise Difference("ENTRY_DIFFERS", where) from error
        if data != expected:
            raise Difference("ENTRY_DIFFERS", where)
        self._done.last = position
        self._grow(leaf_hash(data))

    def _grow(self, digest: bytes) -> None:
        """Appends a leaf to the log and checks the subtrees and checkpoints of the new size."""
        log = self._done.log
        log.append(digest, self._check_subtree)
        for size, text in self._checkpoints.up_to(log.size):
            _check_note(f"point de contrôle {size}", _parsed(text), log, self._keys)
            self._done.checkpoints, self._done.signed = self._done.checkpoints + 1, size
        for size, note in self._kept:
            if size == log.size:
                _check_note("--since", note, log, self._keys)

    def _check_subtree(self, level: int, index: int, digest: bytes) -> None:
        if level % TILE == 0 and next(self._subtrees, None) != (index + 1 << level, level, index, digest):
            raise Difference("LOG_DIFFERS", f"niveau {level}, sous-arbre {index}")

    def _check_rest(self) -> None:
        """Checks that nothing sealed is left over, and the leaves of the events that are not sealed yet."""
        recount = self._done
        for _, level, index, _ in self._subtrees:
            raise Difference("LOG_DIFFERS", f"niveau {level}, sous-arbre {index}")
        for size, _ in self._checkpoints.up_to(1 << 63):
            raise Difference("CHECKPOINT_DIFFERS", f"point de contrôle {size}")
        if self._has_foreign_note or any(size > recount.log.size for size, _ in self._kept):
            raise Difference("CHECKPOINT_DIFFERS", "--since")
        for event in self._events:
            _checked_leaf(event)
            recount.unsealed += 1


class _Lookahead:
    """Rows in the order of their first column, which are taken up to a number."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def up_to(self, number: int) -> Iterator[tuple[Any, ...]]:
        while self._next and self._next[0] <= number:
            yield self._next
            self._next = next(self._rows, None)


def _genesis(connection: Connection) -> Genesis | None:
    try:
        return read_genesis(connection)
    except GenesisInvalid as error:
        raise Difference("GENESIS_DIFFERS", "genèse") from error


def _renamed(key: VerifierKey, name: str) -> VerifierKey:
    """Returns the key under the other name of its installation; unchanged if the name is of another installation."""
    same = key.name.removesuffix(SUFFIX) == name.removesuffix(SUFFIX)
    return VerifierKey(name, key.type, key.public) if same else key


def _checked_leaf(event: tuple[Any, ...]) -> bytes:
    """Computes the leaf of an event, which must be the recorded one."""
    digest = leaf(*event[:6])
    if digest != event[6]:
        raise Difference("EVENT_ALTERED", f"position {event[0]}")
    return digest


def _parsed(text: str) -> Note | None:
    try:
        return Note.parse(text)
    except NoteInvalid:
        return None


def _check_note(where: str, note: Note | None, log: CompactRange, keys: Iterable[VerifierKey]) -> None:
    try:
        signers = note.verified(keys) if note else ()
        checkpoint = Checkpoint.parse(note.text) if note else None
    except NoteInvalid as error:
        raise Difference("CHECKPOINT_UNSIGNED", where) from error
    if not signers:
        raise Difference("CHECKPOINT_UNSIGNED", where)
    if checkpoint != Checkpoint(signers[0].name, log.size, log.root()):
        raise Difference("CHECKPOINT_DIFFERS", where)
