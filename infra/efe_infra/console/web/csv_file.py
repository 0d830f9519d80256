"""Tables as files for spreadsheets: semicolons and a mark of UTF-8, as those of this country expect."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from starlette.responses import Response

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """A spreadsheet would run a formula: an apostrophe makes it a text, as `efe import` has it too."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(each) for each in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(f"\ufeff{text.getvalue()}", media_type="text/csv", headers=headers)
