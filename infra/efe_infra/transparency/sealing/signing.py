"""The keys of the ledger log and the checkpoints that they sign."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import uuid4

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, NoteInvalid, VerifierKey, is_key_name
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import SUFFIX
from efe_infra.transparency.sealing.errors import OriginFixed, OriginInvalid, SealBroken
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.sealing.tip import Tip, range_of, read_tip

KEYS: LiteralString = "select vkey, since from seal.ledger_key order by number"
ADD_KEY: LiteralString = "insert into seal.ledger_key (number, vkey, since) values (%s, %s, %s)"
BLOCK_KEYS: LiteralString = """
    select vkey from seal.key where number >= coalesce(
        (select max(number) from seal.key where since <= (select max(size) from seal.checkpoint)), 1
    ) order by number
"""
LAST_CHECKPOINT: LiteralString = "select size, note from seal.ledger_checkpoint order by size desc limit 1"
ADD_CHECKPOINT: LiteralString = "insert into seal.ledger_checkpoint (size, note) values (%s, %s)"


@dataclass(frozen=True)
class LogKey:
    """A public key of the log, and the size of the first checkpoint that it may sign."""

    key: VerifierKey
    since: int


class Signing:
    """Signs as `origin` with the suffix of the ledger log; the origin is settled with the first key.

    Every call is made under the seal's lock, and raises `SealRefused`.
    """

    def __init__(self, files: KeyFiles, origin: str | None = None) -> None:
        if origin is not None and (not is_key_name(origin) or origin.endswith(SUFFIX)):
            raise OriginInvalid(origin)
        self._files = files
        self._origin = origin

    def origin(self, connection: Connection) -> str:
        """Of the installation, without the suffix."""
        return self._keys(connection)[0].key.name.removesuffix(SUFFIX)

    def sign(self, connection: Connection) -> SignedCheckpoint | None:
        """The checkpoint over the last entry, signed now unless it was; None while there is no entry."""
        keys = self._keys(connection)
        tip = read_tip(connection)
        last = _last_checkpoint(connection, keys, tip)
        if not tip.last or (last and last.size == tip.log.size):
            return last
        checkpoint = Checkpoint(keys[0].key.name, tip.log.size, tip.log.root())
        note = Note(str(checkpoint))
        for key in _signing_after(keys, last.size if last else 0):
            note = note.signed(key, self._files.signer(key))
        connection.execute(ADD_CHECKPOINT, [checkpoint.size, str(note)])
        return _signed(checkpoint, note)

    def rotate(self, connection: Connection) -> VerifierKey:
        """A new key, which signs from the next checkpoint on; that one is signed by the old key as well."""
        keys = self._keys(connection)
        last = _last_checkpoint(connection, keys, read_tip(connection))
        return self._add(connection, keys, since=last.size + 1 if last else 1)

    def _keys(self, connection: Connection) -> list[LogKey]:
        keys = _read_keys(connection) or self._first_keys(connection)
        origin = keys[0].key.name.removesuffix(SUFFIX)
        if self._origin not in (None, origin):
            raise OriginFixed(origin, str(self._origin))
        return keys

    def _first_keys(self, connection: Connection) -> list[LogKey]:
        """Those that would have signed the next block go on, under the name of the ledger log; else a new one."""
        going_on = [VerifierKey.parse(vkey) for (vkey,) in connection.execute(BLOCK_KEYS)]
        for number, key in enumerate(going_on, start=1):
            derived = VerifierKey(key.name + SUFFIX, KeyType.LOG, key.public)
            connection.execute(ADD_KEY, [number, str(derived), 1])
        if not going_on:
            self._add(connection, [], since=1)
        return _read_keys(connection)

    def _add(self, connection: Connection, keys: list[LogKey], *, since: int) -> VerifierKey:
        chosen = (self._origin or f"efe-synergies.local/{uuid4().hex[:16]}") + SUFFIX
        key = self._files.make(keys[0].key.name if keys else chosen)
        connection.execute(ADD_KEY, [len(keys) + 1, str(key), since])
        return key


def _read_keys(connection: Connection) -> list[LogKey]:
    return [LogKey(VerifierKey.parse(vkey), since) for vkey, since in connection.execute(KEYS)]


def _last_checkpoint(connection: Connection, keys: list[LogKey], tip: Tip) -> SignedCheckpoint | None:
    """Checked against its signature and the log. Raises `SealBroken`."""
    row = connection.execute(LAST_CHECKPOINT).fetchone()
    if not row:
        return None
    size, text = row
    try:
        note = Note.parse(text)
        checkpoint = Checkpoint.parse(note.text)
        signed = note.verified(_settled(keys, size))
    except NoteInvalid as error:
        raise SealBroken(f"taille {size}", "son point de contrôle n'est pas valable") from error
    log = tip.log if size == tip.log.size else range_of(connection, size)
    if not signed or checkpoint != Checkpoint(keys[0].key.name, size, log.root()):
        raise SealBroken(f"taille {size}", "son point de contrôle n'est pas le sien")
    return _signed(checkpoint, note)


def _signing_after(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """The keys that sign the checkpoint after that of a size: the one of then, and those that were added since."""
    return _settled(keys, size) + [each.key for each in keys if each.since > size]


def _settled(keys: list[LogKey], size: int) -> list[VerifierKey]:
    """The latest key that signed at or before a size."""
    return [each.key for each in keys if each.since <= size][-1:]


def _signed(checkpoint: Checkpoint, note: Note) -> SignedCheckpoint:
    return SignedCheckpoint(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root, note=str(note))
