"""Media types of stored documents, and the check that the bytes of a file match its declared type."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from zipfile import BadZipFile, ZipFile

_OASIS: Final = "application/vnd.oasis.opendocument"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
EXTENSIONS: Final = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    f"{_OASIS}.text": "odt",
    f"{_OASIS}.spreadsheet": "ods",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    "image/png": "png",
    "image/jpeg": "jpg",
}
"""Accepted media types, with the extension of their file names."""
MIMETYPE: Final = "mimetype"
MAX_DIRECTORY_BYTES: Final = 1_000_000
"""Limit of the table of contents of an archive, some thousand entries."""
MAX_MIMETYPE_BYTES: Final = 100
"""Limit of the entry that names the type of an OpenDocument file. No other entry is unpacked."""


def is_of_type(content: bytes, media_type: str) -> bool:
    """Tells whether the content has the signature of the type. Texts have no control characters."""
    return _SIGNATURES[media_type](content)


def _starts(content: bytes, *, signature: bytes) -> bool:
    return content.startswith(signature)


def _is_text(content: bytes) -> bool:
    """Tells whether there are no control characters. Any other bytes are Latin-1 text."""
    return len(content.translate(None, _CONTROLS)) == len(content)


def _is_open_document(content: bytes, *, kind: str) -> bool:
    """Tells whether the archive names this type in its entry `mimetype`."""
    archive = _archive(content)
    if archive is None or MIMETYPE not in archive.NameToInfo:
        return False
    entry = archive.getinfo(MIMETYPE)
    if max(entry.file_size, entry.compress_size) > MAX_MIMETYPE_BYTES:
        return False
    try:
        return archive.read(entry).strip() == kind.encode()
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return False


def _is_office_document(content: bytes, *, part: str) -> bool:
    archive = _archive(content)
    return archive is not None and {"[Content_Types].xml", part} <= archive.NameToInfo.keys()


def _archive(content: bytes) -> ZipFile | None:
    """Opens the archive; None for anything else, and for one with too many entries."""
    end = content.rfind(_END)
    if end < 0 or int.from_bytes(content[end + 12 : end + 16], "little") > MAX_DIRECTORY_BYTES:
        return None
    try:
        return ZipFile(io.BytesIO(content))
    except (BadZipFile, NotImplementedError, ValueError, EOFError):
        return None


_END: Final = b"PK\x05\x06"
_CONTROLS: Final = bytes({*range(32), 0x7F} - {*b"\t\n\v\f\r"})
_SIGNATURES: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "application/pdf": partial(_starts, signature=b"%PDF-"),
    "text/plain": _is_text,
    "text/csv": _is_text,
    f"{_OASIS}.text": partial(_is_open_document, kind=f"{_OASIS}.text"),
    f"{_OASIS}.spreadsheet": partial(_is_open_document, kind=f"{_OASIS}.spreadsheet"),
    f"{_OFFICE}.wordprocessingml.document": partial(_is_office_document, part="word/document.xml"),
    f"{_OFFICE}.spreadsheetml.sheet": partial(_is_office_document, part="xl/workbook.xml"),
    "image/png": partial(_starts, signature=b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": partial(_starts, signature=b"\xff\xd8\xff"),
}
