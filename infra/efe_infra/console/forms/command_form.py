"""Declaration of the form of a command: its fields, its document and its rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from efe_infra.console.forms.outcome import Done
from efe_infra.console.register.documents import Document

type Kind = Literal[
    "line", "text", "number", "day", "time", "one_of", "pick", "some_of", "lines", "named", "money", "flag"
]
"""`pick` is one of a list that is folded, `some_of` are boxes; `lines` is a text a line, `named` an option a line.

A `flag` is sent whether it is set or not.
"""


@dataclass(frozen=True)
class Field:
    """`name` is the path in the input of the command, as refusals say it: `criteria.0.label`.

    Refusals by a rule say no path: those of `codes` stand at this field. One that is `kept` begins with what is
    recorded: to leave it as it is is no omission.
    """

    name: str
    label: str
    kind: Kind = "line"
    hint: str = ""
    required: bool = False
    codes: tuple[str, ...] = ()
    kept: bool = False

    @property
    def chosen(self) -> bool:
        """Tells whether the field takes one of its options."""
        return self.kind in {"one_of", "pick"}

    @property
    def id(self) -> str:
        return f"champ-{self.name.replace('.', '-')}"


class Several(dict[str, Any]):
    """Values of one choice for several fields of the command."""


@dataclass(frozen=True)
class Option:
    """`sends` is what the command is given; without it, the value."""

    value: str
    words: str
    sends: Any = None
    offered: bool = True

    @property
    def taken(self) -> Any:
        """Value that is sent: `sends`, or else `value`."""
        return self.value if self.sends is None else self.sends


type Options = Mapping[str, Sequence[Option]]
"""By the name of the field."""

EFFECTIVE_ON = Field(
    "effectiveOn",
    "Jour de l'acte en droit",
    "day",
    "Le jour auquel l'acte vaut. Sans lui : aujourd'hui.",
    codes=("IN_THE_FUTURE", "TOO_EARLY"),
)
SOURCE = Field(
    "source",
    "Ce qui l'atteste",
    hint="Pour un acte consigné tard, si le règlement le demande : une pièce, une raison.",
    codes=("LATE_WITHOUT_SOURCE",),
)


type Shape = Callable[[dict[str, Any]], dict[str, Any]]


class InvalidInput(Exception):
    """Raised by a `Shape` for fields that do not fit together, with a message at one field."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.words, self.field = words, field


def as_it_is(sent: dict[str, Any]) -> dict[str, Any]:
    return sent


@dataclass(frozen=True)
class CommandForm:
    """`slug` ends the address of its form. One that is `irreversible` has no contrary that undoes it.

    One that is not `dated` is of the day on which it is recorded. `shape` makes of what the fields send what the
    command takes, where fields cannot be named as that has it. Without `button`, its words are those of the title.
    """

    slug: str
    title: str
    lead: str
    rule: str
    document: Document[Done]
    own: tuple[Field, ...] = ()
    button: str = ""
    irreversible: bool = False
    dated: bool = True
    shape: Shape = as_it_is

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.own, EFFECTIVE_ON, SOURCE) if self.dated else self.own


def by_slug(*forms: CommandForm) -> Mapping[str, CommandForm]:
    return {each.slug: each for each in forms}
