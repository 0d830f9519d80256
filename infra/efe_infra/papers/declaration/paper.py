"""Declaration of a kind of paper: what it reads, what it prints, and which acts it rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id

type PaperInput = Mapping[str, Any]
"""Input of a template: texts, days, numbers, lists and mappings. Marked texts are translated before printing."""


@dataclass(frozen=True, kw_only=True)
class Paper[T: msgspec.Struct]:
    """Kind of paper.

    `kind` is its place in addresses, `title` its French name. `document` is read with the rights of the reader; its
    variables `$id`, `$asOf`, `$inForceOn` and `$today` are filled in. `build` returns the input of the template, or
    None if the object is missing or hidden from the reader. `subjects` returns the global ids of the objects whose
    acts the paper rests on; without it, the object itself. `sealed_words` names texts of the input, by their path,
    that the events must contain word for word.
    """

    kind: str
    title: str
    entity: str
    document: Document[T]
    build: Callable[[T], PaperInput | None]
    template: str
    subjects: Callable[[T], Sequence[str]] | None = None
    sealed_words: tuple[str, ...] = ()

    def id_of(self, key: str) -> str:
        """Returns the global id of the object at an address."""
        return global_id(self.entity, key)

    def subject_ids(self, answer: T, key: str) -> list[str]:
        return list(self.subjects(answer)) if self.subjects else [self.id_of(key)]
