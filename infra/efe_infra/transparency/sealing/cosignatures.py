"""Store of the cosignatures that the witnesses of this log return for its checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, NoteInvalid, VerifierKey
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.transparency.sealing.errors import WitnessKeyInvalid

CHECKPOINT = "select note from seal.ledger_checkpoint where size = %s"
ADD = "insert into seal.ledger_cosignature (size, witness, line) values (%s, %s, %s) on conflict do nothing"


class CosignatureRefused(Exception):
    """Base of the refusals, with a stable code and a French sentence. Nothing was stored."""

    code: ClassVar[str]


class NoteUnreadable(CosignatureRefused):
    """Body that is no signed checkpoint."""

    code = "BAD_USER_INPUT"

    def __init__(self) -> None:
        super().__init__("Ce n'est pas un point de contrôle signé (C2SP).")


class WitnessUntrusted(CosignatureRefused):
    """Note without a line by a key of `EFE_WITNESSES`."""

    code = "WITNESS_UNTRUSTED"

    def __init__(self) -> None:
        super().__init__("Aucune ligne n'est d'un témoin à qui ce journal se fie (EFE_WITNESSES).")


class CosignatureInvalid(CosignatureRefused):
    """Line that names a trusted witness and is not signed by it."""

    code = "COSIGNATURE_INVALID"

    def __init__(self) -> None:
        super().__init__("Une cosignature n'est pas du témoin dont elle porte le nom.")


class CheckpointUnknown(CosignatureRefused):
    """Checkpoint of another log, or one that this database has lost."""

    code = "CHECKPOINT_UNKNOWN"

    def __init__(self) -> None:
        super().__init__("Ce journal n'a pas signé de point de contrôle de cette origine et de cette taille.")


class CheckpointDiffers(CosignatureRefused):
    """Checkpoint that shows another history under the name of this log."""

    code = "CHECKPOINT_DIFFERS"

    def __init__(self) -> None:
        super().__init__("Le point de contrôle cosigné n'est pas celui que ce journal a signé pour cette taille.")


@dataclass(frozen=True)
class StoredCosignatures:
    """Witnesses whose lines are stored for a size. `new` tells whether one of them is new."""

    size: int
    witnesses: tuple[str, ...]
    new: bool


class Cosignatures(Store):
    """Store of cosignatures, which accepts only lines of trusted witnesses."""

    def __init__(self, database: Database, trusted: Sequence[VerifierKey]) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)
        self._trusted = trusted

    def take(self, text: str) -> StoredCosignatures:
        """Stores the lines of a cosigned note, each once. Raises `CosignatureRefused`."""
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
        return StoredCosignatures(checkpoint.size, tuple(key.name for key in signed), new=any(added))

    def _verified(self, note: Note) -> Sequence[VerifierKey]:
        try:
            signed = note.verified(self._trusted)
        except NoteInvalid as error:
            raise CosignatureInvalid from error
        if not signed:
            raise WitnessUntrusted
        return signed


def trusted_witnesses(text: str) -> Sequence[VerifierKey]:
    """Parses verifier keys that spaces separate. Raises `WitnessKeyInvalid`."""
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
