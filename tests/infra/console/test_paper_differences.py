"""The sentence that says where a paper and the register part: which part, and what stands on either side."""

from typing import Any

import pytest

from efe_infra.papers.checking.differences import differences

MARK = "nom-0f"
ROW = {"type": "text", "text": "Anne"}


def sentences(printed: Any, expected: Any) -> list[str]:
    return [str(each) for each in differences(printed, expected, MARK)]


@pytest.mark.parametrize("value", ["Anne", "", None, 0, 3, True, [], [ROW, 3], {"a": ROW}])
def test_equal_parts_do_not_differ(value: Any) -> None:
    assert sentences(value, value) == []


def test_a_mark_stands_for_any_name_and_for_nothing_else() -> None:
    assert sentences("Anne Exemple, présidente", f"{MARK}, présidente") == []
    assert sentences("Anne Exemple, membre", f"{MARK}, présidente") != []


@pytest.mark.parametrize(
    ("printed", "expected", "sentence"),
    [
        ([ROW], [], "« Anne » au lieu de rien"),
        ([], [ROW], "rien au lieu de « Anne »"),
        ({"title": "Un"}, {"title": "Un", "day": "2026-01-01"}, "rien au lieu de « 2026-01-01 »"),
        ({"day": ""}, {"day": "2026-01-01"}, "rien au lieu de « 2026-01-01 »"),
        ("3", 3, "« 3 » au lieu de « 3 »"),
        (1, True, "« 1 » au lieu de « True »"),
        ([ROW, "b", "c", "d"], "x", "« Anne · b · c » au lieu de « x »"),
        ({"title": "Un"}, {"title": "Deux"}, "« Un » au lieu de « Deux »"),
    ],
    ids=[
        "more",
        "less",
        "a field",
        "an empty text",
        "a number",
        "a condition",
        "three texts of four",
        "another text",
    ],
)
def test_a_difference_names_both_sides(printed: Any, expected: Any, sentence: str) -> None:
    assert sentences(printed, expected) == [sentence]


@pytest.mark.parametrize(
    ("printed", "expected", "sentence"),
    [
        (["a", "b", "c"], ["a", "c"], "« b » au lieu de « c »"),
        (["a"], ["a", "c"], "rien au lieu de « c »"),
        (["a", "b"], ["a"], "« b » au lieu de rien"),
    ],
    ids=["in the middle", "cut", "one more"],
)
def test_of_lists_of_unequal_length_the_first_place_counts(printed: Any, expected: Any, sentence: str) -> None:
    assert sentences(printed, expected) == [sentence]


def test_the_differences_come_in_the_order_of_what_is_expected() -> None:
    assert sentences({"b": "1", "a": "2", "more": "5"}, {"a": "3", "b": "4"}) == [
        "« 2 » au lieu de « 3 »",
        "« 1 » au lieu de « 4 »",
        "« 5 » au lieu de rien",
    ]
