"""What format 1 had sealed in blocks, computed again beside the ledger log."""

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

from efe_domain.transparency.blocks import NO_HEADER, BlockHeader, HeaderInvalid
from efe_domain.transparency.instance_roots import root_of_map
from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_domain.transparency.routed_log import Past
from efe_infra.transparency.evidence.sealed_differences import Ahead, Difference, check_note, note_of
from efe_infra.transparency.sealing.block_trees import instance_roots_of

BLOCKS: LiteralString = "select block, header, log from seal.block order by block"
SEALED: LiteralString = "select position, leaf, bassins from seal.event order by position"
LEAVES: LiteralString = 'select position, bassin, seq, leaf from seal.leaf order by position, bassin collate "C"'
HEADS: LiteralString = 'select block, bassin, size, root from seal.head order by block, bassin collate "C"'
SIGNED: LiteralString = "select size, note from seal.checkpoint order by size"

type Rows = Iterator[tuple[Any, ...]]


class Blocks:
    """They hear of every event of the ledger in order; what they do not cover is none of theirs.

    `rows` are those of the five queries above, in their order. `last` is the last position that a whole block covers.
    """

    def __init__(
        self, rows: tuple[Rows, Rows, Rows, Rows, Rows], keys: Sequence[VerifierKey], kept: Sequence[Note]
    ) -> None:
        self._keys, self._kept = keys, kept
        self._blocks, self._sealed, self._leaves, self._heads, signed = rows
        self._checkpoints = Ahead(signed)
        self._trees, self._log, self._previous = dict[str, CompactRange](), CompactRange(), NO_HEADER
        self._events, self._grown = CompactRange(), set[str]()
        self.last, self.checkpoints = 0, 0
        self.signed: Past | None = None
        self._open()

    def add(self, position: int, digest: bytes, bassins: tuple[str, ...]) -> None:
        """The next event of the ledger, whose leaf goes into the trees of the Instances that its state names."""
        if self._header is None:
            return
        where = f"position {position}"
        if next(self._sealed, None) != (position, digest, list(bassins)):
            raise Difference("SEALED_DIFFERS", where)
        self._events.append(digest)
        for bassin in sorted(bassins):
            tree = self._trees.setdefault(bassin, CompactRange())
            tree.append(digest)
            if next(self._leaves, None) != (position, bassin, tree.size, digest):
                raise Difference("LEAF_DIFFERS", f"{where}, {bassin}")
        self._grown.update(bassins)
        if position >= self._header.last:
            self._close(self._header)

    def finish(self) -> int:
        """How many blocks there are; nothing is left over."""
        if self._header:
            raise Difference("EVENT_MISSING", f"position {self.last + self._events.size + 1}")
        for rest, code in (
            (self._sealed, "SEALED_DIFFERS"),
            (self._leaves, "LEAF_DIFFERS"),
            (self._heads, "HEAD_DIFFERS"),
        ):
            for surplus in rest:
                raise Difference(code, f"après la fin du journal de blocs, {surplus[0]}")
        for size, _ in self._checkpoints:
            raise Difference("CHECKPOINT_DIFFERS", f"point de contrôle {size} du journal de blocs")
        if any(Checkpoint.parse(kept.text).size > self._log.size for kept in self._kept):
            raise Difference("CHECKPOINT_DIFFERS", "--since")
        return self._log.size

    def _open(self) -> None:
        """The header of the next block, if there is one, goes on from the one before."""
        row = next(self._blocks, None)
        self._header = _header(f"bloc {row[0]}", row[1]) if row else None
        self._stored = row[2] if row else b""
        if self._header:
            found = self._header.block, self._header.first, self._header.previous
            if found != (self._log.size + 1, self.last + 1, self._previous.hex()):
                raise Difference("HEADER_MISPLACED", f"bloc {self._header.block}")

    def _close(self, header: BlockHeader) -> None:
        where = f"bloc {header.block}"
        if self._events.root().hex() != header.events_root:
            raise Difference("EVENTS_ROOT_DIFFERS", where)
        roots = instance_roots_of(self._trees)
        if root_of_map(roots).hex() != header.heads_root:
            raise Difference("HEADS_ROOT_DIFFERS", where)
        for bassin in sorted(self._grown):
            kept = next(self._heads, None)
            if kept != (header.block, bassin, roots[bassin].size, roots[bassin].root):
                raise Difference("HEAD_DIFFERS", f"{where}, {bassin}")
        self._previous, self.last = header.hash(), header.last
        self._log.append(self._previous)
        if self._log.packed != self._stored:
            raise Difference("LOG_DIFFERS", where)
        self._check_signed(header)
        self._events, self._grown = CompactRange(), set()
        self._open()

    def _check_signed(self, header: BlockHeader) -> None:
        """The checkpoint over the blocks so far, if there is one; and the auditor's, if it is of this size."""
        log = self._log
        for size, text in self._checkpoints.upto(log.size):
            note = note_of(text)
            check_note(f"point de contrôle {size} du journal de blocs", note, log, self._keys)
            origin = Checkpoint.parse(note.text).origin if note else ""
            self.checkpoints += 1
            self.signed = Past(last=header.last, origin=origin, root=log.root().hex(), size=size)
        for kept in self._kept:
            if Checkpoint.parse(kept.text).size == log.size:
                check_note("--since", kept, log, self._keys)


def _header(where: str, raw: bytes) -> BlockHeader:
    try:
        return BlockHeader.parse(raw)
    except HeaderInvalid as error:
        raise Difference("HEADER_MALFORMED", where) from error
