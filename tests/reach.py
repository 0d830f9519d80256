"""The map: which functions of the product each test function runs, and what each test function costs.

`-p tests.reach` records it. `sys.monitoring` notes the first call of each function in a test function, then no more.
A line of the map is one test function with all its cases. Of a function that more than `BUSY_TESTS` test functions
reached in the map before, it also has the source lines that each of them runs.

The first test of a shared world or module alone is seen to build it. What runs in a process of its own is not seen
(`UNSEEN`).
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any, Final

import msgspec
import pytest

from tests.monitoring_tools import take_tool
from tests.scopes import scope_of
from tests.spent import spent_s

ROOT: Final = Path(__file__).parents[1]
MAP: Final = ROOT / ".cache/tests/reach.json"
PARTS: Final = ROOT / ".cache/tests/reach"
PRODUCT: Final = tuple(
    f"{ROOT}/{each}/"
    for each in ("domain/efe_domain", "projections/efe_projections", "graphql/efe_graphql", "infra/efe_infra")
)
UNSEEN: Final = ("tests/infra/cli", "tests/layout", "tests/contract")
"""Folders whose tests start processes, or read the source: the map does not see what they reach."""
MIN_TESTS: Final = 5
BUSY_TESTS: Final = 200
LINES_MARK: Final = "@"
"""Mark between a function and the numbers of its lines that ran."""
monitoring: Final = sys.monitoring


class Reached(msgspec.Struct):
    """What one test function reaches, and what it costs."""

    functions: list[int]
    cost_s: float
    """Processor seconds of all its cases, with the fixtures that they set up first."""


class ReachMap(msgspec.Struct):
    """The map of a whole run: functions by number, test functions by name."""

    commit: str = ""
    functions: list[str] = []
    """Functions as `file:name`, or `file:name@7,9` for one of which the lines 7 and 9 ran."""
    tests: dict[str, Reached] = {}

    def reaching(self) -> Mapping[str, list[str]]:
        """Returns the test functions that reach each function of the product."""
        found: dict[str, list[str]] = defaultdict(list)
        for test, names in self.reached().items():
            for name in names:
                found[name].append(test)
        return found

    def reached(self) -> Mapping[str, set[str]]:
        """Returns the functions of the product that each test function reaches."""
        names = [each.partition(LINES_MARK)[0] for each in self.functions]
        return {test: {names[number] for number in reached.functions} for test, reached in self.tests.items()}

    def running(self, function: str, lines: range) -> list[str]:
        """Returns the test functions that run one of the lines, as far as the map has lines of the function."""
        numbers = {
            number
            for number, (name, _, ran) in enumerate(each.partition(LINES_MARK) for each in self.functions)
            if name == function and (not ran or any(int(line) in lines for line in ran.split(",")))
        }
        return [test for test, reached in self.tests.items() if not numbers.isdisjoint(reached.functions)]

    def busy(self) -> frozenset[str]:
        """Returns the functions that more than `BUSY_TESTS` test functions reach."""
        return frozenset(name for name, tests in self.reaching().items() if len(tests) > BUSY_TESTS)

    def cheapest_first(self, tests: Iterable[str], within_s: float = float("inf")) -> list[str]:
        """Returns test functions scope by scope, the cheapest first, so that each world is built once.

        The last one is that with which the sum of their costs passes `within_s`; at least `MIN_TESTS` are returned.
        """
        scopes: dict[str, list[str]] = defaultdict(list)
        totals, files = Counter[str](), Counter[str]()
        for test in tests:
            cost_s = self.tests[test].cost_s
            scopes[scope_of(test)].append(test)
            totals[scope_of(test)] += cost_s  # type: ignore[assignment]
            files[test.partition("::")[0]] += cost_s  # type: ignore[assignment]

        def place(test: str) -> tuple[float, str, float, str]:
            file = test.partition("::")[0]
            return files[file], file, self.tests[test].cost_s, test

        found: list[str] = []
        spent_s = 0.0
        for scope in sorted(scopes, key=lambda each: (totals[each], each)):
            for test in sorted(scopes[scope], key=place):
                if spent_s > within_s and len(found) >= MIN_TESTS:
                    return found
                found.append(test)
                spent_s += self.tests[test].cost_s
        return found


def read(file: Path = MAP) -> ReachMap | None:
    """Returns nothing for a fresh clone, or for a map that a killed run has left half-written."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=ReachMap)
    return None


