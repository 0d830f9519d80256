"""What HTTP refuses before GraphQL answers: a status, a stable code and a sentence, shaped as a GraphQL response."""

from collections.abc import Mapping

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from efe_graphql.refusals import Timeout
from efe_infra.http.negotiation import GRAPHQL, JSON, negotiate

KNOWN = {
    404: ("NOT_FOUND", "Rien ne se trouve à cette adresse."),
    405: ("METHOD_NOT_ALLOWED", "Cette adresse n'accepte pas cette méthode HTTP."),
}


class RequestRefused(HTTPException):
    """Raised by whatever prepares the answer, the context getter included (401 `UNAUTHENTICATED`)."""

    def __init__(self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, headers)
        self.code = code


class JSONResponse(Response):
    """Never stored by a cache: an answer depends on who asks, and on when."""

    def __init__(
        self, content: object, status: int = 200, *, media: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        common = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
        super().__init__(
            orjson.dumps(content), status, {**common, **(headers or {})}, media_type=f"{media}; charset=utf-8"
        )


async def answer_late(request: Request, late: Timeout) -> Response:
    """The handler for what could not be read in time."""
    return await answer_refusal(request, RequestRefused(503, late.code(), str(late)))


async def answer_refusal(request: Request, refusal: HTTPException) -> Response:
    """The handler of the application for every `HTTPException`, those of the router included."""
    if isinstance(refusal, RequestRefused):
        code, message = refusal.code, refusal.detail
    else:
        code, message = KNOWN.get(refusal.status_code, ("BAD_USER_INPUT", refusal.detail))
    media = negotiate(request.headers.get("accept"))
    error = {"message": message, "extensions": {"code": code}}
    return JSONResponse(
        {"errors": [error]}, refusal.status_code, media=GRAPHQL if media == GRAPHQL else JSON, headers=refusal.headers
    )
