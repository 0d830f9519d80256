"""Lines of the files: CSV (RFC 4180, CSV on the Web) and JSON Lines. Both are written page by page."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Final

import msgspec

from efe_infra.console.open_data.columns import SEPARATOR, Row, Value
from efe_infra.console.tables.cells import quoted

TRUE_FALSE: Final = {True: "true", False: "false"}
encode: Final = msgspec.json.Encoder().encode

type Names = Sequence[str]
type LineWriter = Callable[[Names, Iterable[Row]], bytes]


def csv_value(value: Value) -> str:
    """Writes a value for programs; a text that a spreadsheet would run has an apostrophe before it."""
    match value:
        case bool():
            return TRUE_FALSE[value]
        case tuple():
            return quoted(SEPARATOR.join(value))
        case str():
            return quoted(value)
        case date():
            return value.isoformat()
    return "" if value is None else str(value)


def csv_rows(_: Names, rows: Iterable[Row]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([csv_value(each) for each in row] for row in rows)
    return text.getvalue().encode()


def csv_file(names: Names, rows: Iterable[Row]) -> bytes:
    """Writes the first page, with the names of the columns."""
    return csv_rows(names, [tuple(names), *rows])


def json_lines(names: Names, rows: Iterable[Row]) -> bytes:
    """Writes an object a line. Texts are exact: no program runs them."""
    return b"".join(encode(dict(zip(names, row, strict=True))) + b"\n" for row in rows)


async def lines(
    names: Names, pages: AsyncIterator[list[Row]], first: LineWriter, others: LineWriter
) -> AsyncIterator[bytes]:
    """Yields a file page by page. A page without a row is left out: an empty chunk would end the transfer."""
    write = first
    async for page in pages:
        if chunk := write(names, page):
            yield chunk
        write = others
