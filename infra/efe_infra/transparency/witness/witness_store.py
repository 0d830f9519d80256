"""Checkpoints of witnessed logs, and the store of those that this witness cosigned, with its key."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from uuid import uuid4

from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey, is_key_name
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.transparency.sealing.errors import WitnessNameFixed, WitnessNameInvalid
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.witness.refusals import AnswerInvalid, BadSignature, UnknownKey, WrongOrigin

LOCK = 0x0EFE_0007  # advisory locks are numbers of one database
TAKE_LOCK = "select pg_advisory_xact_lock(%s)"
ON_DISK = """
    select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'
"""

KEY = "select vkey from witness.key"
ADD_KEY = "insert into witness.key (vkey) values (%s)"
LAST_COSIGNED = "select origin, size, root, note from witness.cosigned where origin = %s order by size desc limit 1"
OF_SIZE = "select origin, size, root, note from witness.cosigned where origin = %s and size = %s"
ADD = "insert into witness.cosigned (origin, size, previous, root, note) values (%s, %s, %s, %s, %s)"
ADD_SPLIT = "insert into witness.split_view (origin, seen, shown) values (%s, %s, %s) on conflict do nothing"


@dataclass(frozen=True)
class WitnessedCheckpoint:
    """Checkpoint and note. The note has only verified lines: of the log, and of the witness once it has cosigned."""

    checkpoint: Checkpoint
    note: Note

    @classmethod
    def checked(cls, text: str, keys: Sequence[VerifierKey]) -> Self:
        """Checks a note against the keys of one log, one of which must have signed. Raises `WitnessRefused`."""
        try:
            note = Note.parse(text)
            checkpoint = Checkpoint.parse(note.text)
        except NoteInvalid as error:
            raise AnswerInvalid("ce n'est pas un point de contrôle") from error
        if checkpoint.origin != keys[0].name:
            raise WrongOrigin(checkpoint.origin, keys[0].name)
        try:
            signers = note.verified(keys)
        except NoteInvalid as error:
            raise BadSignature from error
        if not signers:
            raise UnknownKey
        lines = tuple(line for line in note.signatures if any(map(line.is_by, signers)))
        return cls(checkpoint, Note(note.text, lines))


class WitnessStore(Store):
    """Store for all threads of a process. A lock lets one process at a time cosign.

    `name` is the name of the witness; without it a random one is chosen with the first key.
    """

    POOL = "Memory"

    def __init__(self, database: Database, files: KeyFiles, name: str | None = None) -> None:
        if name is not None and not is_key_name(name):
            raise WitnessNameInvalid(name)
        super().__init__(database, DatabaseRole.PROJECTOR)
        self._files = files
        self._name = name

    def key(self) -> VerifierKey:
        """Returns the public key, which is made at the first call. Raises `WitnessNameFixed` if its name differs."""
        with self._locked() as connection:
            return self._key(connection)

    def last(self, origin: str) -> WitnessedCheckpoint | None:
        with self._pool.connection() as connection:
            return _last(connection, origin)

    def of_size(self, origin: str, size: int) -> WitnessedCheckpoint | None:
        with self._pool.connection() as connection:
            return _row(connection.cursor(binary=True).execute(OF_SIZE, [origin, size]).fetchone())

    def cosign(self, newest: WitnessedCheckpoint, *, after: WitnessedCheckpoint | None) -> WitnessedCheckpoint | None:
        """Cosigns and stores a checkpoint, and returns it once that is committed and on disk.

        Returns None if `after` is no longer the last checkpoint of the log; the caller then checks again.
        Raises `KeyMissing` and `WitnessNameFixed`.
        """
        checkpoint = newest.checkpoint
        with self._locked() as connection:
            if _last(connection, checkpoint.origin) != after:
                return None
            key = self._key(connection)
            note = newest.note.cosigned(key, self._files.signer(key), at=int(time.time()))
            previous = after.checkpoint.size if after else None
            connection.execute(ADD, [checkpoint.origin, checkpoint.size, previous, checkpoint.root, str(note)])
        return WitnessedCheckpoint(checkpoint, note)

    def keep_split(self, cosigned: WitnessedCheckpoint, other: WitnessedCheckpoint) -> None:
        with self._pool.connection() as connection:
            connection.execute(ADD_SPLIT, [cosigned.checkpoint.origin, str(cosigned.note), str(other.note)])

    def _key(self, connection: Connection) -> VerifierKey:
        row = connection.execute(KEY).fetchone()
        if row:
            key = VerifierKey.parse(row[0])
            if self._name not in {None, key.name}:
                raise WitnessNameFixed(key.name, str(self._name))
            return key
        key = self._files.make(self._name or f"efe-synergies.local/witness-{uuid4().hex[:16]}")
        connection.execute(ADD_KEY, [str(key)])
        return key

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        with self._pool.connection() as connection, connection.transaction():
            connection.execute(TAKE_LOCK, [LOCK])
            connection.execute(ON_DISK)
            yield connection


def _last(connection: Connection, origin: str) -> WitnessedCheckpoint | None:
    return _row(connection.cursor(binary=True).execute(LAST_COSIGNED, [origin]).fetchone())


def _row(row: tuple[str, int, bytes, str] | None) -> WitnessedCheckpoint | None:
    if row is None:
        return None
    origin, size, root, note = row
    return WitnessedCheckpoint(Checkpoint(origin, size, root), Note.parse(note))
