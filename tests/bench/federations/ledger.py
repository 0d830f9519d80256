"""The ledger of one federation: a routed log with a key of its own, and copies of what others recorded."""

import base64
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from efe_domain.shared.codec import encode
from efe_domain.transparency import merkle
from efe_domain.transparency.notes import Checkpoint, KeyType, Note, NoteInvalid, VerifierKey
from efe_domain.transparency.routed_log import SUFFIX, Genesis, entry
from efe_infra.ledger.leaf import EPOCH, leaf

ACT, COPY = "federation.act.v1", "federation.copy.v1"
ENVELOPE = {"bassins", "originator_id", "originator_version"}
BEGAN = 1_790_000_000_000_000
"""Microseconds: the instant of position 0; each position is a second later."""


class CopyRefused(ValueError):
    """A copy that its own ledger does not prove, by the code of what is wrong."""


class Line(NamedTuple):
    """An event as a ledger stores it."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes

    @property
    def recorded_at(self) -> int:
        return BEGAN + 1_000_000 * self.position

    @property
    def leaf(self) -> bytes:
        instant = EPOCH + timedelta(microseconds=self.recorded_at)
        return leaf(self.position, instant, self.stream, self.version, self.topic, self.state)

    @property
    def said(self) -> dict[str, Any]:
        """Without the envelope."""
        state: dict[str, Any] = msgspec.json.decode(self.state)
        return {key: value for key, value in state.items() if key not in ENVELOPE}

    @property
    def copy(self) -> "Copy | None":
        return msgspec.convert(self.said["copy"], Copy) if self.topic == COPY else None


class Copy(msgspec.Struct, frozen=True):
    """An act of another ledger: its event, and the proof that a checkpoint of that ledger covers it."""

    origin: str
    position: int
    stream: UUID
    version: int
    mask: int
    state: str
    path: tuple[str, ...]
    note: str

    @property
    def line(self) -> Line:
        return Line(self.position, self.stream, self.version, ACT, self.state.encode())

    def checkpoint(self, key: VerifierKey) -> Checkpoint:
        """That of the note, once the proof holds. Raises `CopyRefused`."""
        try:
            note = Note.parse(self.note)
            signed, checkpoint = note.verified([key]), Checkpoint.parse(note.text)
        except NoteInvalid as error:
            raise CopyRefused("SIGNATURE_INVALID") from error
        if not signed or checkpoint.origin != key.name:
            raise CopyRefused("SIGNATURE_MISSING")
        hashed = merkle.leaf_hash(entry(self.mask, self.line.leaf))
        path = [base64.b64decode(each) for each in self.path]
        if not merkle.verify_inclusion(hashed, self.position, checkpoint.size, path, checkpoint.root):
            raise CopyRefused("PROOF_FALSE")
        return checkpoint


class Ledger:
    """One order, one key. `known` are the last checkpoints of the others that it saw, by origin."""

    def __init__(self, name: str, bassins: Sequence[str], seed: int) -> None:
        self._made_of = name, bassins, seed
        self.genesis = Genesis.of(bassins, f"{name}.example/efe")
        self.origin = f"{name}.example/efe{SUFFIX}"
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.key = VerifierKey(self.origin, KeyType.LOG, self._private.public_key().public_bytes_raw())
        self.mask = self.genesis.mask(self.genesis.bassins)
        self.lines: list[Line] = []
        self.known: dict[str, Checkpoint] = {}
        self.copied: set[tuple[str, int]] = set()
        self._versions: dict[UUID, int] = {}
        self._nodes = {(0, 0): self.genesis.hash()}
        self._tree = merkle.CompactRange()
        self._grow(self.genesis.hash())

    def twin(self) -> "Ledger":
        """An empty one under the same key."""
        return Ledger(*self._made_of)

    def retold(self, liar: "Ledger", shown: "Ledger") -> "Ledger":
        """This ledger, had it copied what is `shown` where it copied from `liar`."""
        made = self.twin()
        for line in self.lines:
            copy = line.copy
            if copy and copy.origin == liar.origin:
                size = copy.checkpoint(liar.key).size
                made.keep(shown.copy_of(shown.lines[copy.position - 1], size))
            else:
                made.append(line.stream, line.topic, line.said)
        return made

    def append(self, stream: UUID, topic: str, said: dict[str, Any]) -> Line:
        """Concerns every Instance of this ledger."""
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        envelope = {"bassins": self.genesis.bassins, "originator_id": stream, "originator_version": version}
        line = Line(self._tree.size, stream, version, topic, encode({**said, **envelope}))
        self.lines.append(line)
        self._grow(merkle.leaf_hash(entry(self.mask, line.leaf)))
        return line

    def note(self, size: int | None = None) -> str:
        """Signed over the first `size` leaves, or over all."""
        length = self._tree.size if size is None else size
        checkpoint = Checkpoint(self.origin, length, self.root(length))
        return str(Note(str(checkpoint)).signed(self.key, self._private))

    def root(self, size: int) -> bytes:
        return merkle.root(self._nodes[0, index] for index in range(size))

    def consistency(self, first: int, second: int) -> list[bytes]:
        return merkle.consistency_path(self._subtree, first, second)

    def copy_of(self, line: Line, size: int | None = None) -> Copy:
        """With a proof in the checkpoint of that size, or of now."""
        path = merkle.inclusion_path(self._subtree, line.position, size or self._tree.size)
        proof = tuple(base64.b64encode(each).decode() for each in path)
        what = line.position, line.stream, line.version, self.mask, line.state.decode()
        return Copy(self.origin, *what, proof, self.note(size))

    def receive(self, copy: Copy, sender: "Ledger") -> bool:
        """Keep it beside the own acts, once; whether it was new. Raises `CopyRefused`."""
        self._follow(copy.checkpoint(sender.key), sender)
        if new := (copy.origin, copy.position) not in self.copied:
            self.keep(copy)
        return new

    def keep(self, copy: Copy) -> Line:
        """Unchecked, as an operator who lies might."""
        self.copied.add((copy.origin, copy.position))
        return self.append(copy.stream, COPY, {"copy": msgspec.to_builtins(copy)})

    def bundle(self) -> dict[str, bytes]:
        """Of the first Instance, whom each event of this ledger concerns."""
        size = len(self.lines)
        return {
            "instance.json": encode({"bassin": self.genesis.bassins[0], "format": 2, "size": size}),
            "genesis.json": self.genesis.canonical(),
            "checkpoint.note": self.note().encode(),
            "events.jsonl": b"".join(map(_json, self.lines)),
            "others.bin": b"",
        }

    def _follow(self, found: Checkpoint, sender: "Ledger") -> None:
        """Each checkpoint of the other extends the last one, or is extended by it."""
        kept = self.known.get(found.origin, found)
        first, second = sorted((kept, found), key=lambda each: each.size)
        path = sender.consistency(first.size, second.size)
        if not merkle.verify_consistency(first.size, second.size, path, first.root, second.root):
            raise CopyRefused("SPLIT_VIEW")
        self.known[found.origin] = second

    def _grow(self, hashed: bytes) -> None:
        self._nodes[0, self._tree.size] = hashed
        self._tree.append(hashed, lambda level, index, node: self._nodes.__setitem__((level, index), node))

    def _subtree(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]


def copies_in(lines: bytes) -> Iterator[Copy]:
    """Of the events of a bundle."""
    for line in lines.splitlines():
        told = msgspec.json.decode(line)
        if told["topic"] == COPY:
            yield msgspec.convert(told["state"]["copy"], Copy)


def _json(line: Line) -> bytes:
    return (
        b'{"originator_id":"%b","originator_version":%d,"position":%d,"recorded_at":%d,"seq":%d,"state":%b,"topic":"%b"}\n'
        % (
            *(str(line.stream).encode(), line.version, line.position, line.recorded_at, line.position),
            *(line.state, line.topic.encode()),
        )
    )
