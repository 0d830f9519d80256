"""Texts in cells of a CSV file: no spreadsheet runs one. Tables, open data and `efe import` write them alike."""

from typing import Final

FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")
"""First signs of a formula; spreadsheets read those of full width too."""
QUOTED: Final = "'"
"""Prefix of a text that a spreadsheet would take for a formula."""


def quoted(text: str) -> str:
    """Puts an apostrophe before a formula, and before what reads as one already quoted."""
    return f"{QUOTED}{text}" if is_formula(text.lstrip(QUOTED)) and not is_number(text) else text


def is_formula(text: str) -> bool:
    return text[:1] in FORMULA


def is_number(cell: str) -> bool:
    return cell.lstrip("+-").replace(",", "", 1).replace(".", "", 1).isdigit()
