"""The file that `efe export` writes: whole or not at all, and what is refused in its place."""

import os
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.atomic_file import atomic_file
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment, fails_in_one_line
from tests.infra.transparency.evidence.given import Sealed, unzipped
from tests.infra.transparency.evidence.running import Run, invoke, refused
from tests.infra.transparency.evidence.synthetic import rezipped


def test_a_file_is_replaced_only_when_told_and_only_by_a_whole_one(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    target.write_bytes(b"before")

    kept = run("export", "--bassin", "liege", "-o", "@bundle.zip")
    after_refusal = target.read_bytes()
    forced = run("export", "--bassin", "liege", "-o", "@bundle.zip", "--force")

    assert "--force" in refused(kept)
    assert after_refusal == b"before"
    assert forced.exit_code == 0
    assert target.read_bytes()[:2] == b"PK"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".bundle")] == []
    assert target.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_one_line(run: Run) -> None:
    assert "ne peut être écrit" in refused(run("export", "--bassin", "liege", "-o", "@nowhere/bundle.zip"))


def test_what_breaks_on_the_way_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(OverflowError), atomic_file(tmp_path / "bundle.zip", force=False) as file:
        file.write((-1).to_bytes())

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_gone_a_day_later(tmp_path: Path) -> None:
    def begun(name: str) -> Path:
        kill = "import os\nwith atomic_file(Path(sys.argv[1]), force=False): os.kill(os.getpid(), 9)"
        code = f"import sys\nfrom pathlib import Path\nfrom {atomic_file.__module__} import atomic_file\n{kill}"
        before = set(tmp_path.iterdir())
        killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / name)], check=False, timeout=60)
        assert killed.returncode == -9
        [left] = set(tmp_path.iterdir()) - before
        return left

    old, fresh = begun("january.zip"), begun("february.zip")
    others = tmp_path / ".january.zip.swp"
    others.touch()
    (backup := tmp_path / ".backup.x.efe-part").mkdir()
    (backup / "vault.person").touch()
    for path in (old, others, backup):
        os.utime(path, times=(time.time() - 25 * 3600,) * 2)

    with atomic_file(tmp_path / "march.zip", force=False) as file:
        file.write(b"PK")

    assert set(tmp_path.iterdir()) == {fresh, others, tmp_path / "march.zip"}


def test_without_a_seal_there_is_nothing_to_export(database: Database, tmp_path: Path) -> None:
    done = efe("export", "--bassin", "liege", "-o", str(tmp_path / "b.zip"), env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert "efe seal" in done.stderr
    assert "efe seal" in refused(invoke(database, tmp_path, "export", "--bassin", "liege", "--format", "cloudevents"))


def test_a_name_that_steers_a_terminal_is_refused_and_not_shown(sealed: Sealed, run: Run, tmp_path: Path) -> None:
    run("export", "--bassin", "namur", "-o", "@bundle.zip")
    files = unzipped(tmp_path / "bundle.zip") | {"instance.json": b'{"bassin":"\xe2\x80\xae","format":2,"size":1}'}
    with ZipFile(tmp_path / "bundle.zip", "a") as zipped:
        zipped.writestr("[bold]\x1b[31m:smile:\u202e.txt", b"")
    rezipped(files, tmp_path / "foreign.zip")

    told = run("verify", "@bundle.zip", "--key", sealed.key)
    refused = run("verify", "@foreign.zip", "--key", sealed.key)
    replayed = run("replay", "@foreign.zip")

    assert (told.exit_code, refused.exit_code, replayed.exit_code) == (1, 1, 1), replayed.output
    assert told.stderr.startswith("Refusé [ARCHIVE_UNREADABLE] bundle.zip : ")
    assert "smile" not in told.output
    assert refused.stderr == replayed.stderr
    assert refused.stderr.startswith("Refusé [INSTANCE_UNKNOWN] ")


def test_a_bundle_needs_a_file(run: Run) -> None:
    assert run("export", "--bassin", "namur").exit_code == 2


@pytest.mark.parametrize("words", [["verify", "--full"], ["verify", "@bundle.zip", "--key", "KEY"]])
def test_a_kept_checkpoint_that_is_none_is_a_fault_or_a_misuse(
    sealed: Sealed, run: Run, tmp_path: Path, words: list[str]
) -> None:
    run("export", "--bassin", "namur", "-o", "@bundle.zip")
    (tmp_path / "none.note").write_bytes(b"x")

    done = run(*(sealed.key if word == "KEY" else word for word in words), "--since", "@none.note")

    assert done.exit_code == (1 if "--key" in words else 2)
    assert "Traceback" not in done.output
