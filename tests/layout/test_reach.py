"""The map chooses the tests that a change can break, and mutants say how sharp they are."""

import ast
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest

from efe_domain.pole.terms import Terms
from efe_domain.shared.days import anniversary
from tests.chosen import Chooser, changed_parts, users_of
from tests.mutants import marks, places
from tests.mutants.applying import apply, index
from tests.mutants.changed_lines import lines_of
from tests.mutants.places import drawn_of_lines, head_lines
from tests.reach import ROOT, Reached, ReachMap, merged

ANNIVERSARY = "domain/efe_domain/shared/days.py:anniversary"
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


def test_a_busy_function_has_the_tests_that_run_a_line() -> None:
    lines = {"tests/domain/test_a.py::test_one": "f.py:f@3,5", "tests/domain/test_b.py::test_two": "f.py:f@3"}
    found = merged(
        [*((test, [name], 1.0) for test, name in lines.items()), ("tests/domain/test_c.py::test_c", ["f.py:f"], 1.0)],
        "",
    )

    assert found.running("f.py:f", range(5, 7)) == [
        "tests/domain/test_a.py::test_one",
        "tests/domain/test_c.py::test_c",
    ]
    assert len(found.running("f.py:f", range(3, 4))) == len(found.reaching()["f.py:f"]) == 3
    assert found.running("f.py:f", range(9, 10)) == ["tests/domain/test_c.py::test_c"]


def test_the_recorder_notes_the_lines_of_a_busy_function_from_its_first_call_on() -> None:
    """In a process of its own: in this one, the recorder of the run may be at work."""
    program = f"""
from datetime import date
from efe_domain.shared.days import anniversary
from tests.reach import Recorder
recorder = Recorder(busy=frozenset({{{ANNIVERSARY!r}}}))
for test, day in (("test_a[1]", date(2026, 1, 1)), ("test_b", date(2024, 2, 29)), ("test_c", None)):
    recorder.pytest_runtest_logstart(test)
    day and anniversary(day, 1)
recorder._end()
print(*(f"{{test}} {{name}}" for test, names, _ in recorder._lines for name in names if "anniversary" in name))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    first = anniversary.__code__.co_firstlineno
    common, leap = f"{first + 1},{first + 2}", ",".join(str(first + each) for each in (1, 2, 3, 4))
    assert done.stdout.split() == ["test_a", f"{ANNIVERSARY}@{common}", "test_b", f"{ANNIVERSARY}@{leap}"]


@pytest.mark.parametrize(
    ("kind", "line", "lines"),
    [("the condition of a branch", 1, [1]), ("its body", 2, [2]), ("three lines", 4, [3, 4, 5])],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_lines_of_a_place_are_those_of_its_statement(kind: str, line: int, lines: list[int]) -> None:
    """`if a < 0:`, `raise`, and a `return` of three lines."""
    function = "def f(a):\n    if a < 0:\n        raise ValueError\n    return max(\n        a, 1,\n    )\n"
    [statement] = ast.parse(function).body

    found = [
        each
        for inner in ast.walk(statement)
        if isinstance(inner, ast.stmt) and line + 1 in (each := head_lines(inner))
    ]

    assert [each - 1 for each in min(found, key=len)] == lines


def test_each_mutant_is_drawn_again_by_its_seed_and_can_be_compiled() -> None:
    drawn = places.drawn("domain/efe_domain/pole", 20, seed=3)

    assert (
        drawn
        == places.drawn("domain/efe_domain/pole", 20, seed=3)
        != places.drawn("domain/efe_domain/pole", 20, seed=4)
    )
    assert {places.broken_code(each).co_qualname for each in drawn} == {each.function for each in drawn}


def test_a_push_is_broken_in_its_own_lines() -> None:
    lines = lines_of(
        "diff --git a/one.py b/one.py\n--- a/one.py\n+++ b/one.py\n@@ -3 +3,2 @@ def f() -> int:\n-1\n+2\n+3\n"
        "@@ -9,2 +10,0 @@\n-4\n-5\n@@ -20 +19 @@\n-6\n+7\n"
        "--- a/two.md\n+++ b/two.md\n@@ -1 +1 @@\n--- a\n+++ b\n"
        "--- a/gone.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n-2\n"
    )
    [place] = drawn_of_lines({TERMS: {Terms.is_evaluated.__code__.co_firstlineno + 2}}, 40, seed=1)

    assert lines == {"one.py": {3, 4, 19}}
    assert place.function == "Terms.is_evaluated"


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
