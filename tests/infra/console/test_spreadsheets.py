"""Tables in a spreadsheet program (LibreOffice): days, amounts and sums are what they are, and nothing runs."""

import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import Workbook, load_workbook

from efe_infra.console.tables.files import BYTE_ORDER_MARK, csv_lines
from efe_infra.console.tables.workbook import TableWorkbook

SOFFICE: Final = shutil.which("soffice")
BELGIAN_FRENCH: Final = "2060"
CSV_IMPORT: Final = f"CSV:59,34,76,1,,{BELGIAN_FRENCH},false,true"
"""Semicolons, quotes, UTF-8, from the first line; numbers and days as a person in Belgium has them set."""
TIMEOUT_S: Final = 120
HEADINGS: Final = ("nom", "le", "montant")
FORMULAS: Final = ('=HYPERLINK("http://example.org";"x")', "+1+1", "-2", "@SUM(1)", "=1+1")
LINES: Final[list[tuple[str, date, Decimal]]] = [
    (text, date(2026, 3, day), Decimal("1234.50")) for day, text in enumerate(FORMULAS, 1)
]

pytestmark = [pytest.mark.long, pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not there")]


def converted(source: Path, *options: str) -> Any:
    """Opens a file in LibreOffice, which computes it, and returns what LibreOffice saves."""
    target = source.parent / "saved"
    home = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        home,
        "--headless",
        *options,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
    return load_workbook(target / f"{source.stem}.xlsx")


def with_sums(path: Path) -> Path:
    """Adds a sum of the amounts, and of days that are numbers, as a person would."""
    book: Workbook = load_workbook(path)
    sheet = book["Table"]
    sheet["E1"] = f"=SUM(C2:C{len(LINES) + 1})"
    sheet["E2"] = f"=COUNT(B2:B{len(LINES) + 1})"
    sheet["E3"] = "=B3-B2"
    book.save(path)
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "table.xlsx"
    book = TableWorkbook(path, "Table", HEADINGS)
    book.write(LINES)
    book.close([("Lignes", book.number_of_lines)])
    return path


def values_in(path: Path) -> Any:
    """Reads the values that LibreOffice computed."""
    return load_workbook(path, data_only=True).worksheets[0]


def test_a_workbook_has_days_sums_and_no_formula(workbook: Path) -> None:
    saved = converted(with_sums(workbook))["Table"]
    computed = values_in(workbook.parent / "saved" / "table.xlsx")

    assert [saved.cell(row, 1).value for row in range(2, 7)] == list(FORMULAS)
    assert {saved.cell(row, 1).data_type for row in range(2, 7)} == {"s"}
    assert [saved.cell(row, 2).value for row in range(2, 7)] == [datetime(2026, 3, day) for day in range(1, 6)]  # noqa: DTZ001 - a day
    assert computed["E1"].value == pytest.approx(6172.5)
    assert (computed["E2"].value, computed["E3"].value) in {(5, 1), (5, datetime(1900, 1, 1))}  # noqa: DTZ001 - a day


def test_a_csv_file_has_days_amounts_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(BYTE_ORDER_MARK + csv_lines([HEADINGS, *LINES]), encoding="utf-8", newline="")

    sheet = converted(path, f"--infilter={CSV_IMPORT}").worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(2, 7)] == [f"'{each}" for each in FORMULAS]
    assert {sheet.cell(row, 1).data_type for row in range(2, 7)} == {"s"}
    assert [sheet.cell(row, 2).value for row in range(2, 7)] == [datetime(2026, 3, day) for day in range(1, 6)]  # noqa: DTZ001 - a day
    assert sum(sheet.cell(row, 3).value for row in range(2, 7)) == pytest.approx(6172.5)
