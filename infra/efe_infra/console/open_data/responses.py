"""Responses of `/donnees`: files that are streamed, descriptions in JSON, and refusals for programs."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from anyio import move_on_after
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from efe_infra.console.open_data.catalogue import FileFormat
from efe_infra.console.open_data.datasets import Dataset
from efe_infra.console.open_data.edition import Edition, is_unchanged, validators
from efe_infra.console.open_data.files import LineWriter, csv_file, csv_rows, json_lines, lines
from efe_infra.console.open_data.reading import row_pages
from efe_infra.console.tables.responses import first_then_others
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import MultilingualRoute, as_page, refusal_of_fault
from efe_infra.console.web.refusals import PageRefused
from efe_infra.http.endpoints.openapi import Address
from efe_infra.http.entity_tags import tag_of
from efe_infra.http.errors.refusals import JSONResponse
from efe_infra.http.negotiation import wants_page
from efe_infra.process import metrics

MAX_TRANSFER_S: Final = 3600.0
"""Seconds in which a client must have taken a file; a client that reads a byte a second holds no task for ever."""
CODES: Final = {400: "BAD_USER_INPUT", 404: "NOT_FOUND"}
WRITERS: Final[Mapping[str, tuple[LineWriter, LineWriter]]] = {
    "csv": (csv_file, csv_rows),
    "jsonl": (json_lines, json_lines),
}


class BoundedStreamingResponse(StreamingResponse):
    """Stream that is broken off after `MAX_TRANSFER_S`: the server closes the connection without a last chunk."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with move_on_after(MAX_TRANSFER_S):
            await super().__call__(scope, receive, send)


class DataRoute(MultilingualRoute):
    """Route of a file. A browser gets refusals as pages; a program gets them as JSON with a code."""

    def get_route_handler(self) -> Any:
        handler = Address.get_route_handler(self)

        async def answer(request: Request) -> Response:
            async def with_refusals(request: Request) -> Response:
                try:
                    return await handler(request)
                except Exception as fault:
                    if wants_page(request.headers.get("accept")):
                        raise
                    return json_refusal(fault if isinstance(fault, HTTPException) else refusal_of_fault(fault))

            request.state.multilingual = self.multilingual
            return await as_page(request, with_refusals)

        return answer


def json_refusal(refusal: HTTPException) -> Response:
    """Returns a refusal in the shape of the errors of GraphQL."""
    code = refusal.code if isinstance(refusal, PageRefused) and refusal.code else ""
    code = code or CODES.get(refusal.status_code, f"PAGE_{refusal.status_code}")
    metrics.REFUSED.labels(code).inc()
    error = {"message": str(refusal.detail), "extensions": {"code": code}}
    return JSONResponse({"errors": [error]}, refusal.status_code, headers=refusal.headers)


async def file_response(
    visitor: PageRequest, dataset: Dataset[Any, Any], form: FileFormat, edition: Edition
) -> Response:
    """Streams a file at one position. No row is read for HEAD, nor for a client that has the file.

    A page that fails breaks the transfer off. Raises `PageRefused`.
    """
    name, request = f"{dataset.name}.{form.ending}", visitor.request
    headers = validators(edition.tag(name), edition.modified) | {
        "Content-Disposition": f'attachment; filename="{dataset.name}-position-{edition.position}.{form.ending}"',
        "Content-Location": f"/donnees/{name}?{edition.query}",
        "Link": f'</donnees/{dataset.name}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"',
    }
    if is_unchanged(request.headers, headers):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return StreamingResponse(iter(()), media_type=form.media_type, headers=headers)
    pages = await first_then_others(row_pages(visitor, dataset, edition), [])
    first, others = WRITERS[form.ending]
    names = [each.name for each in dataset.columns]
    return BoundedStreamingResponse(lines(names, pages, first, others), media_type=form.media_type, headers=headers)


def description_response(request: Request, description: object, media_type: str) -> Response:
    """Returns a description in JSON, or 304 to a client that has it."""
    body = msgspec.json.format(msgspec.json.encode(description), indent=2)
    headers = validators(tag_of(body), None)
    if is_unchanged(request.headers, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
