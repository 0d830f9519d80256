"""The map chooses the tests that a change can break, and mutants say how sharp they are."""

from pathlib import Path
from types import FunctionType

import pytest

from efe_domain.pole.terms import Terms
from tests.chosen import Chooser, changed_parts, users_of
from tests.mutants import marks, places
from tests.mutants.applying import apply, index
from tests.reach import Reached, ReachMap, merged

TERMS = "domain/efe_domain/pole/terms.py"
IS_EVALUATED = f"{TERMS}:Terms.is_evaluated"


def test_a_moved_line_a_comment_and_a_docstring_of_a_module_change_nothing() -> None:
    old = '"""A module."""\nLIMIT = 3\n\n\ndef one() -> int:\n    return LIMIT\n'
    moved = '"""Another."""\n# A comment.\n\nLIMIT = 3\n\n\n\ndef one() -> int:\n    return LIMIT\n'

    assert changed_parts(old, moved) == (set(), set())
    assert changed_parts(old, old.replace("= 3", "= 4")) == (set(), {"LIMIT"})
    assert changed_parts(old, old.replace("return LIMIT", "return 4")) == ({"one"}, set())


def test_a_changed_function_chooses_the_cheapest_tests_that_reach_it() -> None:
    tests = {f"tests/domain/test_{n}.py::test_one": Reached([0], 3.0 + n) for n in range(9)}
    chooser = Chooser(ReachMap("HEAD", [IS_EVALUATED], tests), near_s=20.0)

    chooser._take(chooser._reaching[IS_EVALUATED], "functions")

    assert chooser.choice.functions == {f"tests/domain/test_{n}.py::test_one" for n in range(5)}
    assert chooser.choice.takes("tests/domain/test_0.py::test_one[a case]")
    assert not chooser.choice.takes("tests/domain/test_8.py::test_one")


def test_a_helper_of_tests_chooses_the_files_that_import_it() -> None:
    users = set(users_of("tests/api/decisions.py"))

    assert "tests/api/test_trail_filters.py" in users
    assert "tests/domain/test_pole_terms.py" not in users


def test_a_map_keeps_what_a_smaller_run_did_not_contain() -> None:
    test, other = "tests/domain/test_pole_terms.py::test_a", "tests/domain/test_pole.py::test_b"
    first = merged([(test, ["a:f", "a:g"], 1.0), (other, ["a:f"], 2.0)], "c1")
    second = merged([(test, ["a:h"], 3.0)], "c2", first)

    assert {
        name: sorted(second.functions[each] for each in reached.functions) for name, reached in second.tests.items()
    } == {
        test: ["a:h"],
        other: ["a:f"],
    }


def test_each_mutant_is_drawn_again_by_its_seed_and_can_be_compiled() -> None:
    drawn = places.drawn("domain/efe_domain/pole", 20, seed=3)

    assert (
        drawn
        == places.drawn("domain/efe_domain/pole", 20, seed=3)
        != places.drawn("domain/efe_domain/pole", 20, seed=4)
    )
    assert {places.broken_code(each).co_qualname for each in drawn} == {each.function for each in drawn}


def test_a_mutant_changes_what_the_function_does(monkeypatch: pytest.MonkeyPatch) -> None:
    [place] = [
        each for each in places.places_of(TERMS) if each.function == "Terms.is_evaluated" and each.kind == "boundary"
    ]
    function = Terms.is_evaluated
    assert isinstance(function, FunctionType)
    monkeypatch.setattr(function, "__code__", function.__code__)

    before = function.__code__.co_consts
    apply(place, index())

    assert function.__code__.co_consts != before


def test_each_mark_of_an_equivalent_mutant_has_its_place_and_a_reason() -> None:
    assert marks.wrong_marks() == []
    assert Path(marks.FILE).exists()
