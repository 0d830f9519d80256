"""Facts that begin, end and may begin again."""

import pytest

from efe_domain.shared.days import Spell, TooEarly
from efe_domain.shared.periods import Spells
from tests.domain.given import REGISTER_OPENED, TODAY, TOMORROW, YESTERDAY


def two_spells() -> Spells[str]:
    spells = Spells[str]()
    spells.open("bois", REGISTER_OPENED)
    spells.close("bois", YESTERDAY)
    spells.open("bois", TODAY)
    return spells


def test_the_end_is_that_of_the_last_spell() -> None:
    spells = two_spells()

    spells.close("bois", TOMORROW)

    assert spells.of("bois") == (Spell(REGISTER_OPENED, YESTERDAY), Spell(TODAY, TOMORROW))


def test_between_two_spells_there_is_none() -> None:
    spells = two_spells()

    assert [spells.cover("bois", day) for day in (REGISTER_OPENED, YESTERDAY, TODAY)] == [True, False, True]


def test_an_open_spell_reaches_every_day_and_an_ended_one_its_eve() -> None:
    spells = two_spells()

    assert spells.is_open("bois")
    assert spells.reach("bois", TOMORROW)

    spells.close("bois", TOMORROW)

    assert not spells.is_open("bois")
    assert spells.reach("bois", TODAY)
    assert not spells.reach("bois", TOMORROW)


def test_a_spell_ends_on_its_first_day_at_the_earliest() -> None:
    spells = two_spells()

    spells.check_end("bois", TODAY, "le début")

    with pytest.raises(TooEarly):
        spells.check_end("bois", YESTERDAY, "le début")


def test_what_never_began_has_no_spell() -> None:
    spells = two_spells()

    assert spells.of("métal") == ()
    assert not spells.cover("métal", TODAY)
    assert not spells.reach("métal", TODAY)
    assert not spells.is_open("métal")
    assert list(spells) == ["bois"]
