"""Papers for the command line: the web application in this process answers for the reader."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from efe_infra.console.web.moment import NOW, Moment
from efe_infra.identity.tokens import Verified
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import PaperRefused
from efe_infra.papers.issue import IssuedPaper, PaperUnknown, issue
from efe_infra.papers.listing.objects import ListedPaper, papers_of
from efe_infra.papers.registry import PAPERS
from efe_infra.transparency.evidence.atomic_file import ExportRefused

PAYER: Final = Payer("efe paper")
REFUSALS: Final = (PaperUnknown, PaperRefused, HTTPException, ExportRefused)
LIFETIME: Final = timedelta(hours=1)


class PaperNotHere(PaperRefused):
    """Raised for a paper that does not exist, or that its reader may not see."""

    def __init__(self) -> None:
        super().__init__("Ce document n'existe pas à ce moment, ou son lecteur ne peut pas le voir.")


def reader_of(app: Starlette, issuer: str, subject: str | None, as_of: str | None) -> AccountReader:
    """Returns the reader: an account of the issuer, or a visitor. Raises `PageRefused` for an invalid moment."""
    verified = Verified(issuer=issuer, subject=subject, expires_at=datetime.now(UTC) + LIFETIME) if subject else None
    return AccountReader(app, verified, Moment.at(as_of) if as_of else NOW)


def write(reader: AccountReader, app: Starlette, kind: str, key: str, public: str | None) -> IssuedPaper:
    """Makes one paper; `public` is the configured origin. Raises `PaperRefused`."""

    async def made() -> IssuedPaper:
        return await issue(PAPERS[kind], key, reader, origin=public, payer=PAYER)

    return answered(app, made)


def list_papers(reader: AccountReader, app: Starlette, kind: str, show: Callable[[ListedPaper], None]) -> int:
    """Shows each paper of a kind as soon as it is found; returns their number. Raises `PaperRefused`."""

    async def show_all() -> int:
        count = 0
        async for each in papers_of(PAPERS[kind], reader):
            show(each)
            count += 1
        return count

    return answered(app, show_all)


def answered[T](app: Starlette, work: Callable[[], Awaitable[T]]) -> T:
    """Runs work in an event loop of its own, with the application open. Raises `PaperRefused` or `ExportRefused`."""

    async def run() -> tuple[Any, Exception | None]:
        """Returns a refusal: raised inside the application, it would be logged as a failure of its start."""
        async with app.router.lifespan_context(app):
            try:
                return await work(), None
            except REFUSALS as refused:
                return None, refused

    try:
        result, refusal = anyio.run(run)
        if refusal:
            raise refusal
    except PaperUnknown:
        raise PaperNotHere from None
    except HTTPException as refused:
        if refused.status_code in {400, 403, 404}:
            raise PaperNotHere from None
        raise PaperRefused(refused.detail) from None
    return cast("T", result)
