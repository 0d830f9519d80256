"""Declaration of the form of a command: its fields, its document and its rule."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from efe_infra.console.forms.outcome import Done
from efe_infra.console.register.documents import Document, vault_commands

type Kind = Literal[
    "line",
    "text",
    "number",
    "day",
    "time",
    "one_of",
    "pick",
    "some_of",
    "lines",
    "named",
    "money",
    "flag",
    "document",
    "search_one",
    "search_some",
]
"""`pick` takes one option of a folded list, `some_of` several by boxes.

`search_one` takes an option that a search in the form finds (`forms/field_search.py`), `search_some` several. `lines`
takes a text on each line, `named` the name of an option on each line. A `flag` is always sent, as true or false. A
`document` is one of the options or a file, which is stored before the form is sent; its value is a fingerprint.
"""
FILE: Final = "-fichier"
"""End of the name of the file field of a `document`."""
UNREADABLE: Final = "-illisible"
"""End of the name of the hidden field with the text of a day or a time that cannot be read."""
EMPTY: Final = "-vide"
"""End of the name of the box that empties such a field."""


@dataclass(frozen=True)
class Field:
    """Field of a form. `name` is its path in the command input, as in refusals: `criteria.0.label`.

    A refusal by a rule has no path: it appears at this field if its code is in `codes`. A `kept` field begins with
    the recorded value, or is expected in its row; the form does not call it optional. A field of a row
    (`members.2.operatorId`) may stay empty in a row that is filled if it is `spare`.
    """

    name: str
    label: str
    kind: Kind = "line"
    hint: str = ""
    required: bool = False
    codes: tuple[str, ...] = ()
    kept: bool = False
    spare: bool = False

    @property
    def chosen(self) -> bool:
        """Tells whether the field takes one of its options."""
        return self.kind in {"one_of", "pick", "search_one"}

    @property
    def is_search(self) -> bool:
        """Tells whether a search in the form finds its options."""
        return self.kind in {"search_one", "search_some"}

    @property
    def is_typed(self) -> bool:
        return not self.chosen and self.kind not in {"some_of", "search_some", "document"}

    @property
    def file_name(self) -> str:
        """Name of the file field of a `document`."""
        return f"{self.name}{FILE}"

    @property
    def unreadable_name(self) -> str:
        return f"{self.name}{UNREADABLE}"

    @property
    def empty_name(self) -> str:
        return f"{self.name}{EMPTY}"

    @property
    def id(self) -> str:
        return f"champ-{self.name.replace('.', '-')}"


STEP: Final = "etape"
"""Name of the buttons of a form that do not send it."""
TRY: Final = "verifier"
"""Value of the button that asks for a dry run."""
SEARCH: Final = "chercher"
"""Value of the button that searches for options of a field."""


@dataclass(frozen=True)
class StepButton:
    """Button that shows the form again, such as one that adds a row; `target` is the element to show then."""

    value: str
    words: str
    target: str


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one title, such as a row of a list. `section` is the heading of this group and the next ones.

    `quote` is a text that the fields concern. `first_buttons` stand above the fields, `buttons` below them.
    """

    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    section: str = ""
    quote: str = ""
    anchor: str = ""
    buttons: tuple[StepButton, ...] = ()
    first_buttons: tuple[StepButton, ...] = ()

    @property
    def id(self) -> str:
        """Element to which a button leads: `partie-members-2`, by default after the first field."""
        return f"partie-{(self.anchor or self.fields[0].name.rpartition('.')[0]).replace('.', '-')}"


class Several(dict[str, Any]):
    """Values of one choice for several fields of the command."""


@dataclass(frozen=True)
class Option:
    """Option of a field. `sends` is its command input, by default `value`. A search shows its `note` too.

    `fold` is the title of the folded list in which a `one_of` shows it, below the other options. A `named` field
    shows such options as boxes, and takes the others by name.
    """

    value: str
    words: str
    sends: Any = None
    offered: bool = True
    note: str = ""
    fold: str = ""

    @property
    def command_input(self) -> Any:
        """Value that is sent: `sends`, or else `value`."""
        return self.value if self.sends is None else self.sends


type Options = Mapping[str, Sequence[Option]]
"""Options by the name of the field."""

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


type Check = Callable[[dict[str, Any]], Iterable[InvalidInput]]
"""Finds what does not fit together, in values of the fields by path; rows are mappings by their number."""
type Path = Sequence[str]
type Locate = Callable[[dict[str, Any], Path], Path]
"""Finds the path of a field for the path of a refusal, with the values of the fields."""


def as_it_is(sent: dict[str, Any]) -> dict[str, Any]:
    return sent


def no_faults(_: dict[str, Any]) -> Iterable[InvalidInput]:
    return ()


def same_place(_: dict[str, Any], path: Path) -> Path:
    return path


@dataclass(frozen=True)
class CommandForm:
    """Form of a command. `slug` is the end of its address. No other command undoes an `irreversible` one.

    A command that is not `dated` takes effect on the day of recording. `shape` converts the values of the fields to
    command input, where their names differ; `check` and `locate` belong to it. `button` is the text of the button, by
    default the title. `groups` follow the `own` fields. `listed` is the part under which the contract lists it,
    for a composite command. `occasion` is the title under which a page groups it. `party` is the type of the party or
    part in its offers, if another form sends the same. One that `needs_day` is refused today.
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
    groups: tuple[FieldGroup, ...] = ()
    check: Check = no_faults
    locate: Locate = same_place
    listed: str = ""
    occasion: str = "Autres actes"
    needs_day: bool = False
    party: str = ""

    @property
    def day_fields(self) -> tuple[Field, ...]:
        return (EFFECTIVE_ON, SOURCE) if self.dated else ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.own, *(field for group in self.groups for field in group.fields), *self.day_fields)

    @property
    def has_dry_run(self) -> bool:
        return self.document.name not in vault_commands()

    @property
    def takes_documents(self) -> bool:
        return any(each.kind == "document" for each in self.fields)


def by_slug(*forms: CommandForm) -> Mapping[str, CommandForm]:
    return {each.slug: each for each in forms}
