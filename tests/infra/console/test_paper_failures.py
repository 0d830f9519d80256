"""What goes wrong around a paper: one clear line, nothing lost, and each client pays for its own compilations."""

import os
import resource
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.cost_budget import BudgetSpent, CostBudget
from efe_graphql.limits.examination import UNITS_PER_S
from efe_graphql.limits.limits import LIMITS
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import (
    CompileLimits,
    CompilerStopped,
    PaperRefused,
    PaperTooLong,
    compile_measured,
)
from efe_infra.postgres.database import Database
from tests.api.given import Api, a_pole
from tests.infra.cli.process import EFE, efe, environment
from tests.infra.console.test_paper_compiling import CONTENT, HOSTILE_TEMPLATES, sample_at
from tests.infra.console.test_papers import decision
from tests.infra.ledger.given import until
from tests.running import serving

__all__ = ["decision"]

LOOPS = HOSTILE_TEMPLATES["loops"][0]
COMPILES = """
import sys
from pathlib import Path
from efe_infra.papers.compiling.compile import compile_paper
sys.stdout.write(str(len(compile_paper("sample.typ", sys.stdin.buffer.read(), 0, root=Path(sys.argv[1])))))
"""


def children() -> set[int]:
    """Processes of compilers that this process has started."""
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "compiling/child.py"], capture_output=True, text=True, check=False
    )
    return set(map(int, found.stdout.split()))


def test_a_killed_compiler_is_one_sentence_and_the_next_paper_is_made(tmp_path: Path) -> None:
    refusals: list[PaperRefused] = []

    def compile_loop() -> None:
        try:
            compile_measured("sample.typ", b"{}", 0, root=sample_at(tmp_path, LOOPS))
        except PaperRefused as refused:
            refusals.append(refused)

    thread = Thread(target=compile_loop)
    thread.start()
    until(children)
    for each in children():
        os.kill(each, signal.SIGKILL)
    thread.join(20)

    assert [type(each) for each in refusals] == [CompilerStopped]
    assert str(refusals[0]) == "La composition de ce document a été interrompue : demandez-le à nouveau."
    (tmp_path / "next").mkdir()
    assert compile_measured("sample.typ", CONTENT, 0, root=sample_at(tmp_path / "next")).content


def test_a_compilation_needs_no_disk(tmp_path: Path) -> None:
    """No process of it writes to a file, as on a full disk."""
    folder = sample_at(tmp_path)
    size = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))

    done = subprocess.run(
        [sys.executable, "-B", "-c", COMPILES, str(folder)],
        input=CONTENT,
        capture_output=True,
        preexec_fn=size,
        check=False,
    )

    assert int(done.stdout) > 1_000, done.stderr.decode()


def test_a_disk_that_takes_no_file_is_one_line(platform: Api, decision: str, tmp_path: Path) -> None:
    file, before = tmp_path / "acte.pdf", {*tmp_path.iterdir()}
    env = environment(tmp_path / "home", platform.installation.database)
    words = ["paper", "decision", decision, "-o", str(file), "--account", "coordination-liege"]
    (tmp_path / "home").mkdir()

    done = subprocess.run(
        [*EFE, *words],
        env=env,
        capture_output=True,
        text=True,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (9_000, 9_000)),
        check=False,
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "ne peut être écrit" in done.stderr
    assert {*tmp_path.iterdir()} - before == {tmp_path / "home"}
    assert efe(*words, env=env).returncode == 0


def test_a_compilation_is_charged_by_its_processor_time(tmp_path: Path) -> None:
    budget = CostBudget(UNITS_PER_S)
    payer = Payer("a", budget)
    (tmp_path / "loops").mkdir()
    limits = CompileLimits(memory_bytes=600_000_000, cpu_s=1, wait_s=4)
    whole = partial(compile_measured, "sample.typ", CONTENT, 0, root=sample_at(tmp_path))
    endless = partial(
        compile_measured, "sample.typ", b"{}", 0, limits=limits, root=sample_at(tmp_path / "loops", LOOPS)
    )

    assert payer.compiled(whole)
    left = budget.charge("a", 0).remaining
    with pytest.raises(PaperTooLong):
        payer.compiled(endless)
    with pytest.raises(BudgetSpent):
        payer.compiled(lambda: pytest.fail("compiled without budget"))

    assert 0 < UNITS_PER_S - left < UNITS_PER_S
    assert Payer("b", budget).compiled(whole)


def test_a_reader_who_has_spent_their_budget_is_told_when_to_come_back(database: Database, tmp_path: Path) -> None:
    """A paper costs its reader more than what is read for it."""
    with serving(database, tmp_path, cost_budget=LIMITS.cost) as api:
        liege = api.coordinator(Bassin.LIEGE)
        path = f"/actes/creation/{a_pole(liege).partition(':')[2]}.pdf"
        get = partial(api.http.client.get, path, headers=liege.headers)
        pages = [api.http.portal.call(get)]
        while pages[-1].status_code == 200 and len(pages) < 40:
            pages.append(api.http.portal.call(get))

    refused = pages[-1]
    assert len(pages) > 2
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "Budget de requêtes épuisé" in refused.text
