"""Tables of an evaluation file: those of the register without names of persons, as CSV and XLSX."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from anyio import to_thread

from efe_infra.console.tables.files import csv_pages
from efe_infra.console.tables.listings import TABLES
from efe_infra.console.tables.table import Cell, Line, RegisterTable
from efe_infra.console.tables.workbook import TableWorkbook
from efe_infra.papers.declaration.reader import PaperReader
from efe_infra.papers.dossier.figures_table import FIGURES_TABLE
from efe_infra.papers.dossier.order import DossierOrder
from efe_infra.papers.kinds.report_figures import figure_days

FOLDER: Final = "tableaux"
NAMES: Final = ("poles", "membres", "presences", "decisions", "projets", "verdicts", "soutiens", "avis")
PERSONS: Final = frozenset({"représentant", "suppléant", "personne"})
"""Headings of columns that an evaluation file leaves out: the register names no person."""
LINES: Final = {"membres": "Une qualité de membre d'un pôle."}
"""Sentences about a line, where that of the register names a column that is left out."""


@dataclass(frozen=True)
class DossierTable:
    """Table of the register, of one Instance, without its columns of persons."""

    table: RegisterTable[Any, Any]

    @property
    def name(self) -> str:
        """Name of its files, without their ending."""
        return f"{FOLDER}/{self.table.name}"

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.table.headings[each] for each in self._columns)

    @property
    def _columns(self) -> list[int]:
        return [number for number, each in enumerate(self.table.headings) if each not in PERSONS]

    async def pages(self, reader: PaperReader, order: DossierOrder, position: int) -> AsyncIterator[list[Line]]:
        """Yields the lines of each page, all at one position. Raises `PageRefused`."""
        after: str | None = None
        variables: dict[str, Any] = {"asOf": {"position": str(position)}, **self._conditions(order)}
        if "inForceOn" in self.table.document.takes:
            variables["inForceOn"] = order.period.until.isoformat()
        while True:
            page = self.table.connection(await reader.ask(self.table.document, **variables, after=after))
            yield [self._line(line) for each in page.nodes for line in self.table.lines(each)]
            if (after := page.after) is None:
                return

    def _conditions(self, order: DossierOrder) -> dict[str, Any]:
        if "filter" in self.table.document.takes:
            return {"filter": self._filter(order)}
        return {"bassin": order.name, **figure_days(order.period)}

    def _filter(self, order: DossierOrder) -> dict[str, Any]:
        conditions: dict[str, Any] = {"bassin": order.name}
        if self.table.depends_on_law_day:
            conditions["inForceOn"] = order.period.until.isoformat()
        if "depuis" in self.table.filters:
            since = order.period.since
            conditions |= {"until": order.period.until.isoformat()}
            conditions |= {"since": since.isoformat()} if since else {}
        return conditions

    def _line(self, line: Line) -> Line:
        return tuple(line[each] for each in self._columns)


@dataclass(frozen=True)
class DossierMoment:
    """Position of a file, and the instant of its last act in seconds."""

    position: int
    timestamp: int

    @property
    def known_at(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp, UTC)

    def rows(self, table: DossierTable, order: DossierOrder, number_of_lines: int) -> Iterator[tuple[str, Cell]]:
        """Yields the second sheet of a workbook: what was read, and when."""
        yield "Tableau", str(table.table.title)
        yield "Une ligne", LINES.get(table.table.name, str(table.table.line_is))
        yield "Bassin", order.title
        yield "Lignes", number_of_lines
        yield "Position du registre", self.position
        yield "Consigné jusqu'au", self.known_at
        yield "En droit le", order.period.until


class TableFiles:
    """The CSV file of a table, piece by piece, and its workbook beside it in `folder`, from the same lines."""

    def __init__(
        self,
        table: DossierTable,
        order: DossierOrder,
        moment: DossierMoment,
        folder: Path,
        *,
        read_at: int | None = None,
    ) -> None:
        """`read_at` is the position of a replayed bundle; without it, that of the file."""
        self._table, self._order, self._moment = table, order, moment
        self._position = moment.position if read_at is None else read_at
        self.workbook = folder / f"{table.table.name}.xlsx"

    async def csv(self, reader: PaperReader) -> AsyncIterator[bytes]:
        """Yields the CSV file; the workbook is whole after the last piece."""
        with TableWorkbook(self.workbook, self._table.table.title, self._table.headings) as book:

            async def pages() -> AsyncIterator[list[Line]]:
                async for lines in self._table.pages(reader, self._order, self._position):
                    await to_thread.run_sync(book.write, lines)
                    yield lines

            async for piece in csv_pages(self._table.headings, pages()):
                yield piece
            rows = [*self._moment.rows(self._table, self._order, book.number_of_lines)]
            await to_thread.run_sync(partial(book.close, rows))


def dossier_tables() -> Sequence[DossierTable]:
    return [*(DossierTable(TABLES[name]) for name in NAMES), DossierTable(FIGURES_TABLE)]
