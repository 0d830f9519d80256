"""What a deed is: the fields of its form, the document that does it, the rule that it applies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from efe_infra.console.deeds.outcome import Done
from efe_infra.console.documents import Document

type Kind = Literal["line", "text", "day", "one_of", "pick", "some_of", "lines", "named", "money"]
"""`pick` is one of a list that is folded, `some_of` are boxes; `lines` is a text a line, `named` an option a line."""


@dataclass(frozen=True)
class Field:
    """`name` is the path in the input of the command, as refusals say it: `criteria.0.label`.

    Refusals by a rule say no path: those of `codes` stand at this field.
    """

    name: str
    label: str
    kind: Kind = "line"
    hint: str = ""
    required: bool = False
    codes: frozenset[str] = frozenset()

    @property
    def chosen(self) -> bool:
        """Whether it takes one of its options."""
        return self.kind in {"one_of", "pick"}

    @property
    def id(self) -> str:
        return f"champ-{self.name.replace('.', '-')}"


class Several(dict[str, Any]):
    """What one choice says in several fields of the command."""


@dataclass(frozen=True)
class Option:
    """`sends` is what the command is given; without it, the value."""

    value: str
    words: str
    sends: Any = None
    offered: bool = True


type Options = Mapping[str, Sequence[Option]]
"""By the name of the field."""

EFFECTIVE_ON = Field(
    "effectiveOn",
    "Jour de l'acte en droit",
    "day",
    "Le jour auquel l'acte vaut. Sans lui : aujourd'hui.",
    codes=frozenset({"IN_THE_FUTURE", "TOO_EARLY"}),
)
SOURCE = Field(
    "source",
    "Ce qui l'atteste",
    hint="Pour un acte consigné tard, si le règlement le demande : une pièce, une raison.",
    codes=frozenset({"LATE_WITHOUT_SOURCE"}),
)


@dataclass(frozen=True)
class Deed:
    """`slug` ends the address of its form. A `grave` one cannot be undone by its contrary."""

    slug: str
    title: str
    lead: str
    rule: str
    document: Document[Done]
    own: tuple[Field, ...] = ()
    button: str = "Consigner l'acte"
    grave: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.own, EFFECTIVE_ON, SOURCE)
