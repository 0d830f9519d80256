"""CSV template of each command: its columns, and an example line that the import skips."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, get_nullable_type, is_list_type

from efe_infra.importing.inputs import NAMES, input_of
from efe_infra.importing.line_schema import fields_of
from efe_infra.importing.tables import BETWEEN, COMMENT

_DEPTH = 4
_KINDS = {
    "crosses": "Analysis",
    "follows": "Opinion",
    "partner": "Operator",
    "representative": "Person",
    "seat": "BodySeat",
    "subject": "Project",
    "substitute": "Person",
}
"""Types of ids whose field has another name."""
_EXAMPLES = {"Int": "1", "Boolean": "oui", "Date": "2016-09-01", "Cents": "1250000", "LocalTime": "14:00", "UUID": ""}


def write_templates(folder: Path) -> int:
    """Writes `001-registerPerson.csv` and so on, with semicolons and a byte order mark for Excel; returns their
    number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES, start=1):
        (folder / f"{number:03}-{name}.csv").write_text(template(name), encoding="utf-8-sig")
    return len(NAMES)


def template(name: str) -> str:
    columns = list(columns_of(input_of(name)))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["key", "by", *(path for path, _ in columns)])
    writer.writerow([f"{COMMENT} exemple-1", "coordination-liege", *(example for _, example in columns)])
    return text.getvalue()


def columns_of(kind: GraphQLInputObjectType, above: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yields the dotted name of each field with a value, and an example; of a list of objects, only the first."""
    for name, field in fields_of(kind):
        yield from _columns(f"{above}{name}", field.type, depth)


def _columns(path: str, kind: Any, depth: int) -> Iterator[tuple[str, str]]:
    nullable = get_nullable_type(kind)
    if is_list_type(nullable):
        below = get_nullable_type(nullable.of_type)
        if isinstance(below, GraphQLInputObjectType):
            yield from _columns(f"{path}.0", below, depth)
        else:
            yield path, BETWEEN.join(2 * [_example(path, below)])
    elif isinstance(nullable, GraphQLInputObjectType):
        if depth < _DEPTH:
            yield from columns_of(nullable, f"{path}.", depth + 1)
    else:
        yield path, _example(path, nullable)


def _example(path: str, kind: Any) -> str:
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    last = path.rpartition(".")[2]
    if kind.name == "ID":
        what = last.removesuffix("Ids").removesuffix("Id")
        return f"{_KINDS.get(what, what[:1].upper() + what[1:])}:=exemple-0"
    return _EXAMPLES.get(kind.name, "…")
