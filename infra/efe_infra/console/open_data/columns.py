"""Columns of the open data: each row class names, types and describes them once, for files and dictionary alike."""

from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.register.labels import BASSINS, LABELS

BASSIN: Final = "Bassin"
DATATYPES: Final[dict[Any, str]] = {str: "string", bool: "boolean", int: "integer", date: "date"}
"""Datatypes of CSV on the Web (W3C, tabular metadata §5.11.1) by the type of a field."""
SEPARATOR: Final = "|"
"""Separator of several values in one cell of a CSV file."""

type Value = str | int | bool | date | tuple[str, ...] | None
type Row = tuple[Value, ...]


@dataclass(frozen=True)
class FileColumn:
    """FileColumn as a row class declares it. `values_of` names the enumeration of the contract that it takes."""

    name: str
    description: Translatable
    values_of: str = ""

    @property
    def values(self) -> dict[str, str]:
        """French words of each value; empty for a column that is not an enumeration."""
        if self.values_of == BASSIN:
            return dict(BASSINS)
        labels = LABELS[self.values_of] if self.values_of else {}
        return {value: each.words for value, each in labels.items()}


@dataclass(frozen=True)
class TypedColumn:
    """FileColumn with its datatype, whether each row has a value, and whether a cell has several."""

    column: FileColumn
    datatype: str
    is_required: bool
    is_list: bool

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def kind(self) -> Translatable:
        """Datatype in words."""
        if self.is_list:
            return tr("plusieurs codes, séparés par « | » dans le CSV")
        return KINDS[self.datatype]


KINDS: Final[dict[str, Translatable]] = {
    "string": tr("texte"),
    "boolean": tr("vrai ou faux : true, false"),
    "integer": tr("nombre entier"),
    "date": tr("jour : année-mois-jour"),
}


def columns_of(row: type[Row]) -> tuple[TypedColumn, ...]:
    """Returns the columns of a row class, in the order of its fields."""
    return tuple(typed_column(hint) for hint in get_type_hints(row, include_extras=True).values())


def typed_column(hint: Any) -> TypedColumn:
    """Reads the annotation of a field: its type with a `FileColumn`."""
    kind, column = get_args(hint)
    is_optional = get_origin(kind) in (Union, UnionType)
    plain = next(each for each in get_args(kind) if each is not type(None)) if is_optional else kind
    is_list = get_origin(plain) is tuple
    datatype = DATATYPES[str if is_list else plain]
    return TypedColumn(column, datatype, is_required=not is_optional and not is_list, is_list=is_list)
