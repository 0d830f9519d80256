"""A checkpoint that a log shows, once its origin and signature hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.transparency.witness.refusals import (
    AnswerInvalid,
    BadSignature,
    UnknownKey,
    WrongOrigin,
)


@dataclass(frozen=True)
class Shown:
    """The note has no other lines than those that hold: of the log, and of the witness once it has cosigned."""

    checkpoint: Checkpoint
    note: Note

    @classmethod
    def checked(cls, text: str, keys: Sequence[VerifierKey]) -> Self:
        """`keys` are of one log, one at least; one of them must have signed. Raises `WitnessRefused`."""
        try:
            note = Note.parse(text)
            checkpoint = Checkpoint.parse(note.text)
        except NoteInvalid as error:
            raise AnswerInvalid("ce n'est pas un point de contrôle") from error
        if checkpoint.origin != keys[0].name:
            raise WrongOrigin(checkpoint.origin, keys[0].name)
        try:
            signed = note.verified(keys)
        except NoteInvalid as error:
            raise BadSignature from error
        if not signed:
            raise UnknownKey
        return cls(
            checkpoint, Note(note.text, tuple(filter(lambda line: any(map(line.is_by, signed)), note.signatures)))
        )
