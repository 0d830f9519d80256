"""Table of the barometer's figures for the period of an evaluation file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.responses import Connection, Edge, PageInfo
from efe_infra.console.tables.table import Cell, Line, RegisterTable, euros
from efe_infra.papers.kinds.generated import REPORT_FIGURES, ReportFigure, ReportFiguresResponse
from efe_infra.papers.kinds.report_figures import declared
from efe_projections.barometer.figure import BarometerUnit

UNITS: Final = {
    BarometerUnit.NUMBER: "nombre",
    BarometerUnit.DAYS: "jours (médiane)",
    BarometerUnit.CENTS: "euros",
    BarometerUnit.PERCENT: "%",
}
TENTH: Final = Decimal("0.1")


def connection_of(answer: ReportFiguresResponse) -> Connection[ReportFigure]:
    """Returns all figures as the only page of a list."""
    figures = answer.barometer.figures
    return Connection(
        edges=tuple(Edge(node=each) for each in figures),
        total_count=len(figures),
        page_info=PageInfo(has_next_page=False, end_cursor=None),
    )


def lines(figure: ReportFigure) -> Iterator[Line]:
    for each, declaration in declared([figure]):
        unit = declaration.unit
        yield (
            str(declaration.title),
            value_in(unit, each.value),
            UNITS[unit],
            each.count,
            str(declaration.definition),
        )


def value_in(unit: BarometerUnit, value: float | None) -> Cell:
    if value is None:
        return None
    match unit:
        case BarometerUnit.CENTS:
            return euros(int(value))
        case BarometerUnit.NUMBER:
            return int(value)
        case _:
            return Decimal(str(value)).quantize(TENTH)


FIGURES_TABLE: Final = RegisterTable(
    name="chiffres",
    title=tr("Chiffres de la période"),
    line_is=tr("Un chiffre du baromètre."),
    headings=("chiffre", "valeur", "unité", "lignes", "définition"),
    document=REPORT_FIGURES,
    connection=connection_of,
    lines=lines,
)
