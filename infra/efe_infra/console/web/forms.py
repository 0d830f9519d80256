"""Parser of the forms of pages: text fields of bounded size."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import read_body

MAX_BODY = 200_000
"""Bytes: the longest texts of the contract, and as many fields as a form of ours has."""
MAX_FIELDS = 500
MEDIA = "application/x-www-form-urlencoded"

type Fields = ImmutableMultiDict[str, str]


async def fields_of(request: Request) -> Fields:
    """Raises `PageRefused` for what no form of ours sends, `RequestRefused` for what is too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA:
        raise PageRefused(400, "Un formulaire est attendu.", code="BAD_USER_INPUT")
    body = await read_body(request, MAX_BODY)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise PageRefused(400, "Ce formulaire est illisible.", code="BAD_USER_INPUT") from None
    return ImmutableMultiDict((name, text.replace("\r\n", "\n")) for name, text in pairs)


Form = Annotated[ImmutableMultiDict[str, str], Depends(fields_of)]
"""The fields of the form that was sent."""
