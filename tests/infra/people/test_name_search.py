"""The search for names in a text gives what its definition says, however names begin with each other."""

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from efe_infra.people.name_matching import (
    MAX_MIDDLE_NAMES,
    MAX_NAME_LETTERS,
    MAX_NAME_PIECES,
    Candidates,
    Word,
    words_of,
)

PIECES = ("a", "A", "aa", "Aa", "b", "B", "ba", "d'", "Ab.", "Aaa", ",", "a.")
NAMES = ("a", "aa", "aaa", "aaaa", "b", "ba", "ab", "da", "daa", "aab")


def is_beside(words: Sequence[Word], givens: Mapping[str, set[str]]) -> bool:
    """The definition: a family name, then middle names, then a given name, or the other way round."""
    runs = list(runs_of(words))
    return any(
        given in givens.get(key, ())
        for family, start, end in runs
        for key in ((family, f"d{family}") if family[0] in "aehiouy" else (family,))
        for given, given_start, given_end in runs
        if are_near(words, end, given_start) or are_near(words, given_end, start)
    )


def runs_of(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_NAME_PIECES, len(words)) + 1):
            key = "".join(word.letters for word in words[start:end])
            if len(key) <= MAX_NAME_LETTERS:
                yield key, start, end


def are_near(words: Sequence[Word], end: int, start: int) -> bool:
    return 0 <= start - end <= MAX_MIDDLE_NAMES and all(word.between for word in words[end:start])


@settings(max_examples=500, deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join),
    givens=st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), min_size=1), max_size=6),
)
def test_a_text_names_the_persons_that_the_definition_says(text: str, givens: dict[str, set[str]]) -> None:
    candidates = Candidates(text)
    candidates.joined.clear()

    expected = len(candidates.words) > 1 and is_beside(words_of(text), givens)

    assert candidates.names(givens) == expected
    assert not expected or candidates.keys & givens.keys()
