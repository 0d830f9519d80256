"""Tables: a listing as a file, with the document that reads its pages and the lines of each object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from efe_infra.console.language.translatable import Translatable
from efe_infra.console.register.documents import Document
from efe_infra.console.register.labels import BASSINS, label
from efe_infra.console.register.responses import Connection

type Cell = str | int | bool | Decimal | date | datetime | None
type Line = tuple[Cell, ...]

CENTS: Final = 100


@dataclass(frozen=True, kw_only=True)
class PagedListing[R: msgspec.Struct, N, L]:
    """Listing that is read page by page: its document, and the lines of each of its objects."""

    document: Document[R]
    connection: Callable[[R], Connection[N]]
    lines: Callable[[N], Iterable[L]]


@dataclass(frozen=True, kw_only=True)
class RegisterTable[R: msgspec.Struct, N](PagedListing[R, N, Line]):
    """A table: what a line is, its columns, and how a page of the API gives its lines."""

    name: str
    """Name in the address and of the file."""
    title: Translatable
    line_is: Translatable
    """Sentence for people: what one line stands for."""
    headings: tuple[str, ...]
    filters: Mapping[str, str] = field(default_factory=dict)
    """Fields of the `filter` argument, by the parameter of the address; a state has the enumeration of its labels."""
    states: str = ""
    """Enumeration of the parameter `etat`."""
    is_personal: bool = False
    """Whether the lines are those of the viewer, so that only signed-in persons have the table."""
    has_persons: bool = False
    """Whether a line may name a person: the export by an auditor is in the access journal."""
    depends_on_law_day: bool = False
    """Whether the filter takes the day in law."""


def euros(cents: Any) -> Decimal | None:
    """Converts an amount of the contract, in cents written in decimal."""
    return None if cents is None else Decimal(cents) / CENTS


def in_bassins(names: Iterable[str]) -> str:
    """Returns the names of bassins, in one cell."""
    return ", ".join(BASSINS[each] for each in names)


def words(value: str | None, enumeration: str) -> str | None:
    """Returns the French words of a value of the contract."""
    return None if value is None else label(value, enumeration)


def name_of(thing: Any) -> str | None:
    """Returns the name of an operator, a pôle or a body; None for a missing one."""
    return None if thing is None else thing.name


def person_name(person: Any) -> str | None:
    return None if person is None else person.display_name
