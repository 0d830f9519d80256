"""Making of an evaluation file: everything is read at one position, and leaves as a stream, the report last."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile, mkdtemp
from typing import Any, Final

from anyio import to_thread

from efe_infra.console.language.formats import today
from efe_infra.console.web.moment import Moment
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.queue import QUEUE, CompileQueue
from efe_infra.papers.declaration.enclosed import SUMS, sums_text
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.dossier import bundle_copy, read_me
from efe_infra.papers.dossier.archive import DossierArchive
from efe_infra.papers.dossier.bundle_copy import CopyBundle
from efe_infra.papers.dossier.extracts import Extract, extracts_of
from efe_infra.papers.dossier.order import DossierOrder
from efe_infra.papers.dossier.read_me import DossierContents
from efe_infra.papers.dossier.tables import DossierMoment, TableFiles, dossier_tables
from efe_infra.papers.dossier.waiting import WaitingReader
from efe_infra.papers.issue import PaperUnknown, issue, seconds
from efe_infra.papers.kinds import decision, report
from efe_infra.papers.kinds.generated import REPORT_PAPER
from efe_infra.papers.proof.evidence import moment_of
from efe_infra.process.abandoned_files import remove_abandoned

TEMPORARY_PREFIX: Final = "efe-dossier-"


@asynccontextmanager
async def temporary_folder() -> AsyncIterator[Path]:
    await to_thread.run_sync(remove_abandoned, None, f"{TEMPORARY_PREFIX}*")
    folder = Path(await to_thread.run_sync(partial(mkdtemp, prefix=TEMPORARY_PREFIX)))
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


REPORT: Final = "rapport.pdf"


@dataclass(frozen=True, kw_only=True)
class DossierMaker:
    """Maker of one file. `reader` reads at one position; the payer is charged for each compilation."""

    order: DossierOrder
    reader: WaitingReader
    moment: ReadMoment
    extracts: Sequence[Extract]
    payer: Payer
    copy_bundle: CopyBundle
    origin: str | None
    queue: CompileQueue = QUEUE
    finished_files: list[str] = field(default_factory=list)
    """Names of the files that are finished."""

    @property
    def total(self) -> int:
        """Number of files: two a table, the extracts, the bundle, and three about them."""
        return 2 * len(dossier_tables()) + len(self.chosen) + 4

    @property
    def chosen(self) -> Sequence[Extract]:
        return self.extracts[: self.order.max_decisions]

    @classmethod
    async def prepared(
        cls, order: DossierOrder, reader_at: Callable[[Moment], PaperReader], **how: Any
    ) -> "DossierMaker":
        """Finds the position of the last day, and what the file will have. Raises `PaperUnknown` or `PageRefused`.

        `reader_at` returns the reader at a moment.
        """
        until = order.period.until
        known_at = until if until < today() else None
        position = (await moment_of(reader_at(Moment(known_at=known_at, in_force_on=until)))).position
        reader = WaitingReader(reader_at(Moment(known_at=position, in_force_on=until)))
        moment = await moment_of(reader)
        if report.is_visible(await reader.ask(REPORT_PAPER, asOf=moment.as_of, bassin=order.name)) is None:
            raise PaperUnknown
        extracts = await extracts_of(reader, moment, order.name, order.period)
        return cls(order=order, reader=reader, moment=moment, extracts=extracts, **how)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yields the ZIP. Raises `PageRefused`, `PaperRefused` or `BudgetSpent`: a stream that ends so is no ZIP."""
        archive = DossierArchive(seconds(self.moment.known_at))
        async for piece in self._tables(archive):
            yield piece
        for each in self.chosen:
            yield archive.add_whole(each.name, await self._extract(each))
            self.finished_files.append(each.name)
        missing = ""
        with TemporaryFile() as file:
            missing = await self.copy_bundle(self.order, self.moment.position, file)
            if not missing:
                async for piece in archive.add(bundle_copy.FILE, bundle_copy.pieces_of(file)):
                    yield piece
            self.finished_files.append(bundle_copy.FILE)
        contents = DossierContents(
            extracts=len(self.chosen),
            decisions=len(self.extracts),
            no_bundle=missing,
            checkpoint=read_me.checkpoint_words(self.moment.note),
        )
        yield archive.add_whole(read_me.FILE, read_me.read_me(self.order, self._at, contents))
        enclosed = list(archive.enclosed)
        yield archive.add_whole(SUMS, sums_text(enclosed))
        self.finished_files.extend([read_me.FILE, SUMS])
        paper = await self.reader.patiently(
            partial(issue, report.PAPER, self.order.report_key, enclosed=enclosed, **self._issuing)
        )
        yield archive.add_whole(REPORT, paper.pdf)
        self.finished_files.append(REPORT)
        yield archive.close()

    async def _tables(self, archive: DossierArchive) -> AsyncIterator[bytes]:
        async with temporary_folder() as folder:
            for table in dossier_tables():
                files = TableFiles(table, self.order, self._at, folder)
                async for piece in archive.add(f"{table.name}.csv", files.csv(self.reader)):
                    yield piece
                workbook = await to_thread.run_sync(files.workbook.open, "rb")
                async for piece in archive.add(f"{table.name}.xlsx", bundle_copy.pieces_of(workbook)):
                    yield piece
                self.finished_files.extend([f"{table.name}.csv", f"{table.name}.xlsx"])

    async def _extract(self, extract: Extract) -> bytes:
        paper = await self.reader.patiently(partial(issue, decision.PAPER, extract.key, **self._issuing))
        return paper.pdf

    @property
    def _at(self) -> DossierMoment:
        return DossierMoment(self.moment.position, seconds(self.moment.known_at))

    @property
    def _issuing(self) -> dict[str, Any]:
        return {"reader": self.reader, "origin": self.origin, "payer": self.payer, "queue": self.queue}
