"""Cosignatures that the witnesses of this log give back, kept beside its checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, NoteInvalid, VerifierKey
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.store import Store
from efe_infra.transparency.sealing.errors import WitnessKeyInvalid

CHECKPOINT = "select note from seal.ledger_checkpoint where size = %s"
ADD = "insert into seal.ledger_cosignature (size, witness, line) values (%s, %s, %s) on conflict do nothing"


class CosignatureRefused(Exception):
    """Nothing was kept. A stable code, and a French sentence."""

    code: ClassVar[str]


class NoteUnreadable(CosignatureRefused):
    """A body that is no signed checkpoint."""

    code = "BAD_USER_INPUT"

    def __init__(self) -> None:
        super().__init__("Ce n'est pas un point de contrôle signé (C2SP).")


class WitnessUntrusted(CosignatureRefused):
    """No line is by a key of `EFE_WITNESSES`."""

    code = "WITNESS_UNTRUSTED"

    def __init__(self) -> None:
        super().__init__("Aucune ligne n'est d'un témoin à qui ce journal se fie (EFE_WITNESSES).")


class CosignatureInvalid(CosignatureRefused):
    """A line names a trusted witness and is not by it."""

    code = "COSIGNATURE_INVALID"

    def __init__(self) -> None:
        super().__init__("Une cosignature n'est pas du témoin dont elle porte le nom.")


class CheckpointUnknown(CosignatureRefused):
    """Of another log, or of one that this database has lost."""

    code = "CHECKPOINT_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("Ce journal n'a pas signé de point de contrôle de cette origine et de cette taille.")


class CheckpointDiffers(CosignatureRefused):
    """A witness has seen another history under this log's name."""

    code = "CHECKPOINT_DIFFERS"

    def __init__(self) -> None:
        super().__init__("Le point de contrôle cosigné n'est pas celui que ce journal a signé pour cette taille.")


@dataclass(frozen=True)
class Taken:
    """The witnesses whose lines are kept for a size; `new` when one was not before."""

    size: int
    witnesses: tuple[str, ...]
    new: bool


class Cosignatures(Store):
    """Takes lines of trusted witnesses only: nobody else can make the log keep anything."""

    def __init__(self, database: Database, trusted: Sequence[VerifierKey]) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)
        self._trusted = trusted

    def take(self, text: str) -> Taken:
        """Keep the lines of a cosigned note, each once. Raises `CosignatureRefused`."""
        try:
            note = Note.parse(text)
            checkpoint = Checkpoint.parse(note.text)
        except NoteInvalid as error:
            raise NoteUnreadable from error
        signed = self._verified(note)
        with self._pool.connection() as connection, connection.transaction():
            row = connection.execute(CHECKPOINT, [checkpoint.size]).fetchone()
            _check_same(checkpoint, Checkpoint.parse(Note.parse(row[0]).text) if row else None)
            lines = [(checkpoint.size, str(key), _line(note, key)) for key in signed]
            added = [connection.execute(ADD, line).rowcount for line in lines]
        return Taken(checkpoint.size, tuple(key.name for key in signed), new=any(added))

    def _verified(self, note: Note) -> Sequence[VerifierKey]:
        try:
            signed = note.verified(self._trusted)
        except NoteInvalid as error:
            raise CosignatureInvalid from error
        if not signed:
            raise WitnessUntrusted
        return signed


def trusted_witnesses(text: str) -> Sequence[VerifierKey]:
    """Verifier keys between spaces. Raises `WitnessKeyInvalid`."""
    keys = []
    for each in text.split():
        try:
            key = VerifierKey.parse(each)
        except NoteInvalid as error:
            raise WitnessKeyInvalid(each) from error
        if key.type is not KeyType.WITNESS:
            raise WitnessKeyInvalid(each)
        keys.append(key)
    return keys


def _check_same(cosigned: Checkpoint, ours: Checkpoint | None) -> None:
    if not ours or cosigned.origin != ours.origin:
        raise CheckpointUnknown
    if cosigned != ours:
        raise CheckpointDiffers


def _line(note: Note, key: VerifierKey) -> str:
    return next(str(line) for line in note.signatures if line.is_by(key))
