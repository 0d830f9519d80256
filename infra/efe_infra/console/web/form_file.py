"""Form with files (RFC 7578), parsed piece by piece as it arrives."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import body_chunks

MEDIA: Final = "multipart/form-data"
FORM_OVERHEAD_BYTES: Final = 200_000
"""Size of a form without its files: boundaries, field names and texts."""
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
    """Texts of a form in their order, and the first file of each field. A file without bytes is left out."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)


class _FormParser:
    def __init__(self, boundary: bytes) -> None:
        self.parts = FormParts()
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
                raise _unreadable()
        if not (self._is_file and self._name in self.parts.files):
            self._content += data[start:end]

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
    parser = _FormParser(boundary)
    async with aclosing(body_chunks(request, most + FORM_OVERHEAD_BYTES)) as chunks:
        async for chunk in chunks:
            parser.write(chunk)
    return parser.parts


async def file_of(request: Request, most: int) -> File:
    """Returns the first file of a form. Raises as `parts_of`."""
    parts = await parts_of(request, most)
    if not parts.files:
        raise PageRefused(400, "Choisissez un fichier.", code="BAD_USER_INPUT")
    return next(iter(parts.files.values()))
