"""The tests that `poe test` leaves to `--all` where no map chooses, and the program that lists them.

    python -m tests.deferral        # writes tests/deferred.txt from the map, and prints what is left

The list has what a cover of the product leaves: each function of the product keeps the `COVER` cheapest test
functions that reach it. Cheap tests stay, and so do those of `KEPT_FOLDERS` and those that a README names, among them
one of each rule. A test that the list does not name runs: a new one is left to nothing.

`SAMPLED_FOLDERS` are never judged by reach: a wall is not a function. Of their cases a fixed seed draws a sample.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from random import Random
from typing import Final

import pytest

from tests.reach import ROOT, UNSEEN, ReachMap, read, test_function
from tests.scopes import is_below, is_long

LIST: Final = ROOT / "tests/deferred.txt"
COVER: Final = 3
"""Test functions that stay for each function of the product, if so many reach it."""
CHEAP_S: Final = 0.05
"""Processor seconds below which a test function stays."""
SAMPLED_FOLDERS: Final = ("tests/api/isolation", "tests/api/sweep")
KEPT_FOLDERS: Final = (*UNSEEN, *SAMPLED_FOLDERS, "tests/hostile")
SEED: Final = 1
CASES_OF_A_VALUE: Final = 2
"""Cases of a sampled folder in which each value of a parameter stands at least."""
FOLDERS: Final = ("domain", "projections", "graphql", "infra", "tests")
NAMED: Final = re.compile(r"\btest_[a-z0-9_]+\b(?!\.py)")


def named_in_readmes() -> frozenset[str]:
    """Returns the test functions that a README of the project names, with all of the rule table."""
    pages = (page for folder in ROOT.iterdir() if folder.name in FOLDERS for page in folder.rglob("README.md"))
    return frozenset(name for page in pages for name in NAMED.findall(page.read_text(encoding="utf-8")))


def stays(test: str, named: frozenset[str]) -> bool:
    """Tells whether a test function stays, whatever it costs and reaches."""
    file, _, function = test.partition("::")
    return (
        is_long(file) or any(is_below(file, each) for each in KEPT_FOLDERS) or function.rpartition("::")[2] in named
    )


def deferred(found: ReachMap, named: frozenset[str]) -> list[str]:
    """Returns the test functions that nothing keeps, sorted."""
    reached = found.reached()
    kept = {test for test, each in found.tests.items() if each.cost_s < CHEAP_S or stays(test, named)}
    reached_by = Counter(function for test in kept for function in reached[test])
    for test in sorted(found.tests.keys() - kept, key=lambda each: found.tests[each].cost_s):
        if any(reached_by[function] < COVER for function in reached[test]):
            kept.add(test)
            reached_by.update(reached[test])
    return sorted(found.tests.keys() - kept)


def listed() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split()) if LIST.exists() else frozenset()


def values_of(item: pytest.Item) -> list[str]:
    """Returns the values of a case's parameters, each with the name of its parameter."""
    callspec = getattr(item, "callspec", None)
    return [f"{name}={value!r}" for name, value in callspec.params.items()] if callspec else []


def sample(items: Sequence[pytest.Item]) -> set[str]:
    """Returns the ids of the cases of sampled folders that stay, the same for each run.

    Each test function and each value stands in `CASES_OF_A_VALUE` of them, each pair of two parameters in one.
    """
    found: set[str] = set()
    singles, pairs = Counter[str](), set[tuple[str, str]]()
    for item in Random(SEED).sample(items, len(items)):
        values = values_of(item)
        alone, together = [test_function(item.nodeid), *values], {*combinations(values, 2)}
        if not values or min(singles[each] for each in alone) < CASES_OF_A_VALUE or together - pairs:
            found.add(item.nodeid)
            singles.update(alone)
            pairs |= together
    return found


class Deferral:
    """Plugin that deselects what is left to `--all`."""

    def __init__(self) -> None:
        self._listed = listed()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        sampled = {item.nodeid: item for item in items if is_sampled(item.nodeid)}
        left_cases = sampled.keys() - sample([*sampled.values()])
        left = [each for each in items if each.nodeid in left_cases or test_function(each.nodeid) in self._listed]
        if left:
            config.hook.pytest_deselected(items=left)
            gone = {each.nodeid for each in left}
            items[:] = [each for each in items if each.nodeid not in gone]
            sampled_folders = " and ".join(SAMPLED_FOLDERS)
            print(f"Left to --all: {len(left)} tests ({LIST.name}, and cases of {sampled_folders}).")


def is_sampled(nodeid: str) -> bool:
    return any(is_below(nodeid.partition("::")[0], each) for each in SAMPLED_FOLDERS)


def total_s(found: ReachMap, tests: Iterable[str]) -> float:
    return sum(found.tests[each].cost_s for each in tests)


def main() -> int:
    found = read()
    if found is None:
        print("There is no map: `uv run poe check --all` makes it.")
        return 1
    left = deferred(found, named_in_readmes())
    LIST.write_text("".join(f"{each}\n" for each in left), encoding="utf-8")
    print(f"{len(left)} of {len(found.tests)} test functions,", end=" ")
    print(f"{total_s(found, left):.0f} of {total_s(found, found.tests):.0f} processor seconds, are left to --all.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
