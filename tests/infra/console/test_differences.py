"""Two texts side by side: nothing of either is lost, and what both have is not marked."""

import pytest

from efe_infra.console.project.text_diff import Piece, differ_throughout, sides
from tests.hostile.patterns.growth import cost


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


TEXTS = {
    "equal words": ("a " * 1_000, "a " * 999 + "b"),
    "two words in turn": ("a b " * 500, "b a b " * 333),
    "shuffled": (" ".join(f"{n % 31}" for n in range(1_500)), " ".join(f"{n * 7 % 31}" for n in range(1_500))),
    "longest": ("a " * 2_000, "a b " * 1_000),
    "no word in common": ("a " * 2_000, "b " * 2_000),
}


@pytest.mark.parametrize(("before", "after"), TEXTS.values(), ids=TEXTS)
def test_a_comparison_of_any_texts_is_bounded_by_its_work(before: str, after: str) -> None:
    ordinary = " ".join(f"mot{n}" for n in range(400))
    usual = cost(lambda text: sides(text, text + " fin"), ordinary)

    assert cost(lambda text: sides(text, after), before) < 300 * max(usual, 0.001)


def test_texts_that_take_too_much_work_differ_as_wholes() -> None:
    before, after = TEXTS["longest"]

    left, right = sides(before, after)

    assert (left, right) == ([Piece(before, "del")], [Piece(after, "ins")])
    assert differ_throughout(left, right)


@pytest.mark.parametrize(
    ("before", "after", "throughout"),
    [("un deux", "trois quatre", True), ("un deux", "un trois", False), ("un", "un", False), ("", "", False)],
)
def test_texts_without_a_common_part_are_said_to_differ(before: str, after: str, *, throughout: bool) -> None:
    assert differ_throughout(*sides(before, after)) == throughout


def test_a_long_text_with_a_small_change_is_compared_by_words() -> None:
    before = " ".join(f"mot{n % 300}" for n in range(700))
    after = before.replace("mot250", "autre", 1)

    assert [each for each in sides(before, after)[1] if each.mark] == [Piece("autre ", "ins")]
