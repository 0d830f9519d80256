"""Refusals by HTTP before GraphQL: a status, a stable code and a sentence, in the shape of a GraphQL response."""

from collections.abc import Mapping

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.errors import Timeout
from efe_infra.http.errors.outages import RETRY_AFTER
from efe_infra.http.negotiation import GRAPHQL, JSON, negotiate, spoken
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

VARY = "Accept, Accept-Language, Authorization"
COMMON = [(b"cache-control", b"no-store"), (b"vary", VARY.encode())]
KNOWN = {
    404: ("NOT_FOUND", Message("Rien ne se trouve à cette adresse.")),
    405: ("METHOD_NOT_ALLOWED", Message("Cette adresse n'accepte pas cette méthode HTTP.")),
}


class RequestRefused(HTTPException):
    """Raised by whatever prepares the answer, the context getter included (401 `UNAUTHENTICATED`)."""

    def __init__(
        self, status: int, code: str, message: str, /, *, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        self.message = Message(message, **values)
        super().__init__(status, self.message, headers)
        self.code = code


class JSONResponse(Response):
    """Never stored by a cache: an answer depends on the account, the time and the language."""

    def __init__(
        self, content: object, status: int = 200, *, media: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = orjson.dumps(content)
        self.raw_headers = [
            *COMMON,
            *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()),
            (b"content-length", str(len(self.body)).encode()),
            (b"content-type", f"{media}; charset=utf-8".encode()),
        ]


async def answer_late(request: Request, late: Timeout) -> Response:
    """The handler for what could not be read in time."""
    return await answer_refusal(request, RequestRefused(503, late.code(), late.message, headers=RETRY_AFTER))


async def answer_unfit(request: Request, _: Exception) -> Response:
    """The handler for a parameter that FastAPI declines; what was sent is not repeated."""
    return await answer_refusal(
        request,
        RequestRefused(422, "BAD_USER_INPUT", "Un paramètre de cette requête manque, ou n'a pas la forme attendue."),
    )


async def answer_refusal(request: Request, refusal: HTTPException) -> Response:
    """The handler of the application for every `HTTPException`, those of the router included."""
    if isinstance(refusal, RequestRefused):
        code, message = refusal.code, refusal.message
    else:
        code, message = KNOWN.get(refusal.status_code, ("BAD_USER_INPUT", Message(refusal.detail)))
    metrics.REFUSED.labels(code).inc()
    log.info("request refused", code=code, status=refusal.status_code)
    media = negotiate(request.headers.get("accept"))
    error = {"message": in_language(message, spoken(request)), "extensions": {"code": code}}
    return JSONResponse(
        {"errors": [error]}, refusal.status_code, media=GRAPHQL if media == GRAPHQL else JSON, headers=refusal.headers
    )
