"""Writer of export files: JSON Lines, or CSV with mixed commands, numbered in their order."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from pathlib import Path
from typing import Any

import msgspec

from efe_infra.console.tables.cells import quoted
from efe_infra.importing.event_inputs import Said
from efe_infra.importing.lines import BESIDE
from efe_infra.importing.refusals import MOST_LINES
from efe_infra.importing.tables import BETWEEN, COMMAND, EMPTY, NULL


def write_files(folder: Path, lines: Iterable[Said], form: str, *, most: int = MOST_LINES) -> Sequence[Path]:
    """Writes numbered files into a folder; `form` is `jsonl` or `csv`. Never replaces an existing file."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, part in enumerate(batched(lines, most, strict=False), start=1):
        path = folder / f"{number:04}.{form}"
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(as_csv(part) if form == "csv" else as_json_lines(part))
        paths.append(path)
    return paths


def as_json_lines(lines: Iterable[Said]) -> str:
    return "".join(f"{msgspec.json.encode(line).decode()}\n" for line in lines)


def as_csv(lines: Iterable[Said]) -> str:
    """Returns the lines as CSV, with a column for each field that a line has, under its dotted name."""
    rows = [_row(line) for line in lines]
    columns = dict.fromkeys(name for row in rows for name in row)
    beside = [name for name in (*BESIDE, COMMAND) if name in columns]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*beside, *(name for name in columns if name not in beside)], restval="")
    writer.writeheader()
    writer.writerows({name: quoted(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def _row(line: Said) -> dict[str, str]:
    beside: dict[str, str] = {name: _cell(line[name]) for name in BESIDE if name in line}
    [(command, fields)] = [(name, value) for name, value in line.items() if name not in BESIDE]
    return {**beside, COMMAND: command, **dict(_cells(fields))}


def _cells(field: Any, path: str = "") -> Iterator[tuple[str, str]]:
    match field:
        case dict():
            for name, value in field.items():
                yield from _cells(value, f"{path}.{name}".lstrip("."))
        case []:
            yield path, EMPTY
        case list() if all(_is_plain(each) for each in field):
            yield path, BETWEEN.join(field)
        case list():
            for number, each in enumerate(field):
                yield from _cells(each, f"{path}.{number}")
        case None:
            yield path, NULL
        case _:
            yield path, _cell(field)


def _is_plain(value: Any) -> bool:
    """Tells whether a text can share a cell with others."""
    return isinstance(value, str) and BETWEEN not in value and value == value.strip() and value not in ("", EMPTY)


def _cell(value: Any) -> str:
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)
