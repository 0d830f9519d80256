"""Workbook of a table: a sheet of lines, and a sheet that says what was asked of the register, and when."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, Self

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from efe_infra.console.language.formats import ZONE
from efe_infra.console.tables.files import YES_NO
from efe_infra.console.tables.table import Cell, Line
from efe_infra.console.web.refusals import PageRefused

MAX_LINES: Final = 1_000_000
"""Lines of a sheet: the format has 1,048,576 rows."""
MAX_CELL: Final = 32_767
"""Characters of a cell, by the format."""
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH: Final = 18


class TableWorkbook:
    """Workbook that is written line by line into a file, in memory that does not grow.

    Its lines wait in a second file of the same folder. A `with` block closes that file, also after an error.
    """

    def __init__(self, path: Path, title: str, headings: Sequence[str]) -> None:
        self._book = Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._instant = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._amount = self._book.add_format({"num_format": "#,##0.00"})
        self._bold = self._book.add_format({"bold": True})
        self._sheet = self._book.add_worksheet("Table")
        self._book.set_properties({"title": title, "created": datetime(2020, 1, 1)})  # noqa: DTZ001 - no clock
        self._sheet.set_column(0, len(headings) - 1, WIDTH)
        self._sheet.freeze_panes(1, 0)
        self.number_of_lines = 0
        self._write_headings(headings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()

    def _write_headings(self, headings: Sequence[str]) -> None:
        for column, heading in enumerate(headings):
            self._sheet.write_string(0, column, heading, self._bold)

    def write(self, lines: Sequence[Line]) -> None:
        """Raises `PageRefused` for more lines than a sheet has."""
        for line in lines:
            self.number_of_lines += 1
            if self.number_of_lines > MAX_LINES:
                raise PageRefused(
                    400, "Un classeur a 1 000 000 lignes au plus ; demandez le fichier CSV.", code="TOO_MANY_ROWS"
                )
            for column, value in enumerate(line):
                self._cell(self._sheet, self.number_of_lines, column, value)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        match value:
            case None:
                pass
            case bool():
                sheet.write_string(row, column, YES_NO[value])
            case datetime():
                sheet.write_datetime(row, column, value.astimezone(ZONE).replace(tzinfo=None), self._instant)
            case date():
                sheet.write_datetime(row, column, value, self._day)
            case Decimal():
                sheet.write_number(row, column, float(value), self._amount)
            case int():
                sheet.write_number(row, column, value)
            case str():
                sheet.write_string(row, column, value[:MAX_CELL])

    def close(self, question: Sequence[tuple[str, Cell]]) -> None:
        """Adds the second sheet, and ends the file."""
        sheet = self._book.add_worksheet("Question")
        sheet.set_column(0, 0, 2 * WIDTH)
        sheet.set_column(1, 1, 4 * WIDTH)
        for row, (heading, value) in enumerate(question):
            sheet.write_string(row, 0, heading, self._bold)
            self._cell(sheet, row, 1, value)
        self._book.close()
