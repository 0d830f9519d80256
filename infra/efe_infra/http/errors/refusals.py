"""Refusals by HTTP status: a stable code and a sentence, in the shape of a GraphQL response."""

from collections.abc import Mapping

import orjson
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from efe_domain.shared.messages import Message, in_language
from efe_graphql.contract.errors import Timeout
from efe_graphql.limits.fair_share import RETRY_AFTER, TooManyOperations
from efe_infra.http.errors.faults import RETRY_HEADERS
from efe_infra.http.negotiation import GRAPHQL, JSON, negotiate, spoken
from efe_infra.process import metrics

log = structlog.stdlib.get_logger()

VARY = "Accept, Accept-Language, Authorization"
COMMON_HEADERS = [(b"cache-control", b"no-store"), (b"vary", VARY.encode())]
ROUTER_REFUSALS = {
    404: ("NOT_FOUND", Message("Rien ne se trouve à cette adresse.")),
    405: ("METHOD_NOT_ALLOWED", Message("Cette adresse n'accepte pas cette méthode HTTP.")),
}


class RequestRefused(HTTPException):
    """Refusal of a request, raised anywhere before its answer begins."""

    def __init__(
        self, status: int, code: str, message: str, /, *, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        self.message = Message(message, **values)
        super().__init__(status, self.message, headers)
        self.code = code


class JSONResponse(Response):
    """JSON answer that no cache may store: it depends on the account, the time and the language."""

    def __init__(
        self, content: object, status: int = 200, *, media: str = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status_code = status
        self.background = None
        self.body = orjson.dumps(content)
        self.raw_headers = [
            *COMMON_HEADERS,
            *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()),
            (b"content-length", str(len(self.body)).encode()),
            (b"content-type", f"{media}; charset=utf-8".encode()),
        ]


def too_many_operations(refused: TooManyOperations) -> RequestRefused:
    return RequestRefused(429, refused.CODE, refused.message, headers={"Retry-After": str(RETRY_AFTER)})


def token_required() -> RequestRefused:
    return RequestRefused(401, "UNAUTHENTICATED", "Un jeton est nécessaire.", headers={"WWW-Authenticate": "Bearer"})


async def answer_late(request: Request, late: Timeout) -> Response:
    return await answer_refusal(request, RequestRefused(503, late.code(), late.message, headers=RETRY_HEADERS))


async def answer_unfit(request: Request, _: Exception) -> Response:
    """Answers a parameter that FastAPI rejects, without repeating its value."""
    return await answer_refusal(
        request,
        RequestRefused(422, "BAD_USER_INPUT", "Un paramètre de cette requête manque, ou n'a pas la forme attendue."),
    )


async def answer_refusal(request: Request, refusal: HTTPException) -> Response:
    """Answers every `HTTPException`, those of the router included."""
    if isinstance(refusal, RequestRefused):
        code, message = refusal.code, refusal.message
    else:
        code, message = ROUTER_REFUSALS.get(refusal.status_code, ("BAD_USER_INPUT", Message(refusal.detail)))
    metrics.REFUSED.labels(code).inc()
    log.info("request refused", code=code, status=refusal.status_code)
    media = negotiate(request.headers.get("accept"))
    error = {"message": in_language(message, spoken(request)), "extensions": {"code": code}}
    return JSONResponse(
        {"errors": [error]}, refusal.status_code, media=GRAPHQL if media == GRAPHQL else JSON, headers=refusal.headers
    )
