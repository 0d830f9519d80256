"""Where the ledger and what was sealed of it part, each with a code; and the checkpoints that say so."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from efe_domain.transparency.merkle import CompactRange
from efe_domain.transparency.notes import Checkpoint, Note, NoteInvalid, VerifierKey
from efe_infra.transparency.evidence.verify import Fault

DIFFERENCES: Final = {
    "CHECKPOINT_DIFFERS": "Le point de contrôle n'est pas celui du journal recalculé.",
    "CHECKPOINT_UNSIGNED": "Le point de contrôle n'est signé par aucune des clés.",
    "ENTRY_DIFFERS": "L'entrée du journal n'est pas celle de l'événement : son empreinte, ou ses destinataires.",
    "EVENTS_ROOT_DIFFERS": "La racine des événements du bloc n'est pas celle des événements du registre.",
    "EVENT_ALTERED": "L'événement n'est plus celui qui a été enregistré : son empreinte diffère.",
    "EVENT_MISSING": "L'événement scellé manque au registre.",
    "GENESIS_DIFFERS": "La genèse du journal n'a pas sa forme, ou n'est pas celle des blocs qui le précèdent.",
    "HEADER_MALFORMED": "L'en-tête du bloc n'a pas la forme prescrite.",
    "HEADER_MISPLACED": "L'en-tête ne suit pas celui du bloc précédent.",
    "HEADS_ROOT_DIFFERS": "La carte des têtes du bloc n'est pas celle des arbres des Instances recalculés.",
    "HEAD_DIFFERS": "La tête conservée d'une Instance n'est pas celle de son arbre recalculé.",
    "LEAF_DIFFERS": "La place conservée d'un événement dans l'arbre d'une Instance n'est pas la sienne.",
    "LOG_DIFFERS": "Le journal conservé n'est pas celui qui est recalculé.",
    "SEALED_DIFFERS": "Ce qui a été scellé de l'événement n'est pas ce que dit le registre.",
}


class Difference(Fault):
    """The first place where the ledger and what was sealed of it part."""

    SENTENCES = DIFFERENCES


class Ahead:
    """Rows that are taken up to a number, by which they are in order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def upto(self, number: int) -> Iterator[tuple[Any, ...]]:
        while self._next and self._next[0] <= number:
            yield self._next
            self._next = next(self._rows, None)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.upto(1 << 63)


def note_of(text: str) -> Note | None:
    try:
        return Note.parse(text)
    except NoteInvalid:
        return None


def check_note(where: str, note: Note | None, log: CompactRange, keys: Iterable[VerifierKey]) -> None:
    try:
        signed = note.verified(keys) if note else ()
        found = Checkpoint.parse(note.text) if note else None
    except NoteInvalid as error:
        raise Difference("CHECKPOINT_UNSIGNED", where) from error
    if not signed:
        raise Difference("CHECKPOINT_UNSIGNED", where)
    if found != Checkpoint(signed[0].name, log.size, log.root()):
        raise Difference("CHECKPOINT_DIFFERS", where)
