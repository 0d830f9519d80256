"""`python -m tests.mutants --sample N --seed S [--under FOLDER]…`: breaks N places of each folder, one at a time.

Each mutant is a process forked from one that has collected all tests. It runs only the tests that the map says reach
the broken function, the cheapest first, until the first failure or the bound of time.
"""

import json
import signal
import sys
import warnings
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import pytest

from tests import reach
from tests.deferral import Deferral
from tests.mutants.applying import index
from tests.mutants.changed_lines import changed_lines
from tests.mutants.marks import marks, wrong_marks
from tests.mutants.places import Place, drawn, drawn_of_lines, files, places_of
from tests.mutants.running import Outcome, Runner
from tests.prepared import drop_copies, prepared

FOLDERS: Final = ("domain/efe_domain", "projections/efe_projections", "graphql/efe_graphql", "infra/efe_infra")
SURVIVORS: Final = ("survived", "undecided", "unreached")


class Mutants:
    """pytest plugin that runs mutants in place of the tests."""

    def __init__(self, chosen: Namespace, places: dict[str, list[Place]], found: reach.ReachMap) -> None:
        self._chosen, self._places, self._map = chosen, places, found
        self.outcomes: dict[str, list[Outcome]] = defaultdict(list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reasons = marks()
        functions = index()
        warnings.simplefilter("ignore", DeprecationWarning)
        with prepared() as opened:
            runner = Runner(session, self._map, functions, self._chosen.bound)
            for folder, places in self._places.items():
                for place in places:
                    if place.key in reasons:
                        outcome = Outcome(place, "equivalent", why=reasons[place.key])
                    else:
                        outcome = runner.run(place)
                        drop_copies(opened)
                    self.outcomes[folder].append(outcome)
                    self._print(folder, outcome)
        return True

    def _print(self, folder: str, outcome: Outcome) -> None:
        by = f" by {outcome.by}" if outcome.by else ""
        ran = f"{outcome.ran} of {outcome.reaching} tests, {outcome.cpu_s:.1f} s"
        print(f"{outcome.end:10} {outcome.place.name}{by} ({ran})", file=sys.__stderr__, flush=True)
        if self._chosen.out:
            with Path(self._chosen.out).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"folder": folder, **asdict(outcome)}, ensure_ascii=False) + "\n")


def table(outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """Returns a line for each folder, and one for all, with the lower score: what is undecided counts as missed."""
    every = [each for found in outcomes.values() for each in found]
    head = f"{'folder':44} killed survived undecided unreached other  score  s/mutant"
    return "\n".join([head, *(line(folder, found) for folder, found in [*outcomes.items(), ("all", every)])])


def line(folder: str, found: Sequence[Outcome]) -> str:
    ends = Counter(each.end for each in found)
    killed, missed = ends["killed"] + ends["hangs"], sum(ends[end] for end in SURVIVORS)
    counted = killed + missed
    score = f"{100 * killed / counted:4.0f} %" if counted else "     –"
    seconds = sum(each.cpu_s for each in found) / max(1, len(found))
    missed_by_kind = f"{ends['survived']:8} {ends['undecided']:9} {ends['unreached']:9}"
    return f"{folder:44} {killed:6} {missed_by_kind} {len(found) - counted:5} {score} {seconds:8.1f}"


def parsed(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=20, help="mutants of each folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", action="append", default=[], help="FOLDER or FOLDER=N; may be repeated")
    parser.add_argument("--since", help="revision: draw in the lines that differ from it, and fail if one survives")
    parser.add_argument("--without", action="append", default=[], help="folder or file to leave out")
    parser.add_argument("--bound", type=float, default=120.0, help="processor seconds of a mutant")
    parser.add_argument("--tests", nargs="*", default=["tests"], help="tests to collect")
    parser.add_argument("--short", action="store_true", help="without the tests that `poe test` leaves to --all")
    parser.add_argument("--out", help="file to append one JSON object a mutant to")
    parser.add_argument("--marks", action="store_true", help="only check the marks of equivalent mutants")
    parser.add_argument("--list", action="store_true", help="only list the places that are drawn")
    parser.add_argument("--only", action="append", default=[], help="part of a place's name, in place of a sample")
    return parser.parse_args(arguments)


def places_by_folder(chosen: Namespace) -> dict[str, list[Place]]:
    if chosen.since:
        return {f"since {chosen.since}": drawn_of_lines(changed_lines(chosen.since), chosen.sample, chosen.seed)}
    folders = chosen.under or FOLDERS
    if chosen.only:
        every = [place for folder in folders for file in files(folder) for place in places_of(file)]
        return {"chosen": [place for place in every if any(part in place.name for part in chosen.only)]}
    numbers = {name: int(number or chosen.sample) for name, _, number in (each.partition("=") for each in folders)}
    return {folder: drawn(folder, number, chosen.seed, chosen.without) for folder, number in numbers.items()}


def main(arguments: Sequence[str]) -> int:
    chosen = parsed(arguments)
    if chosen.marks:
        print(*wrong_marks(), sep="\n")
        return bool(wrong_marks())
    places = places_by_folder(chosen)
    if chosen.list:
        print(*(place.name for found in places.values() for place in found), sep="\n")
        return 0
    found = reach.read()
    if found is None:
        print("There is no map: run `poe test --whole` first.")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else its PostgreSQL would outlive it
    plugin = Mutants(chosen, places, found)
    options = ["-q", "-q", "-p", "no:cacheprovider", "-m", "not long and not timing", *chosen.tests]
    status = pytest.main(options, plugins=[plugin, *([Deferral()] if chosen.short else [])])
    print(table(plugin.outcomes))
    survived = [each for found in plugin.outcomes.values() for each in found if each.end == "survived"]
    if chosen.since and survived:
        print("No test noticed these: write a test, delete the place, or mark it in tests/mutants/equivalent.toml.")
        print(*(each.place.name for each in survived), sep="\n")
        return 1
    return 0 if plugin.outcomes or not any(places.values()) else int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
