"""Figures of a period in the evaluation report: those of the barometer, each with its definition."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from efe_graphql.types.barometer.period import FIRST_YEAR
from efe_infra.console.language.translatable import Euros, tr, tr_plural, tr_value
from efe_infra.papers.declaration.blocks import Block, heading, paragraphs, table
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.kinds.generated import REPORT_FIGURES, ReportFigure
from efe_infra.papers.kinds.report_period import ReportPeriod
from efe_projections.barometer.figure import BarometerFigureKey, BarometerUnit, Figure
from efe_projections.barometer.registry import FIGURES

FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
"""First day of the barometer: that of a report without a first day."""


def figure_days(period: ReportPeriod) -> dict[str, str]:
    """Returns the period as variables of the barometer."""
    return {"from": max(period.since or FIRST_DAY, FIRST_DAY).isoformat(), "until": period.until.isoformat()}


async def figures_of(
    reader: PaperReader, moment: ReadMoment, bassin: str, period: ReportPeriod
) -> Sequence[ReportFigure]:
    answer = await reader.ask(REPORT_FIGURES, asOf=moment.as_of, bassin=bassin, **figure_days(period))
    return answer.barometer.figures


def chapter_of(figures: Sequence[ReportFigure]) -> Iterator[Block]:
    """Yields the chapter; its titles and definitions are those of the barometer's page."""
    yield heading(tr("Chiffres de la période"))
    yield paragraphs(
        tr("Ces chiffres sont ceux du baromètre, pour les mêmes jours. Le texte appliqué ne demande aucun d'eux.")
    )
    yield table(
        tr("Chiffres de la période"),
        [(tr("Chiffre"), 4), (tr("Valeur"), 2), (tr("Définition"), 6)],
        [
            [tr(str(each.title)), value_of(each, figure), tr(str(each.definition))]
            for figure, each in declared(figures)
        ],
    )


def declared(figures: Sequence[ReportFigure]) -> Iterator[tuple[ReportFigure, Figure]]:
    """Yields each figure with its declaration."""
    for each in figures:
        yield each, FIGURES[BarometerFigureKey[each.key]]


def value_of(declaration: Figure, figure: ReportFigure) -> object:
    """Returns the value in words; a dash for a median or a share of nothing."""
    if figure.value is None:
        return "–"
    match declaration.unit:
        case BarometerUnit.CENTS:
            return Euros(figure.value)
        case BarometerUnit.DAYS:
            return days_in_words(figure.value)
        case BarometerUnit.PERCENT:
            return tr("%(number)s %%", number=round(figure.value))
        case _:
            return tr_value(int(figure.value))


def days_in_words(median: float) -> str:
    whole, tenths = divmod(round(10 * median), 10)
    if tenths:
        return tr("%(whole)s,%(tenths)s jours (médiane)", whole=whole, tenths=tenths)
    return tr_plural("%(count)s jour (médiane)", "%(count)s jours (médiane)", whole)
