"""What `poe test` leaves to `--all` where no map chooses, and what it never leaves."""

import re
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from tests.deferral import CASES_OF_A_VALUE, Deferral, deferred, listed, named_in_readmes, sample, stays
from tests.reach import ROOT, Reached, ReachMap

DEAR_S = 1.0


def is_there(test: str) -> bool:
    """Tells whether the file exists and has the name of the test, which may be made by a call."""
    file, *names = test.split("::")
    text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).exists() else ""
    return re.search(rf"\b{names[0]}\b", text) is not None


def test_the_list_names_tests_that_exist_and_that_may_be_left() -> None:
    named = named_in_readmes()

    assert sorted(test for test in listed() if not is_there(test)) == []
    assert sorted(test for test in listed() if stays(test, named)) == []
    assert len(listed()) > 100


@pytest.mark.parametrize(
    "test",
    [
        "tests/domain/test_pole.py::test_a_body_is_set_up_under_a_mission",
        "tests/hostile/test_fuzzing.py::test_one",
        "tests/hostile/pen/test_quorum.py::test_one",
        "tests/contract/test_contract.py::test_one",
        "tests/api/isolation/test_walk.py::test_one",
    ],
    ids=["of the rule table", "hostile", "hostile, deeper", "stored events", "isolation"],
)
def test_what_the_pages_name_and_what_guards_a_wall_stays_however_dear(test: str) -> None:
    other = "tests/domain/test_pole.py::test_another"
    reaches = ReachMap("", [], {test: Reached([], DEAR_S), other: Reached([], DEAR_S)})

    assert deferred(reaches, named_in_readmes()) == [other]


def test_each_function_keeps_the_three_cheapest_tests_that_reach_it() -> None:
    tests = {f"tests/domain/test_{n}.py::test_one": Reached([0], DEAR_S + n) for n in range(5)}
    tests |= {
        "tests/domain/test_5.py::test_one": Reached([1], 9.0),
        "tests/domain/test_6.py::test_one": Reached([], 0.04),
    }

    assert deferred(ReachMap("", ["f", "g"], tests), frozenset()) == [
        "tests/domain/test_3.py::test_one",
        "tests/domain/test_4.py::test_one",
    ]


def case(test: str, **values: object) -> Any:
    """Returns what a sample sees of a collected case."""
    callspec = SimpleNamespace(params=values) if values else None
    return SimpleNamespace(
        nodeid=f"{test}{list(values.values()) or ''}", **({"callspec": callspec} if values else {})
    )


def test_a_sample_has_each_value_twice_each_pair_once_and_all_that_has_no_parameter() -> None:
    commands = [case(f"tests/api/sweep/test_{n}.py::test_one", command=c) for n, c in product(range(8), range(50))]
    viewers = [
        case("tests/api/sweep/test_9.py::test_one", viewer=v, moment=m) for v, m in product(range(4), range(3))
    ]
    alone = case("tests/api/sweep/test_9.py::test_alone")

    kept = sample([*commands, *viewers, alone])

    assert kept == sample([*commands, *viewers, alone])
    assert alone.nodeid in kept
    assert {each.nodeid for each in viewers} <= kept
    for value in range(50):
        assert (
            sum(each.nodeid in kept for each in commands if each.callspec.params["command"] == value)
            >= CASES_OF_A_VALUE
        )
    assert sum(each.nodeid in kept for each in commands) <= 50 * CASES_OF_A_VALUE + 8 * CASES_OF_A_VALUE


def test_a_run_without_a_map_says_what_it_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    left, stays_in = case(min(listed())), case("tests/domain/test_pole.py::test_a_new_one")
    items = [left, stays_in]
    deselected: list[pytest.Item] = []

    def deselect(items: list[pytest.Item]) -> None:
        deselected.extend(items)

    hook = SimpleNamespace(pytest_deselected=deselect)

    Deferral().pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)  # type: ignore[arg-type]

    assert (items, deselected) == ([stays_in], [left])
    assert capsys.readouterr().out.startswith("Left to --all: 1 tests (deferred.txt")
