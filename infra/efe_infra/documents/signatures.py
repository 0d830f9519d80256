"""Media types of stored documents, and the check that bytes match their declared type."""

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
"""The media types that are kept, and the ends of the names under which they are downloaded."""
MIMETYPE: Final = "mimetype"
LARGEST_DIRECTORY: Final = 1_000_000
"""Bytes of the list of what is in an archive, some thousand entries."""
LONGEST_MIMETYPE: Final = 100
"""Bytes of the entry of an OpenDocument file that names its type: no more of an archive is unpacked."""


def is_of_type(content: bytes, media_type: str) -> bool:
    """By the signature of the content. A text is one in UTF-8 or Latin-1 without control characters."""
    return _SIGNATURES[media_type](content)


def _starts(content: bytes, *, signature: bytes) -> bool:
    return content.startswith(signature)


def _is_text(content: bytes) -> bool:
    """Every sequence of bytes is Latin-1: what no text holds are control characters."""
    return len(content.translate(None, _CONTROLS)) == len(content)


def _is_open_document(content: bytes, *, kind: str) -> bool:
    """Its type is its first entry, stored as it is."""
    archive = _archive(content)
    if archive is None or MIMETYPE not in archive.NameToInfo:
        return False
    entry = archive.getinfo(MIMETYPE)
    if max(entry.file_size, entry.compress_size) > LONGEST_MIMETYPE:
        return False
    try:
        return archive.read(entry).strip() == kind.encode()
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return False


def _is_office_document(content: bytes, *, part: str) -> bool:
    archive = _archive(content)
    return archive is not None and {"[Content_Types].xml", part} <= archive.NameToInfo.keys()


def _archive(content: bytes) -> ZipFile | None:
    """None for what is no archive, or lists more than a document does."""
    end = content.rfind(_END)
    if end < 0 or int.from_bytes(content[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
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
