"""Lexemes of short words, plurals and numbers, and the marks of a row that are no words."""

from typing import Any
from uuid import UUID

import pytest

from efe_projections.search.marks import (
    DRAFT_PROJECT,
    PUBLISHED,
    dossier_mark,
    is_mark,
    range_marks,
    ranges_before,
    recent_ranges,
    title_mark,
)
from efe_projections.search.words import (
    SearchMatch,
    SearchWords,
    as_text_lexemes,
    folded_words,
    lexemes,
    stem,
    text_lexemes,
)

OWNER = UUID(int=7)


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("gaz", "gaz"), ("eaux", "eaux"), ("taux", "taux"), ("bois", "bois"), ("ball", "ball"), ("pneus", "pneu")],
)
def test_a_word_of_four_letters_keeps_them(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("one", "other"), [("metaux", "metal"), ("bureaux", "bureau"), ("drapeaux", "drapeau"), ("choix", "choi")]
)
def test_a_plural_has_the_stem_of_its_singular(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_text_of_signs_has_no_words() -> None:
    assert folded_words("« — »") == ()
    assert lexemes("« — »", noun="") == set()


@pytest.mark.parametrize(
    ("number", "joined"),
    [
        ("0207.437.468", {"0207437468"}),
        ("0207437468", set()),
        ("12 34", {"1234"}),
        ("12 bis", set()),
        ("7", set()),
    ],
)
def test_a_number_is_found_by_its_parts_and_by_all_its_digits(number: str, joined: set[str]) -> None:
    parts = {*folded_words(number)}

    titles = {word[1:] for word in lexemes(number, noun="") if word.startswith("a")}

    assert titles == parts | joined
    assert set(SearchWords.of(number).words) == (joined or parts)


def test_an_earlier_title_counts_as_a_text() -> None:
    words = sorted(lexemes("Soudeurs", noun="pôle", text="Un atelier."))

    assert set(text_lexemes(words)) == {f"c{stem(word)}" for word in ("un", "atelier")}
    assert set(as_text_lexemes(words)) == {f"c{stem(word)}" for word in ("soudeurs", "pole")}


@pytest.mark.parametrize("letters", range(1, 5))
def test_a_word_of_three_letters_begins_longer_ones(letters: int) -> None:
    word = "atelier"[:letters]
    words = lexemes("", noun="", text="ateliers")

    assert (SearchWords.of(word).match("", words) is not None) == (letters >= 3 or word in words)


def test_a_mark_is_no_word() -> None:
    marks = [
        PUBLISHED,
        DRAFT_PROJECT,
        dossier_mark(OWNER),
        dossier_mark("liege"),
        title_mark("Bois"),
        *range_marks(9),
    ]

    assert all(map(is_mark, marks))
    assert not any(map(is_mark, lexemes("Soudeurs 12", noun="pôle", text="Un atelier.")))
    assert len(set(marks)) == len(marks)


def test_a_dossier_and_a_title_are_marked_by_themselves() -> None:
    assert dossier_mark(OWNER) == f"~{OWNER.hex}"
    assert dossier_mark("liege") == "~liege"
    assert title_mark("Bois") == "=Bois"


@pytest.mark.parametrize(
    ("position", "marks"),
    [
        (0, ["@13:0"]),
        (2**13 - 1, ["@13:0"]),
        (2**13, ["@13:0", "@13:1"]),
        (2**14 - 1, ["@13:0", "@13:1"]),
        (3 * 2**13, ["@13:2", "@13:3"]),
    ],
)
def test_the_recent_ranges_are_the_last_two_of_a_medium_size(position: int, marks: list[str]) -> None:
    assert list(recent_ranges(position)) == marks


@pytest.mark.parametrize(
    ("position", "batches"),
    [(0, [1]), (8 * 128 - 1, [8]), (8 * 128, [9]), (15 * 128, [8, 1]), (16 * 128, [9, 1]), (24 * 128, [9, 2])],
)
def test_a_batch_of_ranges_ends_where_a_larger_one_ends(position: int, batches: list[int]) -> None:
    assert [len(batch) for batch in ranges_before(position)] == batches


def test_the_last_batch_of_ranges_begins_at_the_first_position() -> None:
    *_, last = ranges_before(2**25)

    assert last[0] == "@19:0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("les soudeurs de Liège", ("soudeurs", "liege")),
        ("de la", ("de", "la")),
        ("bois Bois BOIS", ("bois",)),
        ("", ()),
    ],
)
def test_small_words_are_left_out_unless_there_are_no_others(text: str, words: tuple[str, ...]) -> None:
    assert SearchWords.of(text).words == words


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ({}, "('abois':* | 'bbois' | 'cbois' | 'cbois':*)"),
        ({"titles_only": True}, "('abois':* | 'bbois')"),
        ({"whole_words": True}, "('abois' | 'bbois' | 'cbois' | 'cbois')"),
        ({"letter": "O", "titles_only": True}, "('Oabois':* | 'Obbois')"),
    ],
    ids=str,
)
def test_a_query_asks_for_beginnings_unless_whole_words_are_asked(said: dict[str, Any], query: str) -> None:
    assert SearchWords.of("bois").query(**said) == query


def test_a_query_asks_for_every_word_and_short_ones_begin_none() -> None:
    assert SearchWords.of("bois ab").query(titles_only=True) == "('abois':* | 'bbois') & ('aab' | 'bab')"


def test_a_beginning_is_answered_by_any_word_that_has_it() -> None:
    words = lexemes("Atelier de soudure", noun="pôle")

    assert SearchWords.of("soudu").match("Atelier de soudure", words) is SearchMatch.FAMILY_IN_TITLE
    assert SearchWords.of("soudage").match("Atelier de soudure", words) is SearchMatch.FAMILY_IN_TITLE
    assert SearchWords.of("forge").match("Atelier de soudure", words) is None
