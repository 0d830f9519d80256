"""The keys of the log and the checkpoints that they sign."""

from dataclasses import dataclass
from uuid import uuid4

from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey, is_key_name
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_infra.transparency.sealing.errors import OriginFixed, OriginInvalid, SealBroken
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.tip import Connection, read_tip

KEYS = "select vkey, since from seal.key order by number"
ADD_KEY = "insert into seal.key (number, vkey, since) values (%s, %s, %s)"
LAST_CHECKPOINT = """
    select size, note, log from seal.checkpoint join seal.block on block = size order by size desc limit 1
"""
UNSIGNED = "select from seal.block where block > %s limit 1"
ADD_CHECKPOINT = "insert into seal.checkpoint (size, note) values (%s, %s)"


@dataclass(frozen=True)
class LogKey:
    """A public key of the log, and the size of the first checkpoint that it may sign."""

    key: VerifierKey
    since: int


class Signing:
    """Signs as the origin of the log, which is settled with the first key. Every call is made under the seal's lock.

    Raises `SealRefused`.
    """

    def __init__(self, files: KeyFiles, origin: str | None = None) -> None:
        if origin is not None and not is_key_name(origin):
            raise OriginInvalid(origin)
        self._files = files
        self._origin = origin

    def sign(self, connection: Connection) -> SignedCheckpoint | None:
        """The checkpoint over the last block, signed now unless it was; None while there is no block."""
        keys = self._keys(connection)
        last = _last_checkpoint(connection, keys)
        size = last.size if last else 0
        if connection.execute(UNSIGNED, [size]).fetchone() is None:
            return last
        tip = read_tip(connection)
        checkpoint = Checkpoint(keys[0].key.name, tip.block, tip.log.root())
        note = Note(str(checkpoint))
        for key in _signing_after(keys, size):
            note = note.signed(key, self._files.signer(key))
        connection.execute(ADD_CHECKPOINT, [tip.block, str(note)])
        return _signed(checkpoint, note)

    def rotate(self, connection: Connection) -> VerifierKey:
        """A new key, which signs from the next checkpoint on; that one is signed by the old key as well."""
        keys = self._keys(connection)
        last = _last_checkpoint(connection, keys)
        return self._add(connection, keys, since=last.size + 1 if last else 1)

    def _keys(self, connection: Connection) -> list[LogKey]:
        keys = [LogKey(VerifierKey.parse(vkey), since) for vkey, since in connection.execute(KEYS)]
        if not keys:
            keys = [LogKey(self._add(connection, keys, since=1), 1)]
        origin = keys[0].key.name
        if self._origin not in (None, origin):
            raise OriginFixed(origin, str(self._origin))
        return keys

    def _add(self, connection: Connection, keys: list[LogKey], *, since: int) -> VerifierKey:
        origin = keys[0].key.name if keys else self._origin or f"efe-synergies.local/{uuid4().hex[:16]}"
        key = self._files.make(origin)
        connection.execute(ADD_KEY, [len(keys) + 1, str(key), since])
        return key


def _last_checkpoint(connection: Connection, keys: list[LogKey]) -> SignedCheckpoint | None:
    """Checked against its signature and the log. Raises `SealBroken`."""
    row = connection.execute(LAST_CHECKPOINT).fetchone()
    if not row:
        return None
    size, text, log = row
    try:
        note = Note.parse(text)
        checkpoint = Checkpoint.parse(note.text)
        signed = note.verified(_settled(keys, size))
        expected = Checkpoint(keys[0].key.name, size, CompactRange.unpacked(size, log).root())
    except (NoteInvalid, ValueError) as error:
        raise SealBroken(size, "son point de contrôle n'est pas valable") from error
    if not signed or checkpoint != expected:
        raise SealBroken(size, "son point de contrôle n'est pas le sien")
    return _signed(checkpoint, note)


def _signing_after(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """The keys that sign the checkpoint after that of a size: the one of then, and those that were added since."""
    return _settled(keys, size) + [each.key for each in keys if each.since > size]


def _settled(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """The latest key that signed at or before a size."""
    return [each.key for each in keys if each.since <= size][-1:]


def _signed(checkpoint: Checkpoint, note: Note) -> SignedCheckpoint:
    return SignedCheckpoint(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root, note=str(note))
