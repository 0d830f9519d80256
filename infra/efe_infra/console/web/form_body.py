"""Parser of the body of a posted form: text fields of bounded size."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import Depends
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from efe_infra.console.web.form_file import File, is_multipart, parts_of
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import read_body

MAX_BODY = 1_000_000
"""Bytes. A text that is too long for the register fits: it is shown again, with a sentence at its field."""
MIN_THREAD_BYTES: Final = 50_000
"""A body of a megabyte takes 150 ms to parse: larger bodies leave the event loop."""
MAX_FIELDS = 500
MEDIA = "application/x-www-form-urlencoded"
EMPTY: Final[Mapping[str, File]] = MappingProxyType({})
NO_FAULTS: Final[Mapping[str, str]] = MappingProxyType({})


class Fields(ImmutableMultiDict[str, str]):
    """Texts of a form, and its files by the name of their field. `faults` are sentences on files that are refused."""

    def __init__(
        self,
        texts: Iterable[tuple[str, str]] = (),
        files: Mapping[str, File] = EMPTY,
        faults: Mapping[str, str] = NO_FAULTS,
    ) -> None:
        super().__init__(list(texts))
        self.files, self.faults = files, faults

    def replacing(self, texts: Mapping[str, str], faults: Mapping[str, str]) -> "Fields":
        """Returns the form with these texts and further faults, and without files."""
        return Fields(self.changed(texts, texts.items()).multi_items(), faults={**self.faults, **faults})

    def changed(self, removed: Collection[str], added: Iterable[tuple[str, str]]) -> "Fields":
        """Returns the form without some fields, with other texts after the rest."""
        others = [pair for pair in self.multi_items() if pair[0] not in removed]
        return Fields([*others, *added], self.files, self.faults)


async def fields_of(request: Request) -> Fields:
    """Returns the fields of a form. Raises `PageRefused` for another body, `RequestRefused` for a too large one."""
    if is_multipart(request):
        parts = await parts_of(request, request.app.state.console.max_document)
        return Fields(parts.texts, parts.files, parts.faults)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA:
        raise PageRefused(400, "Un formulaire est attendu.", code="BAD_USER_INPUT")
    body = await read_body(request, MAX_BODY)
    return fields_in(body) if len(body) < MIN_THREAD_BYTES else await run_sync(fields_in, body)


def fields_in(body: bytes) -> Fields:
    """Raises `PageRefused`."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise PageRefused(400, "Ce formulaire est illisible.", code="BAD_USER_INPUT") from None
    return Fields((name, text.replace("\r\n", "\n")) for name, text in pairs)


Form = Annotated[Fields, Depends(fields_of)]
"""The fields of the form that was sent."""
