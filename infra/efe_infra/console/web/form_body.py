"""Parser of the body of a posted form: text fields of bounded size."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.graphql.request import read_body

MAX_BODY = 200_000
"""Bytes. Enough for the longest texts of the contract in as many fields as the largest form has."""
MAX_FIELDS = 500
MEDIA = "application/x-www-form-urlencoded"

type Fields = ImmutableMultiDict[str, str]


async def fields_of(request: Request) -> Fields:
    """Returns the fields of a form. Raises `PageRefused` for another body, `RequestRefused` for a too large one."""
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
