"""Days in law: periods, anniversaries and terms."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efe_domain.shared.days import Period, TooEarly, anniversary, check_not_before, last_day
from tests.domain.given import TODAY, TOMORROW, YESTERDAY

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 3, 1), 3, date(2029, 3, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_the_anniversary_of_a_29_february_falls_on_the_28th(day: date, years: int, expected: date) -> None:
    assert anniversary(day, years) == expected


@given(DAYS)
def test_three_years_are_never_more_than_three_years(starts: date) -> None:
    ends = last_day(starts, 3)

    assert timedelta(1094) <= ends - starts <= timedelta(1095)
    assert (ends + timedelta(1)).replace(year=starts.year) <= starts
    assert ends.year <= starts.year + 3


def test_a_period_covers_its_first_day_and_not_the_day_of_its_end() -> None:
    period = Period(YESTERDAY, TODAY)

    assert [period.covers(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [True, False, False]


def test_an_open_period_covers_every_later_day() -> None:
    assert [Period(TODAY).covers(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [False, True, True]


def test_a_period_that_ends_on_its_first_day_covers_nothing() -> None:
    assert not any(Period(TODAY, TODAY).covers(day) for day in (YESTERDAY, TODAY, TOMORROW))


@given(DAYS, DAYS, DAYS)
def test_a_period_reaches_a_day_when_it_covers_that_day_or_a_later_one(since: date, until: date, day: date) -> None:
    period = Period(min(since, until), max(since, until))

    if period.covers(day):
        assert period.reaches(day)
    if not period.reaches(day):
        assert not period.covers(day + timedelta(1))


def test_a_command_may_come_on_the_very_day_of_what_it_depends_on() -> None:
    check_not_before(TODAY, TODAY, "ce dont il dépend")

    with pytest.raises(TooEarly, match="28 février 2026 précède ce dont il dépend"):
        check_not_before(YESTERDAY, TODAY, "ce dont il dépend")
