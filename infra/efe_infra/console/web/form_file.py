"""Form with files (RFC 7578), parsed piece by piece as it arrives."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from efe_infra.console.language.translatable import tr
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import body_chunks, too_large

MEDIA: Final = "multipart/form-data"
FORM_OVERHEAD_BYTES: Final = 1_000_000
"""Size of a form without its files: boundaries, field names and texts."""
READ_FACTOR: Final = 5
"""A form is read to its end up to so many times the limit of a file: a file over the limit loses no other field."""
MEGABYTE: Final = 1_000_000
MAX_PARTS: Final = 500
"""Parts of a form. The largest form of the pages has fewer fields."""
MAX_BOUNDARY_BYTES: Final = 70
"""Limit of RFC 2046."""


class File(NamedTuple):
    """File of a form; `name` is as the browser sends it, perhaps with a path."""

    media_type: str
    content: bytes
    name: str = ""


@dataclass
class FormParts:
    """Texts of a form in their order, and the first file of each field. A file without bytes is left out.

    `faults` are sentences on files over the limit, by their field; their bytes are dropped.
    """

    texts: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


class _FormParser:
    def __init__(self, boundary: bytes, max_file_bytes: int) -> None:
        self.parts = FormParts()
        self._max_file_bytes = max_file_bytes
        self._count = self._text_bytes = 0
        self._header, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._content = bytearray()
        self._name, self._file_name = "", ""
        self._is_file = False
        callbacks: Mapping[str, Callable[..., Any]] = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._extend,
            "on_part_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type] # a class of optional keys

    def write(self, piece: bytes) -> None:
        """Raises `PageRefused` for anything but a form."""
        try:
            self._parser.write(piece)
        except MultipartParseError as error:
            raise _unreadable() from error

    def _begin(self) -> None:
        self._count += 1
        if self._count > MAX_PARTS:
            raise _unreadable()
        self._headers, self._content = {}, bytearray()

    def _end_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode(errors="replace")
        self._is_file = b"filename" in options
        self._file_name = options.get(b"filename", b"").decode(errors="replace")

    def _extend(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            self._text_bytes += end - start
            if self._text_bytes > FORM_OVERHEAD_BYTES:
                raise too_large(FORM_OVERHEAD_BYTES)
        if self._is_file and (self._name in self.parts.files or self._name in self.parts.faults):
            return
        self._content += data[start:end]
        if self._is_file and len(self._content) > self._max_file_bytes:
            self.parts.faults[self._name] = tr(
                "Ce fichier est trop grand : %(most)s Mo au plus.", most=max(self._max_file_bytes // MEGABYTE, 1)
            )
            self._content.clear()

    def _end(self) -> None:
        if not self._is_file:
            text = self._content.decode(errors="replace").replace("\r\n", "\n")
            self.parts.texts.append((self._name, text))
        elif self._content and self._name not in self.parts.files:
            media = self._headers.get(b"content-type", b"").decode("latin-1").strip().lower()
            self.parts.files[self._name] = File(media, bytes(self._content), self._file_name)


def _unreadable() -> PageRefused:
    return PageRefused(400, "Un fichier est attendu.", code="BAD_USER_INPUT")


def is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MEDIA


async def parts_of(request: Request, most: int) -> FormParts:
    """Returns the parts of a form. Raises `PageRefused`, or `RequestRefused` for a too large form."""
    media, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if media != MEDIA.encode() or not 1 <= len(boundary) <= MAX_BOUNDARY_BYTES:
        raise _unreadable()
    parser = _FormParser(boundary, most)
    async with aclosing(body_chunks(request, READ_FACTOR * most + FORM_OVERHEAD_BYTES)) as chunks:
        async for chunk in chunks:
            parser.write(chunk)
    return parser.parts


async def file_of(request: Request, most: int) -> File:
    """Returns the first file of a form. Raises as `parts_of`."""
    parts = await parts_of(request, most)
    if fault := next(iter(parts.faults.values()), None):
        raise PageRefused(413, fault, code="CONTENT_TOO_LARGE")
    if not parts.files:
        raise PageRefused(400, "Choisissez un fichier.", code="BAD_USER_INPUT")
    return next(iter(parts.files.values()))
