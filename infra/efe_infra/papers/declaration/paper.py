"""Declaration of a kind of paper: what it reads, what it prints, and which acts it rests on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import global_id
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment

PART_MARK: Final = "."
"""Mark in an address between the key of an object and a part of it."""

type PaperInput = Mapping[str, Any]
"""Input of a template: texts, days, numbers, lists and mappings. Marked texts are translated before printing."""


class FileName(NamedTuple):
    """Parts of the name of a file: the object of a paper, and the day of its act."""

    subject: str
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Further[T: msgspec.Struct, U: msgspec.Struct]:
    """Second document of a paper, whose variables come from the first answer; none if `variables` returns None."""

    document: Document[U]
    variables: Callable[[T], Mapping[str, Any] | None]
    build: Callable[[T, U], PaperInput | None]


@dataclass(frozen=True, kw_only=True)
class Gathering[T: msgspec.Struct, U: msgspec.Struct]:
    """Lists that a paper reads page by page after its first answer; `collect` takes the key of the address too."""

    collect: Callable[[PaperReader, ReadMoment, T, str], Awaitable[U]]
    build: Callable[[U], PaperInput | None]


@dataclass(frozen=True, kw_only=True)
class Paper[T: msgspec.Struct]:
    """Kind of paper.

    `kind` is its place in addresses, `title` its French name. `document` is read with the rights of the reader; its
    variables `$id`, `$asOf`, `$inForceOn` and `$today` are filled in. `build` returns the input of the template, or
    None if the object is missing or hidden from the reader. `subjects` returns the global ids of the objects whose
    acts the paper rests on; without it, the object itself. `sealed_words` names texts of the input, by their path,
    that the events must contain word for word. `part` returns variables for what follows the key of the object and a
    dot in an address, such as the Instance of a verdict; it raises `LookupError` for anything else. So does
    `key_variables` for a key that is no identifier. `narrow` leaves in an answer only what the key in the address
    names, where the contract has no field for it. `gathering` builds the input from whole lists. `file` begins the
    name of a file, which `naming` completes.
    """

    kind: str
    title: str
    entity: str
    document: Document[T]
    build: Callable[[T], PaperInput | None]
    file: str
    naming: Callable[[T], FileName]
    template: str = "act.typ"
    further: Further[T, Any] | None = None
    gathering: Gathering[T, Any] | None = None
    part: Callable[[str], Mapping[str, Any]] | None = None
    key_variables: Callable[[str], Mapping[str, Any]] | None = None
    narrow: Callable[[T, str], T] | None = None
    subjects: Callable[[T], Sequence[str]] | None = None
    sealed_words: tuple[str, ...] = ()

    def id_of(self, key: str) -> str:
        """Returns the global id of the object at an address."""
        return global_id(self.entity, key.partition(PART_MARK)[0])

    def part_of(self, key: str) -> Mapping[str, Any]:
        """Returns the variables of a key beside the identifier. Raises `LookupError`."""
        name, _, part = key.partition(PART_MARK)
        variables = self.key_variables(name) if self.key_variables else {}
        return {**variables, **(self.part(part) if self.part and part else {})}

    def subject_ids(self, answer: T, key: str) -> list[str]:
        return list(self.subjects(answer)) if self.subjects else [self.id_of(key)]
