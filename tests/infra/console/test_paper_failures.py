"""What goes wrong around a paper: one clear line, nothing lost, and each client pays for its own compilations."""

import os
import re
import resource
import signal
import subprocess
import sys
from functools import partial
from html import unescape
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
from tests.api.documents import put
from tests.api.given import Api, a_pole
from tests.api.replays import ledger_key
from tests.infra.cli.here import efe
from tests.infra.cli.process import EFE, environment
from tests.infra.console.browser import Browser
from tests.infra.console.paper_templates import CONTENT, HOSTILE_TEMPLATES, sample_at
from tests.infra.console.printed_papers import decision, text_of
from tests.infra.console.signing_in import signed_in
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


def test_a_broken_logo_is_one_line_for_its_coordinator_and_on_the_paper(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path) as api:
        liege = api.coordinator(Bassin.LIEGE)
        broken = put(liege, b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png").json()["sha256"]
        letterhead = {"bassin": "LIEGE", "address": "Rue Neuve 1", "office": "La présidence", "sha256": broken}
        liege.done("setLetterhead", "instance { id }", **letterhead)
        pole = a_pole(liege).partition(":")[2]
        get = partial(api.http.client.get, headers=liege.headers)
        paper = api.http.portal.call(get, f"/actes/creation/{pole}.pdf")
        page = api.http.portal.call(get, "/instances/liege/organes")

    assert "Le logo de l’Instance ne peut être lu" in text_of(paper.content)
    assert "Rue Neuve 1" in text_of(paper.content)
    assert "Le logo ne peut être lu : les papiers n'en portent pas." in unescape(page.text).replace("\xa0", " ")


def test_a_coordinator_sees_the_letterhead_in_force_and_an_example(platform: Api) -> None:
    browser = Browser(platform)
    signed_in(browser)

    page = browser.get("/instances/liege/organes").text
    [example] = re.findall(r'href="(/actes/creation/[^"]+)"', page)

    assert 'src="data:image/png;base64,' in page
    assert "La présidence de l'Instance" in unescape(page)
    assert browser.get(example).headers["content-type"] == "application/pdf"
    assert "/instances/liege/organes#en-tete" in browser.get("/instances/liege/actes/en-tete").text


WITHOUT_PAPERS = """
import sys
from pathlib import Path
from efe_infra.postgres.database import Database
from tests.running import installation, watching, web
key, home, database = sys.argv[1], Path(sys.argv[2]), Database(sys.argv[3])
with installation(database, home) as running, watching(running) as watch, web(running, watch) as api:
    for address in (f"/actes/creation/{key}.pdf", f"/poles/{key}"):
        for language in ("fr", "de", "en"):
            headers = {"accept-language": language, "accept": "text/html"}
            page = api.http.portal.call(lambda: api.http.client.get(address, headers=headers))
            print(page.status_code, page.text.replace("\\n", " "))
"""
SENTENCES = (
    "Cette installation ne produit pas de documents imprimables.",
    "Diese Installation erstellt keine druckbaren Dokumente.",
    "This installation produces no documents to print.",
)


def site_without_papers(folder: Path) -> str:
    """A path of modules in which the packages of the extra `papers` are missing."""
    for each in Path(pytest.__file__).parents[1].iterdir():
        if not each.name.startswith(("docx", "typst", "segno", "pypdf", "python_docx")):
            (folder / each.name).symlink_to(each)
    root = Path(__file__).parents[3]
    return ":".join(
        map(str, (folder, root, *(root / name for name in ("domain", "projections", "graphql", "infra"))))
    )


def test_an_installation_without_papers_says_so_in_one_line(platform: Api, tmp_path: Path) -> None:
    browser = Browser(platform)
    pole = platform.visitor.ask("{ poles(first: 1) { edges { node { id } } } }")["poles"]["edges"][0]["node"]["id"]
    paper, site = tmp_path / "acte.pdf", tmp_path / "site"
    paper.write_bytes(browser.get(f"/actes/creation/{pole.partition(':')[2]}.pdf").content)
    site.mkdir()
    database = platform.installation.database
    env = {**environment(tmp_path, database), "PYTHONPATH": site_without_papers(site)}
    python = partial(subprocess.run, env=env, capture_output=True, text=True, check=False)
    main = [sys.executable, "-S", "-c", EFE[-1]]

    printed = python([*main, "paper", "creation", "x", "-o", str(tmp_path / "x.pdf")])
    verified = python([*main, "verify", str(paper), "--key", ledger_key(database)])
    script = [sys.executable, "-S", "-c", WITHOUT_PAPERS]
    pages = python([*script, pole.partition(":")[2], str(tmp_path), database.admin])

    for done in (printed, verified):
        assert (done.returncode, done.stderr.count("\n")) == (7, 1), done.stderr
        assert SENTENCES[0] in done.stderr
    lines = [line for line in pages.stdout.splitlines() if line[:3] in {"200", "503"}]
    assert [line[:3] for line in lines] == ["503"] * 3 + ["200"] * 3, pages.stderr
    assert [sentence in line for line, sentence in zip(lines, SENTENCES * 2, strict=True)] == [True] * 6
    assert "/actes/creation/" not in lines[-1]
