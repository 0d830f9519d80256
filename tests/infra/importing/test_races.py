"""An import beside others, and one that is killed: whole or not at all, and once."""

import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.command_context import CommandContext, in_context
from efe_infra.composition import Installation
from efe_infra.importing.importing import record, sources
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import EFE, environment
from tests.infra.importing.given import LIEGE, TODAY, a_pole, applied, counted, decided, established, refused, written
from tests.infra.ledger.given import WAITING, racing, until

WHOLE = 15


def test_of_two_imports_of_one_file_one_records_it(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    path = written(tmp_path, a_pole())
    before, _ = counted(installation.database)

    results = racing(*(lambda: applied(installation, path) for _ in range(4)))

    reports = [report for each in results if not isinstance(each, BaseException) for report in each]
    assert sorted((each.recorded, each.known) for each in reports) == [(0, WHOLE)] * 3 + [(WHOLE, 0)]
    assert counted(installation.database)[0] == before + WHOLE


def test_of_two_files_that_want_the_same_one_is_refused(installation: Installation, tmp_path: Path) -> None:
    """The same pôle under other keys."""
    established(installation)
    one = written(tmp_path, a_pole(), "un.jsonl")
    other = written(tmp_path, a_pole(), "autre.jsonl")
    files = sources(one), sources(other)
    before, _ = counted(installation.database)

    def imported(nth: int) -> list[tuple[int, str, str]]:
        platform = installation.platform
        return refused(list(record(platform, decided(installation, f"{nth}"), files[nth], LIEGE, lambda: None)))

    results = racing(lambda: imported(0), lambda: imported(1))

    assert sorted(len(each) > 0 for each in results if isinstance(each, list)) == [False, True]
    assert counted(installation.database)[0] == before + WHOLE


def test_live_commands_precede_or_follow_it(installation: Installation, tmp_path: Path) -> None:
    """They write the stream of the Instance, on which every line of the file rests."""
    account = established(installation)
    path, told = written(tmp_path, a_pole()), threading.Event()

    def live() -> None:
        for nth in range(25):
            with in_context(CommandContext(actor=str(account), today=TODAY)):
                installation.platform.identify_axis("liege", axis(AxisKind.METIER, f"Métier {nth}"))
        told.set()

    before, _ = counted(installation.database)
    with ThreadPoolExecutor(1) as pool:
        living = pool.submit(live)
        reports = [applied(installation, written(tmp_path, a_pole(), f"{nth}.jsonl")) for nth in range(3)]
        living.result()

    assert told.is_set()
    assert [[each.recorded for each in report] for report in reports] == [[WHOLE], [0], [0]]
    assert counted(installation.database)[0] == before + WHOLE + 25
    assert applied(installation, path)[0].known == WHOLE


def test_what_moves_between_the_decision_and_the_append_is_decided_again(
    installation: Installation, tmp_path: Path
) -> None:
    """The coordinator loses their role after the last line was decided: nothing is recorded."""
    account = established(installation)
    files = sources(written(tmp_path, a_pole()))
    lines = iter(range(WHOLE))

    def revoke() -> None:
        with in_context(CommandContext(actor="system:cli", today=TODAY)):
            installation.platform.revoke_access("liege", account, Role.COORDINATOR)

    def told() -> None:
        if next(lines, None) == WHOLE - 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(revoke).result()

    reports = list(record(installation.platform, decided(installation), files, LIEGE, told))

    assert {code for _, code, _ in refused(reports)} == {"FORBIDDEN", "INVALID"}
    assert counted(installation.database)[0] == 3


@pytest.mark.parametrize("killed", [subprocess.Popen.kill, subprocess.Popen.terminate])
def test_an_import_that_is_killed_is_whole_or_nothing(
    installation: Installation, tmp_path: Path, killed: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    """The process is killed while it waits for the ledger lock; the same command then finishes the rest."""
    established(installation)
    database = installation.database
    path, before = written(tmp_path, a_pole()), counted(database)[0]
    words = [*EFE, "import", str(path), "--apply", "--by", LIEGE]

    with psycopg.connect(database.admin) as holding, psycopg.connect(database.admin, autocommit=True) as looking:
        holding.execute("select from ledger.turn for update")
        importing = subprocess.Popen(words, env=environment(tmp_path / "home", database))
        until(lambda: looking.execute(WAITING.encode()).fetchall(), within=60)
        killed(importing)
        importing.wait(30)
    until(lambda: counted(database)[0] in (before, before + WHOLE))
    [again] = applied(installation, path)

    assert (again.recorded, again.known) in ((WHOLE, 0), (0, WHOLE))
    assert counted(database)[0] == before + WHOLE


def test_the_command_line_tells_by_its_status(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    env = environment(tmp_path / "home", installation.database)
    good, bad = written(tmp_path, a_pole(), "bon.jsonl"), written(tmp_path, a_pole()[1:], "mauvais.jsonl")
    torn = tmp_path / "illisible.csv"
    torn.write_bytes("clé;nom\n".encode("utf-16"))

    def efe(*words: str) -> subprocess.CompletedProcess[str]:
        return here("import", *words, env=env)

    rehearsed, recorded = (efe(str(good), mode, "--by", LIEGE) for mode in ("--dry-run", "--apply"))
    twice, unreadable = (efe(str(path), "--apply", "--by", LIEGE) for path in (good, torn))
    wrong = efe(str(bad), "--apply", "--by", LIEGE, "--namespace", "autre")
    both = efe(str(good), "--apply", "--dry-run")

    assert [each.returncode for each in (rehearsed, recorded, twice, wrong, unreadable, both)] == [0, 0, 0, 1, 3, 2]
    assert "15 commande(s) à enregistrer" in rehearsed.stdout
    assert "15 commande(s) enregistrée(s)" in recorded.stdout
    assert "rien de nouveau, 15 commande(s) déjà enregistrée(s)" in twice.stdout
    assert "rien n'est enregistré" in wrong.stdout
    assert unreadable.stderr.startswith("Erreur : illisible.csv : ")
