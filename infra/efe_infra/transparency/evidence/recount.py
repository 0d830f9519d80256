"""`efe verify --full`: everything that was sealed, computed again from the events of the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

from efe_domain.transparency.blocks import NO_HEADER, BlockHeader, HeaderInvalid
from efe_domain.transparency.instance_roots import heads_root
from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.ledger.leaf import leaf
from efe_infra.transparency.evidence.history import Connection, keys_of, rows_of
from efe_infra.transparency.evidence.verify import Fault
from efe_infra.transparency.sealing.block_trees import heads_of
from efe_infra.transparency.sealing.page import concerned
from efe_infra.transparency.sealing.sealer import Tell

DIFFERENCES: Final = {
    "CHECKPOINT_DIFFERS": "Le point de contrôle n'est pas celui du journal recalculé.",
    "CHECKPOINT_UNSIGNED": "Le point de contrôle n'est signé par aucune des clés.",
    "EVENTS_ROOT_DIFFERS": "La racine des événements du bloc n'est pas celle des événements du registre.",
    "EVENT_ALTERED": "L'événement n'est plus celui qui a été enregistré : son empreinte diffère.",
    "EVENT_MISSING": "L'événement scellé manque au registre.",
    "HEADER_MALFORMED": "L'en-tête du bloc n'a pas la forme prescrite.",
    "HEADER_MISPLACED": "L'en-tête ne suit pas celui du bloc précédent.",
    "HEADS_ROOT_DIFFERS": "La carte des têtes du bloc n'est pas celle des arbres des Instances recalculés.",
    "HEAD_DIFFERS": "La tête conservée d'une Instance n'est pas celle de son arbre recalculé.",
    "LEAF_DIFFERS": "La place conservée d'un événement dans l'arbre d'une Instance n'est pas la sienne.",
    "LOG_DIFFERS": "Le journal conservé n'est pas celui des en-têtes.",
    "SEALED_DIFFERS": "Ce qui a été scellé de l'événement n'est pas ce que dit le registre.",
}

EVENTS = """
    select position, recorded_at, originator_id, originator_version, topic, state, event.leaf, sealed.leaf, bassins
    from ledger.event left join seal.event as sealed using (position) order by position
