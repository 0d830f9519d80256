"""To look for people in a text costs no more than its length, whatever it is made of."""

from collections.abc import Callable, Iterator

import pytest

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid
from efe_infra.people import name_matching, text_variants
from tests.hostile.patterns.growth import cost, is_steep

UNITS = (
    "a", "a ", "A", "Ab", "a.", "@", "a@", "a@b ", "é", "e\u0301", "\u0300\u0315", "<", "<b>", "a<b>", "&", "&amp;",
    "&#x26;", "&#38;#38;", "%", "%25", "%26", "d'", "\u3164", "ß", "ﷺ", "1", "-", "\n", "Jean Dupont ",
)  # fmt: skip
WORK: dict[str, Callable[[str], object]] = {
    "variants": lambda text: list(text_variants.variants(text)),
    "words": name_matching.words_of,
    "addresses": name_matching.emails_in,
    "slug": texts.slug,
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("work", WORK)
def test_a_text_is_looked_through_once(work: str, unit: str) -> None:
    assert not is_steep(WORK[work], lambda size: unit * (size // len(unit)), 100_000)


@pytest.mark.parametrize("unit", UNITS)
def test_what_could_name_somebody_grows_with_the_text(unit: str) -> None:
    few, many = (weight(unit * (size // len(unit))) for size in (2_000, 16_000))

    assert many <= 12 * few + 100


LIKE_NAMES = {"a" * letters: {"zoe"} for letters in range(1, 49)}
"""Family names that begin with each other, each with a given name."""


@pytest.mark.parametrize("unit", ["a ", "A ", "aa A b ", "Zoe b "])
def test_a_search_grows_with_the_text_however_many_names_begin_alike(unit: str) -> None:
    def searched(text: str) -> None:
        assert not [each for each in name_matching.candidates_in(text) if each.names(LIKE_NAMES)]

    assert not is_steep(searched, lambda size: unit * (size // len(unit)), 40_000)


def test_names_that_begin_alike_cost_no_more_than_others() -> None:
    candidates = name_matching.Candidates("a " * 10_000)

    like = cost(candidates.names, LIKE_NAMES)
    others = cost(candidates.names, {f"b{nth}": {"zoe"} for nth in range(48)})

    assert like <= 6 * others


def weight(text: str) -> int:
    return sum(len(key) for found in name_matching.candidates_in(text) for key in found.keys)


@pytest.mark.parametrize("check", [texts.text, texts.name, texts.trimmed])
def test_a_text_that_is_too_long_is_refused_before_it_is_read(check: Callable[[str, str], object]) -> None:
    with pytest.raises(Invalid) as refused:
        check(Untouchable("a" * 1_000_000), "text")

    assert "dépasse" in str(refused.value)


class Untouchable(str):
    """A text of which only the length may be asked."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        raise AssertionError

    def replace(self, *_: object) -> str:
        raise AssertionError
