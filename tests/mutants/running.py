"""Runs the tests that reach a mutant, in a forked process that has everything imported."""

import json
import os
import re
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pytest

from tests.chosen import changed_files
from tests.forked import report_to
from tests.mutants.applying import CannotApply, Functions, apply
from tests.mutants.places import Place, statement_lines
from tests.reach import ROOT, ReachMap, test_function
from tests.scopes import scope_of
from tests.spent import spent_s, total_s

WAITS: Final = 3
"""Seconds of the clock for a processor second of the bound: tests wait, and the machine does other work."""
GRACE_S: Final = 45.0
"""Seconds of the clock beyond these, after which a mutant counts as one that hangs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a mutant ended.

    `killed`: a test failed. `hangs`: a test did not end. `survived`: all tests that reach it passed. `undecided`: the
    bound of processor seconds was spent. `unreached`: no test of the map reaches it. `unapplied`: the code cannot be
    replaced. `unsound`: the test fails without the mutant, too. `error`: the runner failed.
    """

    place: Place
    end: str
    by: str = ""
    why: str = ""
    ran: int = 0
    reaching: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0


@dataclass(slots=True, eq=False)
class Reports:
    """First failure of a forked process."""

    failed: tuple[str, str] | None = None
    phases: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.failed is None:
            crash = getattr(report.longrepr, "reprcrash", None)
            words = crash.message if crash else str(report.longrepr)[-300:]
            self.failed = report.nodeid, " ".join(f"{report.when}: {words}".split())[:200]


def file_of(test: str) -> str:
    return test.partition("::")[0]


@cache
def imports(test_file: str, file: str) -> bool:
    """Tells whether a file of tests names a module of the product."""
    module = file.partition("/")[2].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return re.search(rf"\b{re.escape(module)}\b", (ROOT / test_file).read_text(encoding="utf-8")) is not None


class Runner:
    """Runs mutants one after another, over the tests that a session collected."""

    def __init__(self, session: pytest.Session, reach: ReachMap, functions: Functions, bound_s: float) -> None:
        self._session, self._functions, self._bound_s = session, functions, bound_s
        self._map, self._changed = reach, set(changed_files(reach.commit))
        self._items: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in session.items:
            self._items[test_function(item.nodeid)].append(item)
        self._places = {name: number for number, name in enumerate(self._items)}

    def chosen(self, place: Place) -> list[pytest.Item]:
        """Returns the tests that reach a place: those that import its module, then the cheapest scope first.

        Each world is built once, or twice where one of its files imports the module. The tests of a file keep their
        order, since they may share a world. The lines of the map hold in the files that have not changed since.
        """
        function = f"{place.file}:{place.function}"
        if place.file in self._changed:
            found = self._map.reaching().get(function, [])
        else:
            found = self._map.running(function, statement_lines(place))
        names = [each for each in found if each in self._items]
        near = {each for each in names if imports(file_of(each), place.file)}
        ordered = [each for group in (near, {*names} - near) for each in self._map.cheapest_first(group)]
        files = {file: number for number, file in enumerate(dict.fromkeys(map(file_of, ordered)))}
        ordered.sort(key=lambda each: (files[file_of(each)], self._places[each]))
        return [item for name in ordered for item in self._items[name]]

    def run(self, place: Place) -> Outcome:
        items = self.chosen(place)
        if not items:
            return Outcome(place, "unreached")
        answer = self._forked(items, place)
        outcome = self._outcome(place, answer, len(items))
        if outcome.end == "killed":
            # The test must pass in the same company without the mutant: else it says nothing.
            scope = scope_of(outcome.by)
            company = [item for item in items[: outcome.ran] if scope_of(item.nodeid) == scope]
            plain = self._forked(company, None)
            cpu_s = round(outcome.cpu_s + plain["cpu_s"], 3)
            end = "unsound" if plain.get("end") != "survived" else "killed"
            return Outcome(place, end, outcome.by, outcome.why, outcome.ran, len(items), cpu_s, outcome.wall_s)
        return outcome

    @staticmethod
    def _outcome(place: Place, answer: dict[str, Any], reaching: int) -> Outcome:
        return Outcome(
            place,
            answer.get("end", "hangs" if answer["late"] else "error"),
            answer.get("by", ""),
            answer.get("why", "" if answer["late"] else "the process ended"),
            answer.get("ran", 0),
            reaching,
            round(answer["cpu_s"], 3),
            round(answer["wall_s"], 3),
        )

    def _forked(self, items: Sequence[pytest.Item], place: Place | None) -> dict[str, Any]:
        sys.stdout.flush()
        sys.stderr.flush()
        began_s = time.monotonic()
        answer_out, answer_in = os.pipe()
        pid = os.fork()
        if not pid:
            os.setsid()
            os.close(answer_out)
            answer: dict[str, Any] = {}
            try:
                answer = self._child(items, place)
            except BaseException as error:  # noqa: BLE001 # the parent tells of it
                answer = {"end": "error", "why": f"the runner: {error!r}"[:200]}
            finally:
                os.write(answer_in, json.dumps(answer).encode())
                os._exit(0)
        os.close(answer_in)
        try:
            late = not select.select([answer_out], [], [], WAITS * self._bound_s + GRACE_S)[0]
        except BaseException:  # the run is ended from outside
            os.killpg(pid, signal.SIGKILL)
            raise
        with os.fdopen(answer_out, "rb") as stream:
            if late:
                os.killpg(pid, signal.SIGKILL)
            data = stream.read()
        _, _, usage = os.wait4(pid, 0)
        return {
            **(json.loads(data) if data else {}),
            "late": late,
            "cpu_s": total_s(usage),
            "wall_s": time.monotonic() - began_s,
        }

    def _child(self, items: Sequence[pytest.Item], place: Place | None) -> dict[str, Any]:
        if place is not None:
            try:
                apply(place, self._functions)
            except CannotApply:
                return {"end": "unapplied"}
        reports = Reports()
        report_to(self._session, reports)
        began_s = spent_s()
        for number, item in enumerate(items):
            if place is not None and spent_s() - began_s > self._bound_s:
                return {"end": "undecided", "ran": number}
            following = items[number + 1] if number + 1 < len(items) else None
            self._session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if reports.failed:
                return {"end": "killed", "ran": number + 1, "by": reports.failed[0], "why": reports.failed[1]}
        return {"end": "survived", "ran": len(items)}
