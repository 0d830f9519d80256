"""CSV import files: commas or semicolons, one command a row, dotted names for nested fields (`axis.label`)."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_nullable_type,
)
from graphql import is_list_type as is_list

from efe_domain.shared.errors import Refusal
from efe_infra.console.tables.cells import QUOTED, is_formula, is_number
from efe_infra.importing.inputs import NAMES, input_of
from efe_infra.importing.refusals import FileRefused, LineUnreadable

COMMAND: Final = "command"
"""Column with the command of each row. Without it, the file name has the command: `020-createPole.csv`."""
COMMENT: Final = "#"
LONGEST_LINE: Final = 256 << 10
BETWEEN: Final = "|"
"""Separator of the values of a list in one cell."""
EMPTY: Final = "[]"
"""Empty list; an empty cell leaves the field out."""
LONGEST_NUMBER: Final = 10
NULL: Final = "null"
"""Null, for a field that is no text; an empty cell leaves the field out."""
_TRUE, _FALSE = {"true", "vrai", "oui", "1"}, {"false", "faux", "non", "0"}

type Said = dict[str, Any]
type Row = Mapping[str, Any] | Refusal


def rows_of(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    """Yields each row with the number of its first line. Raises `FileRefused` for an invalid header."""
    bounded = _Bounded(text)
    reader = csv.reader(bounded, delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        columns = _columns(path, header)
        first = reader.line_num + 1
        for cells in reader:
            bounded.begin()
            if any(cells) and not cells[0].startswith(COMMENT):
                yield first, _row(columns, header, cells)
            first = reader.line_num + 1
    except csv.Error:
        raise FileRefused("Le fichier CSV est mal formé vers la ligne {line}.", line=reader.line_num) from None


class _Bounded:
    """Lines of a text. Raises `FileRefused` when one row has more than `LONGEST_LINE` characters."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._room = LONGEST_LINE

    def begin(self) -> None:
        self._room = LONGEST_LINE

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._room -= len(line)
            if self._room < 0:
                raise FileRefused("Une ligne du CSV dépasse {most} caractères.", most=LONGEST_LINE)
            yield line


def _delimiter(text: str) -> str:
    """Returns the delimiter of the header, whose names have neither."""
    header = text[: max(text.find("\n"), 0)]
    return ";" if header.count(";") > header.count(",") else ","


def _columns(path: Path, header: Sequence[str]) -> str:
    """Returns the command of the whole file; empty if each row names its own. Raises `FileRefused`."""
    if "key" not in header:
        raise FileRefused("La première ligne d'un CSV nomme les colonnes, dont « key ».")
    if len({*header}) < len(header):
        raise FileRefused("Deux colonnes portent le même nom.")
    if COMMAND in header:
        return ""
    commands = [part for part in path.stem.split("-") if part in NAMES]
    if not commands:
        raise FileRefused("Ni une colonne « command », ni le nom du fichier ne dit de quelle commande il s'agit.")
    return commands[0]


def _row(command: str, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) > len(header) and any(cells[len(header) :]):
        return LineUnreadable("La ligne a plus de cellules que l'en-tête.")
    try:
        texts = {name: unquoted(cell) for name, cell in zip(header, cells, strict=False) if cell.strip()}
        name = command or texts.pop(COMMAND, "")
        beside: Said = {each: texts.pop(each) for each in ("key", "by", "newId") if each in texts}
        flags: Said = {each: _truth(texts.pop(each)) for each in ("illustrative", "documented") if each in texts}
        if name not in NAMES:
            return LineUnreadable("« {name} » n'est pas une commande.", name=name[:80])
        return {**beside, **flags, name: nested(texts, input_of(name))}
    except Refusal as refusal:
        return refusal


def unquoted(cell: str) -> str:
    """Returns the text of a cell. Raises `LineUnreadable` for a formula, since the file does not have its result."""
    cell = cell.strip(" ")
    if cell[:1] == QUOTED and is_formula(cell.lstrip(QUOTED)):
        return cell[1:]
    if is_formula(cell) and not is_number(cell):
        raise LineUnreadable("Une cellule commence comme une formule : une apostrophe devant elle en fait un texte.")
    return cell


def nested(cells: Mapping[str, str], kind: GraphQLInputObjectType) -> dict[str, Any]:
    """Turns `{"axis.label": "Soudeur"}` into `{"axis": {"label": "Soudeur"}}`. Raises `LineUnreadable`."""
    fields: dict[str, Any] = {}
    for path, cell in cells.items():
        place, inner = fields, kind
        *above, last = path.split(".")
        for part in above:
            inner = _below(inner, part, path)
            place = place.setdefault(part, {})
        place[last] = _value(cell, _below(inner, last, path), path)
    listed: dict[str, Any] = _listed(fields, kind)
    return listed


def _below(kind: Any, part: str, path: str) -> Any:
    nullable = get_nullable_type(kind)
    if is_list(nullable) and part.isdecimal() and len(part) <= LONGEST_NUMBER:
        return nullable.of_type
    fields = getattr(nullable, "fields", None) or {}
    if part not in fields:
        raise LineUnreadable("La colonne « {path} » n'est d'aucun champ de la commande.", path=path[:80])
    return fields[part].type


def _listed(value: Any, kind: Any) -> Any:
    """Turns objects whose names are numbers into lists."""
    nullable = get_nullable_type(kind)
    if not isinstance(value, dict):
        return value
    if is_list(nullable):
        return [_listed(value[part], nullable.of_type) for part in sorted(value, key=int)]
    return {part: _listed(each, nullable.fields[part].type) for part, each in value.items()}


def _value(cell: str, kind: GraphQLInputType, path: str) -> Any:  # noqa: PLR0911 - one a form
    nullable = get_nullable_type(kind)
    if is_list(nullable):
        if cell == EMPTY:
            return []
        return [_value(each.strip(), nullable.of_type, path) for each in cell.split(BETWEEN)]
    leaf = get_named_type(nullable)
    if cell == NULL and leaf.name != "String" and is_nullable_type(kind):
        return None
    match leaf.name:
        case "Int":
            is_whole = len(cell) <= LONGEST_NUMBER and is_number(cell) and cell.lstrip("+-").isdecimal()
            return int(cell) if is_whole else cell
        case "Boolean":
            return _truth(cell)
        case "Date":
            return _date(cell)
    return cell.upper().replace("-", "_") if isinstance(leaf, GraphQLEnumType) else cell


def _truth(cell: str) -> bool:
    word = cell.lower()
    if word not in _TRUE | _FALSE:
        raise LineUnreadable("« oui » ou « non » est attendu.")
    return word in _TRUE


def _date(cell: str) -> str:
    """Reads a day; also the form of a Belgian spreadsheet: day, month, year."""
    try:
        return datetime.strptime(cell, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return cell
