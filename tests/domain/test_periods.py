"""Facts that begin, end and may begin again."""

import pytest

from efe_domain.shared.days import Period, Periods, TooEarly
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY


def two_periods() -> Periods[str]:
    periods = Periods[str]()
    periods.open("bois", REGISTER_OPENED)
    periods.close("bois", YESTERDAY)
    periods.open("bois", TODAY)
    return periods


def test_the_end_is_that_of_the_last_period() -> None:
    periods = two_periods()

    periods.close("bois", TOMORROW)

    assert periods.of("bois") == (Period(REGISTER_OPENED, YESTERDAY), Period(TODAY, TOMORROW))


def test_between_two_periods_there_is_none() -> None:
    periods = two_periods()

    assert [periods.cover("bois", day) for day in (REGISTER_OPENED, YESTERDAY, TODAY)] == [True, False, True]


def test_an_open_period_reaches_every_day_and_an_ended_one_its_eve() -> None:
    periods = two_periods()

    assert periods.is_open("bois")
    assert periods.reach("bois", TOMORROW)

    periods.close("bois", TOMORROW)

    assert not periods.is_open("bois")
    assert periods.reach("bois", TODAY)
    assert not periods.reach("bois", TOMORROW)


def test_a_period_ends_on_its_first_day_at_the_earliest() -> None:
    periods = two_periods()

    periods.check_end("bois", TODAY, "le début")

    with pytest.raises(TooEarly):
        periods.check_end("bois", YESTERDAY, "le début")


def test_what_never_began_has_no_period() -> None:
    periods = two_periods()

    assert periods.of("métal") == ()
    assert not periods.cover("métal", TODAY)
    assert not periods.reach("métal", TODAY)
    assert not periods.is_open("métal")
    assert list(periods) == ["bois"]
