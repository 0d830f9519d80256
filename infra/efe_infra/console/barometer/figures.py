"""Figures of a barometer in words: their themes, values, differences, and the table of the lines behind each."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from efe_graphql.wording.formats import format_number
from efe_infra.console.barometer.generated import BAROMETER_TABLE, BarometerFigure, BarometerLine
from efe_infra.console.language.translatable import Euros, Translatable, tr, tr_plural, tr_value
from efe_infra.console.register.links import kind_name, object_name
from efe_infra.console.tables.table import Line, RegisterTable, euros, in_bassins

NUMBER, DAYS, CENTS, PERCENT = "NUMBER", "DAYS", "CENTS", "PERCENT"
THEMES: Final[Mapping[str, str]] = {
    "POLES": tr("Pôles"),
    "MEETINGS": tr("Réunions"),
    "DECISIONS": tr("Décisions"),
    "PROJECTS": tr("Projets"),
    "MEANS": tr("Soutiens et financements"),
    "OPINIONS": tr_plural("Avis", "Avis", 2),
}


class FigureWords(NamedTuple):
    """Title of a figure, and its unit."""

    title: Translatable
    unit: str


FIGURES: Final[Mapping[str, FigureWords]] = {
    "ACTIVE_POLES": FigureWords(tr("Pôles en activité, par axe"), NUMBER),
    "POLES_BY_TERM": FigureWords(tr("Pôles en activité, par fin de terme"), NUMBER),
    "SEATS": FigureWords(tr("Membres des pôles en activité, par collège"), NUMBER),
    "ATTENDANCE": FigureWords(tr("Présence aux réunions des pôles"), PERCENT),
    "MEETINGS_HELD": FigureWords(tr("Réunions tenues"), NUMBER),
    "MEETING_RHYTHM": FigureWords(tr("Pôles réunis au rythme convenu"), PERCENT),
    "DECISIONS_ADOPTED": FigureWords(tr("Décisions adoptées"), NUMBER),
    "DAYS_TO_CONSENSUS": FigureWords(tr("Jours jusqu'au consensus"), DAYS),
    "OBJECTIONS": FigureWords(tr("Objections"), NUMBER),
    "OWN_WORDS": FigureWords(tr("Positions données par les membres eux-mêmes"), PERCENT),
    "JOINT_PROJECTS": FigureWords(tr("Projets conjoints"), NUMBER),
    "VERDICTS": FigureWords(tr("Verdicts des Instances"), NUMBER),
    "DAYS_TO_VERDICT": FigureWords(tr("Jours jusqu'au verdict"), DAYS),
    "CONDITIONS_MET": FigureWords(tr("Conditions remplies"), PERCENT),
    "SUPPORTS_GRANTED": FigureWords(tr("Soutiens accordés"), NUMBER),
    "SUPPORTS_ENDED": FigureWords(tr("Soutiens terminés"), NUMBER),
    "FUNDING_ASKED": FigureWords(tr("Financements demandés"), CENTS),
    "FUNDING_GRANTED": FigureWords(tr("Financements accordés"), CENTS),
    "OPINIONS_SENT": FigureWords(tr("Avis transmis"), NUMBER),
    "OPINIONS_ANSWERED": FigureWords(tr("Avis qui ont reçu une réponse"), PERCENT),
}
VALUES: Final[Mapping[str, str]] = {
    DAYS: tr("Jours"),
    CENTS: tr("Montant"),
    PERCENT: tr("Compte dans la part"),
}
"""Headings of the value of a line, by unit; a number has none."""


def slug_of(figure: str) -> str:
    return figure.lower().replace("_", "-")


def figure_at(slug: str) -> str | None:
    """Returns the contract's name of the figure in an address; None for any other text."""
    return next((figure for figure in FIGURES if slug_of(figure) == slug), None)


def by_theme(
    figures: tuple[BarometerFigure, ...],
) -> Iterator[tuple[str, str, list[BarometerFigure]]]:
    """Yields each theme, its heading and its figures."""
    for theme, those in groupby(figures, key=attrgetter("theme")):
        yield theme.lower(), THEMES[theme], list(those)


def value_text(value: float | None, unit: str) -> Translatable:
    """Returns a value with its unit, to one decimal; a dash for none."""
    if value is None:
        return Translatable(lambda _: "–")
    if unit == CENTS:
        return tr_value(Euros(round(value)))
    number = _number(value)
    if unit == DAYS:
        return tr_plural("%(number)s jour", "%(number)s jours", int(value) if value in {0, 1} else 2, number=number)
    return tr("%(number)s %%", number=number) if unit == PERCENT else number


def difference_text(value: float | None, previous: float | None, unit: str) -> Translatable:
    """Returns the difference from the period before in words."""
    if value is None or previous is None:
        return tr("sans comparaison")
    difference = round(value - previous, 1)
    if not difference:
        return tr("autant qu'avant")
    sign = "+" if difference > 0 else "\N{MINUS SIGN}"
    size = _number(abs(difference)) if unit == PERCENT else value_text(abs(difference), unit)
    if unit == PERCENT:
        return tr_plural(
            "%(sign)s%(number)s point", "%(sign)s%(number)s points", 1 if size == "1" else 2, sign=sign, number=size
        )
    return Translatable(lambda locale: f"{sign}{size.render(locale)}")


def line_value(value: float, unit: str) -> Translatable:
    """Returns the value of a line; yes or no for one that counts in a share."""
    if unit == PERCENT:
        return tr("oui") if value else tr("non")
    return value_text(value, unit)


def table_of(figure: str) -> RegisterTable[Any, Any]:
    """Returns the lines behind a figure as a table."""
    unit = FIGURES[figure].unit

    def lines(each: BarometerLine) -> Iterator[Line]:
        thing = each.entity
        own: Line = (
            (object_name(thing) if thing else None),
            kind_name(thing.typename) if thing else None,
            in_bassins(each.bassins),
            each.day,
            each.label,
        )
        yield (*own, *_cells(each.value, unit), each.illustrative)

    return RegisterTable(
        name=f"barometre-{slug_of(figure)}",
        title=FIGURES[figure].title,
        line_is=tr("Une ligne que compte un chiffre du baromètre."),
        headings=("objet", "sorte", "bassins", "jour", "groupe", *_HEADINGS[unit], "exemple"),
        document=BAROMETER_TABLE,
        connection=lambda answer: answer.barometer_lines,
        lines=lines,
    )


_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    NUMBER: (),
    DAYS: ("jours",),
    CENTS: ("montant",),
    PERCENT: ("compte dans la part",),
}


def _cells(value: float, unit: str) -> Line:
    match unit:
        case "DAYS":
            return (round(value),)
        case "CENTS":
            return (euros(round(value)),)
        case "PERCENT":
            return (bool(value),)
        case _:
            return ()


def _number(value: float) -> Translatable:
    return Translatable(lambda locale: format_number(round(value, 1), locale.language))
