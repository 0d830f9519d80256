"""Keys of the ledger log and the checkpoints that they sign."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import uuid4

from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey, is_key_name
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.transparency.sealing.errors import OriginFixed, OriginInvalid, OriginMissing, SealBroken, SealRefused
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.sealing.log_head import LogHead, range_of, read_log_head

KEYS: LiteralString = "select vkey, since from seal.ledger_key order by number"
ADD_KEY: LiteralString = "insert into seal.ledger_key (number, vkey, since) values (%s, %s, %s)"
LAST_CHECKPOINT: LiteralString = "select size, note from seal.ledger_checkpoint order by size desc limit 1"
LAST_SIZE: LiteralString = "select coalesce(max(size), 0) from seal.ledger_checkpoint"
ADD_CHECKPOINT: LiteralString = "insert into seal.ledger_checkpoint (size, note) values (%s, %s)"


@dataclass(frozen=True)
class LogKey:
    """Public key of the log, and the size of the first checkpoint that it may sign."""

    key: VerifierKey
    since: int


class Signing:
    """Signer of the ledger log. The first key fixes the origin, to which it adds the suffix of the log.

    Without an origin a random one is chosen, unless it `must_be_named`. Callers hold the seal's lock, except of
    `obstacle`. Every other method raises `SealRefused`.
    """

    def __init__(self, files: KeyFiles, origin: str | None = None, *, must_be_named: bool = False) -> None:
        if origin is not None and (not is_key_name(origin) or origin.endswith(SUFFIX)):
            raise OriginInvalid(origin)
        self._files = files
        self._origin = origin
        self._must_be_named = must_be_named

    def obstacle(self, connection: Connection) -> SealRefused | None:
        """Returns why the next checkpoint cannot be signed; None if nothing prevents it. Changes nothing."""
        keys = _read_keys(connection)
        try:
            if not keys:
                self._check_named()
                return None
            self._check_origin(keys)
            [(size,)] = connection.execute(LAST_SIZE).fetchall()
            for key in _signing_after(keys, size):
                self._files.signer(key)
        except SealRefused as refusal:
            return refusal
        return None

    def origin(self, connection: Connection) -> str:
        """Returns the origin of the installation, without the suffix."""
        return self._keys(connection)[0].key.name.removesuffix(SUFFIX)

    def sign(self, connection: Connection) -> SignedCheckpoint | None:
        """Returns the checkpoint over the last entry, signed now if it was not; None while there is no entry."""
        keys = self._keys(connection)
        head = read_log_head(connection)
        last = _last_checkpoint(connection, keys, head)
        if not head.position or (last and last.size == head.log.size):
            return last
        checkpoint = Checkpoint(keys[0].key.name, head.log.size, head.log.root())
        note = Note(str(checkpoint))
        for key in _signing_after(keys, last.size if last else 0):
            note = note.signed(key, self._files.signer(key))
        connection.execute(ADD_CHECKPOINT, [checkpoint.size, str(note)])
        return _signed(checkpoint, note)

    def rotate(self, connection: Connection) -> VerifierKey:
        """Adds a key, which signs from the next checkpoint on. The old key signs that one too."""
        keys = self._keys(connection)
        last = _last_checkpoint(connection, keys, read_log_head(connection))
        return self._add(connection, keys, since=last.size + 1 if last else 1)

    def _keys(self, connection: Connection) -> list[LogKey]:
        keys = _read_keys(connection)
        if not keys:
            self._check_named()
            self._add(connection, [], since=1)
            keys = _read_keys(connection)
        self._check_origin(keys)
        return keys

    def _check_named(self) -> None:
        """Raises `OriginMissing` for a log that has no name, where an operator must choose it."""
        if self._must_be_named and self._origin is None:
            raise OriginMissing

    def _check_origin(self, keys: list[LogKey]) -> None:
        """Raises `OriginFixed` if the setting is another name than that of the log."""
        origin = keys[0].key.name.removesuffix(SUFFIX)
        if self._origin not in (None, origin):
            raise OriginFixed(origin, str(self._origin))

    def _add(self, connection: Connection, keys: list[LogKey], *, since: int) -> VerifierKey:
        chosen = (self._origin or f"efe-synergies.local/{uuid4().hex[:16]}") + SUFFIX
        key = self._files.make(keys[0].key.name if keys else chosen)
        connection.execute(ADD_KEY, [len(keys) + 1, str(key), since])
        return key


def _read_keys(connection: Connection) -> list[LogKey]:
    return [LogKey(VerifierKey.parse(vkey), since) for vkey, since in connection.execute(KEYS)]


def _last_checkpoint(connection: Connection, keys: list[LogKey], head: LogHead) -> SignedCheckpoint | None:
    """Returns the last checkpoint. Raises `SealBroken` unless its signature and the log agree with it."""
    row = connection.execute(LAST_CHECKPOINT).fetchone()
    if not row:
        return None
    size, text = row
    try:
        note = Note.parse(text)
        checkpoint = Checkpoint.parse(note.text)
        signers = note.verified(_last_signer(keys, size))
    except NoteInvalid as error:
        raise SealBroken(f"taille {size}", "son point de contrôle n'est pas valable") from error
    log = head.log if size == head.log.size else range_of(connection, size)
    if not signers or checkpoint != Checkpoint(keys[0].key.name, size, log.root()):
        raise SealBroken(f"taille {size}", "son point de contrôle n'est pas le sien")
    return _signed(checkpoint, note)


def _signing_after(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """Returns the keys that sign the checkpoint after one of that size: its key, and those that were added since."""
    return _last_signer(keys, size) + [each.key for each in keys if each.since > size]


def _last_signer(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """Returns the latest key that could sign at that size."""
    return [each.key for each in keys if each.since <= size][-1:]


def _signed(checkpoint: Checkpoint, note: Note) -> SignedCheckpoint:
    return SignedCheckpoint(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root, note=str(note))
