"""Period of a barometer: a year or two days, and the period before, with which it is compared."""

from datetime import date, timedelta
from typing import Final, NamedTuple

import strawberry
from strawberry import field

from efe_graphql.contract.errors import BadUserInput
from efe_graphql.types.trail.trail_page import at_field
from efe_projections.barometer.reads import BarometerDays

FIRST_YEAR: Final = 2000
"""First year of a barometer: no fact of the register is older."""


@strawberry.type(description="Des jours qui se suivent, le premier et le dernier compris.")
class BarometerSpan:
    from_: date = field(name="from", description="Le premier jour.")
    until: date = field(description="Le dernier jour.")


class ChosenPeriod(NamedTuple):
    """Days of a barometer and of the period before. `in_progress`: the year chosen is not over, and stops today."""

    days: BarometerDays
    former: BarometerDays
    in_progress: bool


def chosen_period(year: int | None, first: date | None, last: date | None, today: date) -> ChosenPeriod:
    """Returns the period of a year, the current one by default, or of two days.

    Raises `BadUserInput`, with the field of the wrong value.
    """
    if year is None and (first or last):
        return _between(first, last, today)
    year = today.year if year is None else year
    if first or last:
        raise at_field("year", BadUserInput("Un baromètre porte sur une année ou sur deux jours, pas sur les deux."))
    if not FIRST_YEAR <= year <= today.year:
        raise at_field(
            "year",
            BadUserInput("Un baromètre porte sur une année de {first} à {last}.", first=FIRST_YEAR, last=today.year),
        )
    end = min(date(year, 12, 31), today)
    former = BarometerDays(date(year - 1, 1, 1), _year_before(end))
    return ChosenPeriod(BarometerDays(date(year, 1, 1), end), former, in_progress=end < date(year, 12, 31))


def _between(first: date | None, last: date | None, today: date) -> ChosenPeriod:
    """Compares as many days before the first one.

    A first day alone goes on until today, a last day alone begins with its year.
    """
    last = last or today
    first = first or date(last.year, 1, 1)
    if first.year < FIRST_YEAR:
        raise at_field("from", BadUserInput("Un baromètre commence en {first} au plus tôt.", first=FIRST_YEAR))
    if first > last:
        raise at_field("until", BadUserInput("Le dernier jour d'un baromètre ne précède pas le premier."))
    if last > today:
        raise at_field("until", BadUserInput("Le dernier jour d'un baromètre n'est pas à venir."))
    day = timedelta(days=1)
    former = BarometerDays(first - (last - first) - day, first - day)
    return ChosenPeriod(BarometerDays(first, last), former, in_progress=False)


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)
