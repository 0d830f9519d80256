"""Verdict of the whole run: timing tests run alone and may run again; nothing else is forgiven."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests import whole
from tests.scopes import LIKELY_DURATIONS, begins_with_long, durations, keep_durations, next_scope, processes, rank

ROOT: Final = Path(__file__).parents[2]
A_TEST: Final = "tests/api/test_sockets.py::test_a_ping"
MAX_TIMING_TESTS: Final = 5
UNSTEADY: Final = """
from pathlib import Path
import pytest

RUNS = Path(__file__).with_suffix(".runs")

{mark}
def test_one():
    runs = int(RUNS.read_text()) if RUNS.exists() else 0
    RUNS.write_text(str(runs + 1))
    assert {passes}
"""
ORDER: Final = """
from pathlib import Path
import pytest

def note(name):
    with Path(__file__).with_suffix(".runs").open("a", encoding="utf-8") as runs:
        runs.write(name + " ")

{mark}
def test_alone():
    note("alone")

def test_beside_others():
    note("beside")
"""
MARK: Final = '@pytest.mark.timing("A reason.")'


@pytest.mark.parametrize(
    ("status", "failures"),
    [
        (0, {}),
        (1, {}),
        (2, {A_TEST: True}),
        (3, {A_TEST: True}),
        (1, {A_TEST: False}),
        (1, {A_TEST: True, "tests/cluster/test_a_short_round.py::test_one": False}),
    ],
)
def test_what_does_not_run_again_keeps_its_status(
    monkeypatch: pytest.MonkeyPatch, status: int, failures: Mapping[str, bool]
) -> None:
    monkeypatch.setattr(whole, "run_alone", lambda *_: pytest.fail("It runs again"))

    assert whole.verdict(status, failures) == status


@pytest.mark.parametrize(("alone", "status"), [([0, 0, 0], 0), ([0, 0, 1], 1), ([1], 1)])
def test_a_missed_bound_of_time_passes_alone_each_time(
    monkeypatch: pytest.MonkeyPatch, alone: Sequence[int], status: int
) -> None:
    runs: Iterator[int] = iter(alone)
    monkeypatch.setattr(whole, "run_alone", lambda *_: next(runs))

    assert whole.verdict(1, {A_TEST: True}) == status
    assert [*runs] == []


@pytest.mark.parametrize(
    ("mark", "passes", "status", "runs"),
    [
        ("", "runs % 3", 1, 1),
        (MARK, "runs", 0, 4),
        (MARK, "False", 1, 2),
        (MARK, "runs % 3", 1, 4),
    ],
    ids=["without the mark", "missed once", "fails every time", "fails one time in three alone"],
)
def test_only_a_marked_test_runs_again_and_passes_three_times(
    tmp_path: Path, mark: str, passes: str, status: int, runs: int
) -> None:
    """In a run of its own, with workers."""
    file = tmp_path / "test_unsteady.py"
    file.write_text(UNSTEADY.format(mark=mark, passes=passes), encoding="utf-8")

    ended = run_whole(file)

    assert (ended.returncode, int(file.with_suffix(".runs").read_text())) == (status, runs), ended.stdout


@pytest.mark.parametrize(
    ("before", "passes", "summary"),
    [
        ("import nothing_of_that_name", "True", "1 error"),
        ("import os", "os._exit(1)", "1 failed"),
        ("@pytest.fixture(autouse=True)\ndef broken():\n    raise OSError", "True", "1 error"),
        ("@pytest.fixture(autouse=True)\ndef broken():\n    yield\n    raise OSError", "True", "1 passed, 1 error"),
    ],
    ids=[
        "a file that is not collected",
        "a worker that dies",
        "a fixture that fails",
        "a fixture that fails at last",
    ],
)
def test_a_failure_outside_the_test_itself_is_not_forgiven(
    tmp_path: Path, before: str, passes: str, summary: str
) -> None:
    file = tmp_path / "test_unsteady.py"
    file.write_text(UNSTEADY.format(mark=f"{before}\n\n{MARK}", passes=passes), encoding="utf-8")

    ended = run_whole(file)

    assert ended.returncode != 0, ended.stdout
    assert summary in ended.stdout
    assert "run again" not in ended.stdout


def test_a_timing_test_runs_alone_after_the_others(tmp_path: Path) -> None:
    file = tmp_path / "test_order.py"
    file.write_text(ORDER.format(mark=MARK), encoding="utf-8")

    ended = run_whole(file)

    assert ended.returncode == 0, ended.stdout
    assert file.with_suffix(".runs").read_text(encoding="utf-8").split() == ["beside", "alone"]


def test_a_run_of_few_tests_imports_their_files_only() -> None:
    timing, long = set(whole.timing_files()), set(whole.long_files())

    assert "tests/hostile/test_meanwhile.py" in timing & long
    assert {"tests/plans/test_plans.py", "tests/infra/console/test_every_form.py"} <= long - timing
    assert "tests/layout/test_sizes.py" not in timing | long


def run_whole(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs a file as a suite of its own, with forked workers and without the plugins that it does not need."""
    file.with_name("pytest.ini").write_text("[pytest]\nmarkers = timing\naddopts = -p xdist\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "tests.whole", *options, file.name]
    return subprocess.run(
        command, cwd=file.parent, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_forked_workers_tell_of_each_test_and_of_why_one_was_skipped(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(
        "import pytest\n\n@pytest.mark.parametrize('n', range(9))\ndef test_one(n):\n    if n == 8:\n"
        "        pytest.skip('The reason')\n    assert n < 7, 'seven is too many'\n",
        encoding="utf-8",
    )

    ended = run_whole(file, "-ra")

    assert ended.returncode == 1
    assert "1 failed, 7 passed, 1 skipped" in ended.stdout
    assert "seven is too many" in ended.stdout
    assert "The reason" in ended.stdout


def test_a_worker_that_dies_fails_its_test_and_another_runs_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(
        "import os\n\ndef test_before():\n    pass\n\ndef test_deadly():\n    os._exit(7)\n\n"
        "def test_after():\n    pass\n\ndef test_again():\n    os._exit(0)\n\ndef test_last():\n    pass\n",
        encoding="utf-8",
    )

    ended = run_whole(file, "-rA")

    assert ended.returncode == 1
    summary = [line.partition(" - ") for line in ended.stdout.splitlines() if line.startswith(("PASSED", "FAILED"))]
    assert {outcome for outcome, _, _ in summary} == {
        *(f"PASSED test_some.py::test_{each}" for each in ("before", "after", "last")),
        *(f"FAILED test_some.py::test_{each}" for each in ("deadly", "again")),
    }
    assert {reason[:15] for _, _, reason in summary} == {"", "The worker died"}


def test_a_server_in_the_background_is_counted_where_processes_are_adopted(tmp_path: Path) -> None:
    file = tmp_path / "test_orphan.py"
    file.write_text(
        "import subprocess, sys\n\ndef test_one():\n    work = 'sum(range(30_000_000))'\n"
        "    subprocess.run(['sh', '-c', f'{sys.executable} -c \"{work}\" & sleep 0.1'], check=True)\n"
        "    import time\n    time.sleep(3)\n",
        encoding="utf-8",
    )

    ended = run_whole(file, "--bound", "0.5")

    assert "The tests took more than" in ended.stdout, ended.stdout


def test_a_run_ends_at_the_first_failure_where_it_is_asked_to(tmp_path: Path) -> None:
    for number in range(40):
        text = f"import time\n\ndef test_one():\n    time.sleep(0.1)\n    assert {number}\n"
        (tmp_path / f"test_{number:02}.py").write_text(text, encoding="utf-8")

    ended = run_whole(tmp_path / "test_39.py", "-x", *(f"test_{number:02}.py" for number in range(39)))

    assert ended.returncode == 1, ended.stdout
    assert "1 failed" in ended.stdout
    assert "39 passed" not in ended.stdout


def test_a_run_says_what_it_cost_and_a_bound_fails_it(tmp_path: Path) -> None:
    file = tmp_path / "test_dear.py"
    file.write_text("def test_one():\n    sum(range(20_000_000))\n", encoding="utf-8")

    ended, bounded = run_whole(file), run_whole(file, "--bound", "0.1")

    assert (ended.returncode, bounded.returncode) == (0, 1), bounded.stdout
    assert "Processor seconds: " in ended.stdout


def test_few_tests_may_run_again_and_each_says_why() -> None:
    trees = [
        ast.parse(source)
        for path in (ROOT / "tests").rglob("*.py")
        if ".timing" in (source := path.read_text(encoding="utf-8"))
    ]
    uses = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "pytest.mark.timing"
    ]
    reasons = [reason for tree in trees for node in ast.walk(tree) for reason in reasons_of(node)]

    assert len(reasons) == len(uses) <= MAX_TIMING_TESTS
    assert all(len(each.split()) > 3 for each in reasons)


def reasons_of(node: ast.AST) -> Iterator[str]:
    """Reads the reason of a test function that is marked; a mark of a class or of a module has none."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(attr="timing"), args=[ast.Constant(value=str(reason))], keywords=[]):
                    yield reason


def test_the_longest_scope_comes_first_and_the_worlds_of_a_fresh_clone(tmp_path: Path) -> None:
    scopes = ["tests/domain/test_law.py", "tests/api/sweep", "tests/api/test_pages.py", "tests/cluster/test_pulse.py"]
    file = tmp_path / ".cache/tests/durations.json"

    before = sorted(scopes, key=lambda scope: rank(scope, durations(file)))
    keep_durations({"tests/domain/test_law.py": 90.0, "tests/api/sweep": 80.0, "tests/nothing.py": 70.0}, file)
    keep_durations({"tests/api/sweep": 20.004}, file)
    known = durations(file)

    assert before == [scopes[1], scopes[3], scopes[2], scopes[0]]
    assert known == {"tests/api/sweep": 20.0, "tests/domain/test_law.py": 90.0}
    assert sorted(scopes, key=lambda scope: rank(scope, known)) == [scopes[0], scopes[1], scopes[3], scopes[2]]


def test_some_workers_begin_with_long_tests_and_take_the_others_at_last() -> None:
    others, long = ["tests/api/sweep", "tests/api/test_pages.py"], ["tests/cluster/test_pulse.py", "tests/plans/a.py"]
    known = {"tests/plans/a.py": 50.0}

    assert next_scope([*others, *long], known, long_first=True) == long[1]
    assert next_scope([*others, *long], known, long_first=False) == others[0]
    assert next_scope(others, known, long_first=True) == others[0]
    assert next_scope(long, known, long_first=False) == long[1]
    assert {begins_with_long(place) for place in range(processes())} == {True, False}


def test_the_longest_scopes_of_a_fresh_clone_are_there() -> None:
    assert [scope for scope in LIKELY_DURATIONS if not (ROOT / scope).exists()] == []


def test_half_a_file_of_durations_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "durations.json"
    file.write_text('{"tests/api/sweep": 2', encoding="utf-8")

    assert durations(file) == {}
