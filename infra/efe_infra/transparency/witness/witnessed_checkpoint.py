"""Checkpoint of a witnessed log, with a checked origin and signature."""

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
