"""`/instances/{bassin}/dossier-d-evaluation.zip`: the evaluation file, as it is made, for who reads the dossiers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from efe_domain.shared.bassins import Bassin
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.tables.responses import first_then_others
from efe_infra.console.web.moment import Moment, day_in
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.refusals import PageRefused, SignInNeeded, bassin_at
from efe_infra.http.errors.faults import RETRY_HEADERS
from efe_infra.http.origin import origin_of
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import PapersMissing, typst_version
from efe_infra.papers.declaration.reader import PaperReader
from efe_infra.papers.dossier.bundle_copy import copy_by_request
from efe_infra.papers.dossier.making import DossierMaker
from efe_infra.papers.dossier.order import DossierOrder, DossierRefused, checked_period
from efe_infra.papers.page import PageReader, file_headers, issued, pages

__all__ = ["pages"]

ADDRESS: Final = "/instances/{bassin}/dossier-d-evaluation.zip"
MAX_DECISIONS: Final = 60
"""Extracts in a file that is made for a browser; `efe report` makes more."""
MAX_AT_ONCE: Final = 4
"""Files in the making of one server process; one a client."""
MEDIA: Final = "application/zip"
ONE_AT_A_TIME: Final = tr(
    "Un dossier est déjà en préparation pour vous, ou trop le sont : attendez qu'il soit terminé."
)

_in_making: set[str] = set()
"""Names of the clients for whom a file is being made."""


@pages.get(ADDRESS)
async def evaluation_file(visit: Visit, request: Request, bassin: str) -> Response:
    """Sends the file as a stream. A file that fails breaks the transfer off, so a cut ZIP never looks whole."""
    try:
        order = order_of(bassin_at(bassin), visit.query("depuis"), visit.query("jusque"))
        typst_version()
    except DossierRefused as refused:
        raise PageRefused(400, refused.args[0], code="BAD_USER_INPUT", field=refused.field) from None
    except PapersMissing as missing:
        raise PageRefused(503, missing.args[0], code="PAPERS_MISSING") from None
    origin = origin_of(request, request.app.state.console.public)

    async def prepare(reader: PageReader, payer: Payer) -> AsyncIterator[bytes]:
        return await first_then_others(alone(payer.name, made(order, reader, payer, origin)), b"")

    return StreamingResponse(
        await issued(visit, bassin, prepare), media_type=MEDIA, headers=file_headers(order.file_name, "attachment")
    )


async def made(order: DossierOrder, reader: PageReader, payer: Payer, origin: str | None) -> AsyncIterator[bytes]:
    """Yields the file for the person of a request. Raises `SignInNeeded` for a visitor."""
    if reader.visit.session is None:
        raise SignInNeeded

    def reader_at(moment: Moment) -> PaperReader:
        return PageReader(replace(reader.visit, moment=moment))

    token = reader.visit.session.access_token
    copy = partial(copy_by_request, reader.visit.request, token=token, reader=None)
    maker = await DossierMaker.prepared(order, reader_at, payer=payer, copy_bundle=copy, origin=origin)
    async for piece in maker.pieces():
        yield piece


async def alone(client: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yields the pieces of a client's only file; another may follow, however this one ends. Raises `PageRefused`."""
    if client in _in_making or len(_in_making) >= MAX_AT_ONCE:
        raise PageRefused(429, ONE_AT_A_TIME, code="TOO_MANY_OPERATIONS", headers=RETRY_HEADERS)
    _in_making.add(client)
    try:
        async for piece in pieces:
            if piece:
                yield piece
    finally:
        _in_making.discard(client)


def order_of(bassin: str, since: str | None, until: str | None) -> DossierOrder:
    """Raises `DossierRefused` or `PageRefused`."""
    period = checked_period(day_in(since), day_in(until) or today())
    return DossierOrder(bassin=Bassin[bassin], period=period, max_decisions=MAX_DECISIONS)
