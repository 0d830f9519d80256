"""A small document of every media type that is kept."""

import io
from collections.abc import Mapping
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

OASIS: Final = "application/vnd.oasis.opendocument"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"


def archive(**entries: str) -> bytes:
    """A file of these entries, whose names have two underscores for a slash."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def office(part: str) -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", part: "<x/>"})


SAMPLES: Final[Mapping[str, bytes]] = {
    "application/pdf": b"%PDF-1.7 minutes",
    "text/plain": "Procès-verbal\n".encode(),
    "text/csv": "métier;places\r\nTailleur;12\r\n".encode("latin-1"),
    f"{OASIS}.text": archive(mimetype=f"{OASIS}.text", content="<x/>"),
    f"{OASIS}.spreadsheet": archive(mimetype=f"{OASIS}.spreadsheet", content="<x/>"),
    f"{OFFICE}.wordprocessingml.document": office("word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet": office("xl/workbook.xml"),
    "image/png": b"\x89PNG\r\n\x1a\n...",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00...",
}
