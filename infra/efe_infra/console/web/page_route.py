"""Routes of pages: every error on them is answered by a page."""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from efe_infra.console.language.translatable import Translatable
from efe_infra.console.web.compression import compressed
from efe_infra.console.web.languages import preferred_language
from efe_infra.console.web.moment import NOW, Moment
from efe_infra.console.web.origin import SAFE, check_origin
from efe_infra.console.web.page_request import UNAVAILABLE, PageRequest
from efe_infra.console.web.refusals import (
    NOT_YET,
    SENTENCES,
    STATUS_TEXTS,
    UNKNOWN_THEN,
    NotHere,
    PageRefused,
    SignInNeeded,
)
from efe_infra.console.web.rendering import HEADERS
from efe_infra.http.admission.admissions import TooManyStrangers
from efe_infra.http.admission.request_turn import admit_stranger
from efe_infra.http.endpoints.openapi import INTERNAL_ERROR, Address, name_of, refusals
from efe_infra.http.entity_tags import tagged
from efe_infra.http.errors.faults import RETRY_HEADERS, log_outage, report
from efe_infra.http.errors.refusals import answer_refusal
from efe_infra.http.negotiation import wants_page
from efe_infra.process import metrics

UNSIGNED: Final = "Votre session a pris fin."

log = structlog.stdlib.get_logger()

type Handler = Callable[[Request], Coroutine[Any, Any, Response]]
FOR_PROGRAMS: Final = ("/graphql", "/documents", "/health")
"""Beginnings of addresses for programs, which refuse in JSON even for a browser."""


class PageRoute(Address):
    """Route of a page in French. Checks first that a form comes from a page of the console."""

    multilingual: ClassVar[bool] = False

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            request.state.multilingual = self.multilingual
            return compressed(request, await as_page(request, handler))

        return answer


class MultilingualRoute(PageRoute):
    """Route of a page in the reader's language."""

    multilingual = True


async def as_page(request: Request, handler: Handler) -> Response:
    request.state.session = None
    try:
        check_origin(request)
        request.state.session = await request.app.state.console.session(request)
        if request.state.session is None:
            await admit_stranger()
        return with_etag(request, await handler(request))
    except SignInNeeded:
        return refusal_page(request, PageRefused(401, UNSIGNED)) if by_script(request) else to_sign_in(request)
    except RequestValidationError:
        return refusal_page(request, PageRefused(422))
    except HTTPException as refusal:
        return refusal_page(request, refusal)
    except Exception as fault:  # noqa: BLE001 - reported
        return refusal_page(request, refusal_of_fault(fault))


def page_router(*, declared: bool = False, multilingual: bool = False) -> APIRouter:
    """Returns the router of a module; `declared` pages are in the OpenAPI document.

    All texts of `multilingual` pages are marked for translation; other pages are in French.
    """
    return APIRouter(
        route_class=MultilingualRoute if multilingual else PageRoute,
        tags=["Pages"],
        default_response_class=Response,
        responses=refusals(INTERNAL_ERROR),
        generate_unique_id_function=name_of,
        include_in_schema=declared,
    )


def with_etag(request: Request, response: Response) -> Response:
    """Adds an `ETag` to a page that is the same for all visitors; answers 304 if the browser has it already.

    An answer that names itself private stays as it is: its reader has a bearer token or a secret address.
    """
    is_public = request.state.session is None and response.status_code == 200 and request.method in SAFE
    is_streamed = not hasattr(response, "body")
    is_private = "set-cookie" in response.headers or "private" in response.headers.get("cache-control", "")
    if not is_public or is_streamed or is_private:
        return response
    return tagged(request, response, caching="no-cache")


async def answer_refused(request: Request, refusal: HTTPException) -> Response:
    """Answers a refusal with a page for a browser, and in JSON for other clients and at addresses for programs."""

    async def again(_: Request) -> Response:
        raise refusal

    if wants_page(request.headers.get("accept")) and not request.url.path.startswith(FOR_PROGRAMS):
        return await as_page(request, again)
    return await answer_refusal(request, refusal)


def refusal_page(request: Request, refusal: HTTPException) -> Response:
    code = (refusal.code if isinstance(refusal, PageRefused) else "") or f"PAGE_{refusal.status_code}"
    metrics.REFUSED.labels(code).inc()
    log.info("page refused", code=code, status=refusal.status_code)
    visitor = PageRequest(request=request, session=request.state.session, moment=moment_of(request, refusal))
    words = NOT_YET if visitor.moment.is_past else STATUS_TEXTS.get(refusal.status_code, STATUS_TEXTS[400])
    sentence = sentence_of(refusal, visitor.moment)
    told_in = refusal.language if isinstance(refusal, PageRefused) else None
    response = visitor.page(
        "web/refusal.html",
        status=refusal.status_code,
        language=told_in or preferred_language(request),
        texts=[*words, *([sentence] if sentence and not (told_in or isinstance(sentence, Translatable)) else [])],
        words=words,
        sentence=sentence,
        refusal=refusal,
    )
    response.headers.update(refusal.headers or {})
    return response


def moment_of(request: Request, refusal: HTTPException) -> Moment:
    """Returns the moment of a missing page; now for any other refusal."""
    moment: Moment | None = getattr(request.state, "moment", None)
    try:
        return moment or Moment.of(request.query_params) if isinstance(refusal, NotHere) else NOW
    except PageRefused:
        return NOW


def sentence_of(refusal: HTTPException, moment: Moment) -> str:
    if moment.is_past:
        return UNKNOWN_THEN
    has_sentence = isinstance(refusal, PageRefused | TooManyStrangers)
    return refusal.detail if has_sentence else SENTENCES.get(refusal.status_code, "")


def refusal_of_fault(fault: Exception) -> PageRefused:
    """Returns the refusal for an unexpected error: an outage, or a fault, which is logged."""
    if outage := log_outage(fault):
        return PageRefused(503, UNAVAILABLE, code=outage.code(), headers=RETRY_HEADERS)
    return PageRefused(500, error_id=report(fault), code="INTERNAL_SERVER_ERROR")


def by_script(request: Request) -> bool:
    """Tells whether a script sent the request: it cannot sign in."""
    return request.headers.get("sec-fetch-dest") == "empty"


def to_sign_in(request: Request) -> Response:
    """Redirects to sign-in, and from there back to the page. The input of a form is lost."""
    here = PageRequest(request=request, session=None).here
    return RedirectResponse(f"/connexion?{urlencode({'suite': here})}", 303, headers=HEADERS)