"""
BLOCKS = "select block, header, log from seal.block order by block"
LEAVES = 'select position, bassin, seq, leaf from seal.leaf order by position, bassin collate "C"'
HEADS = 'select block, bassin, size, root from seal.head order by block, bassin collate "C"'
CHECKPOINTS = "select size, note from seal.checkpoint order by size"
COUNT = "select position from ledger.head"


class Difference(Fault):
    """The first place where the ledger and what was sealed of it part."""

    SENTENCES = DIFFERENCES


@dataclass
class Recount:
    """How far everything agrees; `unsealed` events come after the last block."""

    log: CompactRange = field(default_factory=CompactRange)
    trees: dict[str, CompactRange] = field(default_factory=dict)
    previous: bytes = NO_HEADER
    last: int = 0
    checkpoints: int = 0
    signed: int = 0
    unsealed: int = 0


def recount(
    connection: Connection, tell: Tell, keys: Sequence[VerifierKey] = (), kept: Note | None = None
) -> Recount:
    """Raises `Difference`. Without keys those of the installation count; `kept` is a checkpoint of the auditor's own.

    `tell` hears the position that is checked, and the last.
    """
    keys = keys or keys_of(connection)
    with ExitStack() as reading:
        return _Recounting(connection, reading, tell, keys, kept).run()


class _Recounting:
    """One pass over the ledger and, beside it, over each table of the seal in the same order."""

    def __init__(
        self,
        connection: Connection,
        reading: ExitStack,
        tell: Tell,
        keys: Sequence[VerifierKey],
        kept: Note | None,
    ) -> None:
        def rows(query: LiteralString) -> Iterator[tuple[Any, ...]]:
            return reading.enter_context(closing(rows_of(connection, query)))

        self._keys, self._kept, self._tell = keys, kept, tell
        [(self._head,)] = connection.execute(COUNT).fetchall()
        self._blocks = rows(BLOCKS)
        self._events = rows(EVENTS)
        self._leaves = rows(LEAVES)
        self._heads = rows(HEADS)
        self._checkpoints = _Ahead(rows(CHECKPOINTS))
        self._done = Recount()

    def run(self) -> Recount:
        done = self._done
        for block, raw, log in self._blocks:
            self._check_block(f"bloc {block}", _header(f"bloc {block}", raw), log)
            self._tell(done.last, self._head)
        for rest, code in ((self._leaves, "LEAF_DIFFERS"), (self._heads, "HEAD_DIFFERS")):
            for surplus in rest:
                raise Difference(code, f"après la fin du journal, {surplus[0]}")
        for size, _ in self._checkpoints:
            raise Difference("CHECKPOINT_DIFFERS", f"point de contrôle {size}")
        if self._kept and Checkpoint.parse(self._kept.text).size > done.log.size:
            raise Difference("CHECKPOINT_DIFFERS", "--since")
        for event in self._events:
            _leaf_of(event)
            if event[-1] is not None:
                raise Difference("SEALED_DIFFERS", f"position {event[0]}")
            done.unsealed += 1
        return done

    def _check_block(self, where: str, header: BlockHeader, log: bytes) -> None:
        done = self._done
        expected = done.log.size + 1, done.last + 1, done.previous.hex()
        if (header.block, header.first, header.previous) != expected:
            raise Difference("HEADER_MISPLACED", where)
        events, grown = CompactRange(), set[str]()
        for position in range(header.first, header.last + 1):
            events.append(self._check_event(position, grown))
        if events.root().hex() != header.events_root:
            raise Difference("EVENTS_ROOT_DIFFERS", where)
        heads = heads_of(done.trees)
        if heads_root(heads).hex() != header.heads_root:
            raise Difference("HEADS_ROOT_DIFFERS", where)
        for bassin in sorted(grown):
            kept = next(self._heads, None)
            if kept != (header.block, bassin, heads[bassin].size, heads[bassin].root):
                raise Difference("HEAD_DIFFERS", f"{where}, {bassin}")
        done.previous, done.last = header.hash(), header.last
        done.log.append(done.previous)
        if done.log.packed != log:
            raise Difference("LOG_DIFFERS", where)
        self._check_checkpoint()

    def _check_event(self, position: int, grown: set[str]) -> bytes:
        """Its leaf, which goes into the trees of the Instances that its state names."""
        where = f"position {position}"
        event = next(self._events, None)
        if not event or event[0] != position:
            raise Difference("EVENT_MISSING", where)
        digest = _leaf_of(event)
        bassins = concerned(event[5])
        if (digest, list(bassins)) != (event[7], event[8]):
            raise Difference("SEALED_DIFFERS", where)
        for bassin in sorted(bassins):
            tree = self._done.trees.setdefault(bassin, CompactRange())
            tree.append(digest)
            if next(self._leaves, None) != (position, bassin, tree.size, digest):
                raise Difference("LEAF_DIFFERS", f"{where}, {bassin}")
        grown.update(bassins)
        return digest

    def _check_checkpoint(self) -> None:
        """The checkpoint over the blocks so far, if there is one; and the auditor's, if it is of this size."""
        done = self._done
        for size, text in self._checkpoints.upto(done.log.size):
            _check_note(f"point de contrôle {size}", _note(text), done.log, self._keys)
            done.checkpoints, done.signed = done.checkpoints + 1, size
        if self._kept and Checkpoint.parse(self._kept.text).size == done.log.size:
            _check_note("--since", self._kept, done.log, self._keys)


class _Ahead:
    """Rows that are taken up to a number, by which they are in order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def upto(self, number: int) -> Iterator[tuple[Any, ...]]:
        while self._next and self._next[0] <= number:
            yield self._next
            self._next = next(self._rows, None)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.upto(1 << 63)


def _leaf_of(event: tuple[Any, ...]) -> bytes:
    """Raises `Difference` unless it is the one that was recorded."""
    digest = leaf(*event[:6])
    if digest != event[6]:
        raise Difference("EVENT_ALTERED", f"position {event[0]}")
    return digest


def _header(where: str, raw: bytes) -> BlockHeader:
    try:
        return BlockHeader.parse(raw)
    except HeaderInvalid as error:
        raise Difference("HEADER_MALFORMED", where) from error


def _note(text: str) -> Note | None:
    try:
        return Note.parse(text)
    except NoteInvalid:
        return None


def _check_note(where: str, note: Note | None, log: CompactRange, keys: Iterable[VerifierKey]) -> None:
    try:
        signed = note.verified(keys) if note else ()
        found = Checkpoint.parse(note.text) if note else None
    except NoteInvalid as error:
        raise Difference("CHECKPOINT_UNSIGNED", where) from error
    if not signed:
        raise Difference("CHECKPOINT_UNSIGNED", where)
    if found != Checkpoint(signed[0].name, log.size, log.root()):
        raise Difference("CHECKPOINT_DIFFERS", where)
