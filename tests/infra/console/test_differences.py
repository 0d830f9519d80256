"""Two texts side by side: nothing of either is lost, and what both have is not marked."""

import pytest

from efe_infra.console.project.text_diff import MAX_WORD_PAIRS, Piece, sides


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "a"),
        ("a", ""),
        ("un  deux\n\ntrois ", "un deux quatre"),
        ("a b c", "c b a"),
        ("même", "même"),
        (" un ", "\n un"),
    ],
)
def test_each_side_is_its_whole_text(before: str, after: str) -> None:
    left, right = sides(before, after)

    assert ("".join(each.words for each in left), "".join(each.words for each in right)) == (before, after)
    assert {each.mark for each in left} <= {"", "del"}
    assert {each.mark for each in right} <= {"", "ins"}
    kept = [[each.words for each in side if not each.mark] for side in (left, right)]
    assert kept[0] == kept[1]


def test_words_that_are_new_are_marked_alone() -> None:
    assert sides("Montrer les métiers", "Montrer tous les métiers")[1] == [
        Piece("Montrer "),
        Piece("tous ", "ins"),
        Piece("les métiers"),
    ]


def test_long_texts_are_compared_as_wholes() -> None:
    before, after = "a " * 2000, "b " * 2000
    assert MAX_WORD_PAIRS < 2000 * 2000

    assert sides(before, after) == ([Piece(before, "del")], [Piece(after, "ins")])
