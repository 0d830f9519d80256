"""Files of a table: CSV as it is read, XLSX from a temporary file. No cell is a formula."""

import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Final

from efe_infra.console.language.formats import ZONE
from efe_infra.console.tables.cells import quoted
from efe_infra.console.tables.table import Cell, Line

BYTE_ORDER_MARK: Final = "\ufeff"
YES_NO: Final = {True: "oui", False: "non"}


def csv_text(value: Cell) -> str:
    """Writes a value: days as `2026-03-09`, amounts with a comma, as Belgian spreadsheets read them."""
    match value:
        case bool():
            return YES_NO[value]
        case datetime():
            return value.astimezone(ZONE).isoformat()
        case Decimal():
            return f"{value:.2f}".replace(".", ",")
        case str():
            return quoted(value)
    return "" if value is None else str(value)


def csv_lines(lines: Iterable[Line]) -> str:
    """Writes lines with semicolons, as Belgian spreadsheets expect."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [csv_text(each) for each in line] for line in lines
    )
    return text.getvalue()


async def csv_pages(headings: Sequence[str], pages: AsyncIterator[list[Line]]) -> AsyncIterator[bytes]:
    """Yields a CSV file page by page."""
    yield f"{BYTE_ORDER_MARK}{csv_lines([tuple(headings)])}".encode()
    async for page in pages:
        yield csv_lines(page).encode()
