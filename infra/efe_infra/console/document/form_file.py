"""File of a form (RFC 7578), parsed piece by piece as it arrives."""

from contextlib import aclosing
from typing import Final, NamedTuple

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import body_chunks

MEDIA: Final = "multipart/form-data"
FORM_OVERHEAD_BYTES: Final = 4_000
"""Size of a form without its file: boundaries and field names."""
MAX_PARTS: Final = 10
"""Parts of a form; the pages send one."""
MAX_BOUNDARY_BYTES: Final = 70
"""Limit of RFC 2046."""


class File(NamedTuple):
    media_type: str
    content: bytes


class _FormParser:
    """Parser that keeps the first file of a form, and nothing else."""

    def __init__(self, boundary: bytes) -> None:
        self.file: File | None = None
        self._parts = 0
        self._name, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._content: bytearray | None = None
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._extend,
                "on_part_end": self._end,
            },
        )

    def write(self, piece: bytes) -> None:
        """Raises `PageRefused` for anything but a form."""
        try:
            self._parser.write(piece)
        except MultipartParseError as error:
            raise PageRefused(400, "Un fichier est attendu.", code="BAD_USER_INPUT") from error

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise PageRefused(400, "Un fichier est attendu.", code="BAD_USER_INPUT")
        self._headers = {}

    def _end_header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._content = bytearray() if b"filename" in options and self.file is None else None

    def _extend(self, data: bytes, start: int, end: int) -> None:
        if self._content is not None:
            self._content += data[start:end]

    def _end(self) -> None:
        if self._content:
            media = self._headers.get(b"content-type", b"").decode("latin-1").strip().lower()
            self.file = File(media, bytes(self._content))
        self._content = None


async def file_of(request: Request, most: int) -> File:
    """Returns the one file of a form. Raises `PageRefused`, or `RequestRefused` for a too large form."""
    media, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if media != MEDIA.encode() or not 1 <= len(boundary) <= MAX_BOUNDARY_BYTES:
        raise PageRefused(400, "Un fichier est attendu.", code="BAD_USER_INPUT")
    parser = _FormParser(boundary)
    async with aclosing(body_chunks(request, most + FORM_OVERHEAD_BYTES)) as chunks:
        async for chunk in chunks:
            parser.write(chunk)
    if parser.file is None:
        raise PageRefused(400, "Choisissez un fichier.", code="BAD_USER_INPUT")
    return parser.file
