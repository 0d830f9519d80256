"""Evaluation files for the command line: the web application in this process answers for the reader."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from anyio.to_thread import run_sync
from starlette.applications import Starlette

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import NIL
from efe_infra.console.language.formats import today
from efe_infra.console.web.moment import NOW, Moment
from efe_infra.http.endpoints.bundles import WriteBundle
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.checking.viewpoints import StatedViewers
from efe_infra.papers.command import PAYER, answered
from efe_infra.papers.command import reader_of as account_reader
from efe_infra.papers.declaration.reader import PaperReader
from efe_infra.papers.dossier.bundle_copy import CopyBundle, copy_by_request
from efe_infra.papers.dossier.making import DossierMaker
from efe_infra.papers.dossier.order import DossierOrder
from efe_infra.transparency.evidence.atomic_file import NothingToExport, atomic_file
from efe_projections.access.rows import GrantRow
from efe_projections.engine.viewer import Viewer

type Report = Callable[[int, int], None]
"""Takes the number of finished files, and of all files."""


@dataclass(frozen=True)
class InstanceReader(AccountReader):
    """Reader of the command line without an account, who reads as the Instance itself does."""

    @property
    def is_signed_in(self) -> bool:
        return True


def reader_of(app: Starlette, issuer: str, subject: str | None) -> AccountReader:
    """Returns the reader: an account of the issuer, or the Instance itself."""
    return account_reader(app, issuer, subject, None) if subject else InstanceReader(app, None, NOW)


def as_instance(bassin: Bassin) -> StatedViewers:
    """Returns the principals of a command line that reads as a coordinator of the Instance."""
    grant = GrantRow(
        scope=NIL,
        kept_in=NIL,
        pole=None,
        account=NIL,
        role=Role.COORDINATOR,
        granted_by=None,
        bassins=(bassin.value,),
        since=today() - timedelta(days=1),
        until=None,
    )
    return StatedViewers(Viewer(account=NIL, bassins=(bassin.value,)), (grant,))


def copy_directly(write_bundle: WriteBundle) -> CopyBundle:
    """Returns a copy from the ledger, for the operator of the installation."""

    async def copy(order: DossierOrder, position: int, file: IO[bytes]) -> str:
        try:
            await run_sync(partial(write_bundle, order.bassin, file, covering=position))
        except NothingToExport:
            return "Cette position n'est pas encore scellée."
        return ""

    return copy


def write(  # noqa: PLR0913 - the application, the reader, and the file
    app: Starlette,
    order: DossierOrder,
    reader: AccountReader,
    target: Path,
    *,
    write_bundle: WriteBundle | None,
    origin: str | None,
    report: Report,
    force: bool,
) -> DossierMaker:
    """Writes the file under its name when it is whole. Raises `PaperRefused` or `ExportRefused`.

    With `write_bundle` the bundle comes from the ledger; without, from the address, with the rights of the reader.
    """

    def reader_at(moment: Moment) -> PaperReader:
        return replace(reader, moment=moment)

    copy: CopyBundle = partial(copy_by_request, reader.request(), token=None, reader=reader.verified)
    if write_bundle:
        copy = copy_directly(write_bundle)

    async def make() -> DossierMaker:
        maker = await DossierMaker.prepared(order, reader_at, payer=PAYER, copy_bundle=copy, origin=origin)
        with atomic_file(target, force=force) as file:
            await copy_pieces(maker, file, report)
        return maker

    return answered(app, make)


async def copy_pieces(maker: DossierMaker, file: IO[bytes], report: Report) -> None:
    pieces: AsyncIterator[bytes] = maker.pieces()
    async for piece in pieces:
        file.write(piece)
        report(len(maker.finished_files), maker.total)