def function_name(code: CodeType) -> str:
    """Returns the file and the outermost function: a change of a line does not rename it."""
    path = code.co_filename.removeprefix(f"{ROOT}/")
    return f"{path}:{code.co_qualname.partition('.<locals>')[0]}"


def entry(seen: tuple[str, Iterable[int]]) -> str:
    """Returns a function as the map names it, with the lines that ran if they are known."""
    name, lines = seen
    return f"{name}{LINES_MARK}{','.join(map(str, sorted(lines)))}" if lines else name


def test_function(nodeid: str) -> str:
    return nodeid.partition("[")[0]


class Recorder:
    """Records the calls of this process, one test function after another, and the lines of busy functions."""

    def __init__(self, *, idle_in: int = 0, busy: frozenset[str] = frozenset()) -> None:
        """Records nothing in the process `idle_in`, which forks those that run the tests."""
        self._idle_in, self._busy = idle_in, busy
        self._seen: dict[str, set[int]] = {}
        self._test = ""
        self._lines: list[tuple[str, list[str], float]] = []
        self._began_s = 0.0
        self._tool = take_tool("reach")
        monitoring.register_callback(self._tool, monitoring.events.PY_START, self._note)
        monitoring.register_callback(self._tool, monitoring.events.LINE, self._note_line)
        monitoring.set_events(self._tool, monitoring.events.PY_START)

    def _note(self, code: CodeType, _: int) -> Any:
        if code.co_filename.startswith(PRODUCT):
            name = function_name(code)
            self._seen.setdefault(name, set())
            if name in self._busy and not monitoring.get_local_events(self._tool, code):
                monitoring.set_local_events(self._tool, code, monitoring.events.LINE)
        return monitoring.DISABLE

    def _note_line(self, code: CodeType, line: int) -> Any:
        self._seen.setdefault(function_name(code), set()).add(line)
        return monitoring.DISABLE

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        test = test_function(nodeid)
        if test == self._test or os.getpid() == self._idle_in:
            return
        self._end()
        self._test, self._began_s = test, spent_s()
        monitoring.restart_events()

    def _end(self) -> None:
        if self._test:
            self._lines.append((self._test, [*map(entry, list(self._seen.items()))], spent_s() - self._began_s))
        self._seen.clear()
        self._test = ""

    def pytest_sessionfinish(self) -> None:
        """Writes what was recorded into a part of the map."""
        self._end()
        monitoring.set_events(self._tool, 0)
        monitoring.free_tool_id(self._tool)
        if self._lines:
            PARTS.mkdir(parents=True, exist_ok=True)
            (PARTS / f"{os.getpid()}.json").write_bytes(msgspec.json.encode(self._lines))


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.collectonly and not getattr(config.option, "numprocesses", None):
        idle_in = os.getpid() if getattr(config.option, "forks", 0) else 0
        before = read() or ReachMap()
        config.pluginmanager.register(Recorder(idle_in=idle_in, busy=before.busy()), "reach-recorder")


def parts() -> Iterator[tuple[str, list[str], float]]:
    for path in sorted(PARTS.glob("*.json")):
        yield from msgspec.json.decode(path.read_bytes(), type=list[tuple[str, list[str], float]])


def merged(lines: Iterable[tuple[str, list[str], float]], commit: str, before: ReachMap | None = None) -> ReachMap:
    """Returns the map of a run; of test functions that it did not contain, what an earlier map has of them."""
    functions: dict[str, set[str]] = defaultdict(set)
    costs = Counter[str]()
    for test, names, cost_s in lines:
        functions[test] |= set(names)
        costs[test] += cost_s  # type: ignore[assignment] # floats can be counted
    if before:
        for test, reached in before.tests.items():
            if test not in functions and (ROOT / test.partition("::")[0]).exists():
                functions[test] = {before.functions[number] for number in reached.functions}
                costs[test] = reached.cost_s  # type: ignore[assignment]
    names = sorted(set().union(*functions.values())) if functions else []
    numbers = {name: number for number, name in enumerate(names)}
    tests = {
        test: Reached(sorted(numbers[name] for name in found), round(costs[test], 4))
        for test, found in sorted(functions.items())
    }
    return ReachMap(commit, names, tests)


def keep(commit: str, file: Path = MAP) -> ReachMap:
    """Merges the parts that the workers wrote into the map, and removes them."""
    found = merged(parts(), commit, read(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(found))
    forget_parts()
    return found


def forget_parts() -> None:
    for path in PARTS.glob("*.json"):
        path.unlink()
