"""French words of one family have one stem; a search is a safe query, whatever its signs."""

import pytest

from efe_projections.search.words import (
    MAX_LETTERS,
    MAX_TEXT_WORDS,
    MAX_WORDS,
    SearchMatch,
    SearchWords,
    lexemes,
    stem,
)

FAMILIES = [
    "soudure soudeur soudeurs soudeuse soudage souder",
    "menuisier menuiserie menuiseries",
    "boulanger boulangere boulangerie",
    "macon macons maconnerie",
    "electricien electricienne electrique electricite",
    "informatique informaticien",
    "usine usineur usinage",
    "hotel hotelier hotellerie",
    "peintre peinture peintures",
    "travail travaux travailleur",
    "formation formateur formatrice former",
    "social sociale sociaux",
    "enseignant enseignement",
    "infirmier infirmiere infirmerie",
    "fleur fleuriste",
    "restaurant restauration restaurateur",
    "logistique logisticien",
]
APART = [("soudeur", "soudain"), ("electrique", "electronique"), ("social", "societe"), ("forme", "format")]


@pytest.mark.parametrize("family", FAMILIES)
def test_words_of_one_family_have_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_of_two_families_have_two_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_long_word_and_a_long_text_are_cut() -> None:
    words = lexemes("x" * 4_000, noun="", text=" ".join(f"mot{number}" for number in range(4_000)))

    assert max(map(len, words)) <= MAX_LETTERS + 1
    assert len(words) <= MAX_TEXT_WORDS + 2
    assert len(SearchWords.of(" ".join(f"mot{number}" for number in range(50))).words) == MAX_WORDS


@pytest.mark.parametrize("text", ["l'usine", "d'une et de l'", "''", "a' | b", "\\", "!x:*", "日本 語"])
def test_a_query_has_quoted_words_only(text: str) -> None:
    bare = SearchWords.of(text).query()
    quoted = bare.split("'")[1::2]

    assert all(word.isalnum() for word in quoted)
    assert set("".join(bare.split("'")[::2])) <= set("() |&:*")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Soudeurs de la Meuse", SearchMatch.WHOLE_TITLE),
        ("meuse soudeurs", SearchMatch.WORDS_OF_TITLE),
        ("soudure meuse", SearchMatch.FAMILY_IN_TITLE),
        ("soudure atelier", SearchMatch.TEXT),
        ("soudain", None),
        ("", None),
    ],
)
def test_an_answer_has_a_rank(text: str, match: SearchMatch | None) -> None:
    words = lexemes("Soudeurs de la Meuse", noun="pôle", text="Un atelier.")

    assert SearchWords.of(text).match("Soudeurs de la Meuse", words) is match
