"""`/actes/{kind}/{key}.pdf`: a paper of an object, for the session of a browser or for a bearer token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from efe_domain.shared.messages import Language, in_language
from efe_graphql.limits.cost_budget import BudgetSpent
from efe_infra.console.register.documents import Document
from efe_infra.console.web.computing import client_of
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere, PageRefused, SignInNeeded
from efe_infra.console.web.session import Session
from efe_infra.http.errors.faults import RETRY_HEADERS
from efe_infra.http.errors.refusals import token_required
from efe_infra.http.graphql.response import refusal_headers
from efe_infra.http.origin import origin_of
from efe_infra.papers import word_file
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import PaperRefused, PapersMissing
from efe_infra.papers.issue import EditableFile, IssuedPaper, PaperUnknown, issue, issue_draft
from efe_infra.papers.kinds import minutes
from efe_infra.papers.registry import PAPERS

pages = page_router(multilingual=True)
ADDRESS: Final = "/actes/{kind}/{key}.pdf"
DRAFT_ADDRESS: Final = "/actes/minutes/{key}.docx"
MAX_KEY_CHARACTERS: Final = 120
MEDIA: Final = "application/pdf"
MALFORMED: Final = "BAD_USER_INPUT"
"""Code of the platform's refusal of a key that no object can have."""


@dataclass(frozen=True)
class PageReader:
    """Person of a request: the session of a browser, else the bearer token of a client."""

    visit: PageRequest

    @property
    def language(self) -> Language:
        return self.visit.language

    @property
    def is_signed_in(self) -> bool:
        return self.visit.session is not None

    @property
    def law_day(self) -> date | None:
        return self.visit.moment.law_day

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T:
        return await self.visit.ask(document, **variables)


@pages.get(ADDRESS)
async def paper(visit: Visit, request: Request, kind: str, key: str) -> Response:
    """Sends the paper. The moment of the address is that of the page."""
    if kind not in PAPERS:
        raise NotHere
    origin = origin_of(request, request.app.state.console.public)

    async def make(reader: PageReader, payer: Payer) -> IssuedPaper:
        return await issue(PAPERS[kind], key, reader, origin=origin, payer=payer)

    file = await issued(visit, key, make)
    return file_response(file.pdf, MEDIA, file.name, "inline")


@pages.get(DRAFT_ADDRESS)
async def draft_minutes(visit: Visit, key: str) -> Response:
    """Sends the minutes of a meeting as an editable file, until they are adopted."""

    async def make(reader: PageReader, payer: Payer) -> EditableFile:
        return await issue_draft(minutes.PAPER, key, reader, payer=payer)

    file = await issued(visit, key, make)
    return file_response(file.content, word_file.MEDIA, file.name, "attachment")


async def issued[T](visit: PageRequest, key: str, make: Callable[[PageReader, Payer], Awaitable[T]]) -> T:
    """Returns a paper for the reader of a request, who is charged for it. Raises the refusals of pages."""
    if len(key) > MAX_KEY_CHARACTERS:
        raise NotHere
    reader = PageReader(with_bearer(visit))
    try:
        return await make(reader, await payer_of(reader.visit))
    except PaperUnknown:
        raise NotHere from None
    except SignInNeeded:
        if reader.visit is visit:
            raise
        raise token_required() from None
    except PageRefused as refused:
        if refused.code == MALFORMED:
            raise NotHere from None
        raise
    except BudgetSpent as spent:
        raise PageRefused(
            429,
            in_language(spent.message, visit.language),
            code=str(spent.extensions["code"]) if spent.extensions else "",
            language=visit.language,
            headers=refusal_headers(spent),
        ) from None
    except PapersMissing as missing:
        raise PageRefused(503, missing.args[0], code="PAPERS_MISSING") from None
    except PaperRefused as refused:
        raise PageRefused(503, refused.args[0], code="PAPER_REFUSED", headers=RETRY_HEADERS) from None


async def payer_of(visit: PageRequest) -> Payer:
    """Returns the account of the request, or the address of a visitor, with its budget of a minute."""
    return Payer(await client_of(visit), visit.request.app.state.budget)


def file_response(content: bytes, media_type: str, name: str, disposition: str) -> Response:
    return Response(content, media_type=media_type, headers=file_headers(name, disposition))


def file_headers(name: str, disposition: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Vary": "Cookie, Authorization, Accept-Language",
    }


def with_bearer(visit: PageRequest) -> PageRequest:
    """Returns the request with the bearer token as its session, if it has no other."""
    scheme, _, token = visit.request.headers.get("authorization", "").partition(" ")
    if visit.session or scheme.lower() != "bearer" or not token:
        return visit
    session = Session(label="", access_token=token.strip(), expires_at=datetime.now(UTC))
    return PageRequest(request=visit.request, session=session, moment=visit.moment)
