"""`efe seal`, `efe export` and `efe verify` with and without a time-stamping authority."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from efe_domain.transparency.notes import Note
from efe_infra.cli.app import app
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify as verifier
from tests.infra.cli.process import environment
from tests.infra.transparency.evidence.given import Sealed, unzipped
from tests.infra.transparency.timestamps.authority import Authority

type Run = Callable[..., Result]
PROVEN = "existait le 2026-11-24 12:30:05 UTC"


@pytest.fixture
def sealed(database: Database, tmp_path: Path) -> Sealed:
    return Sealed(database, tmp_path)


@pytest.fixture
def run(sealed: Sealed, tmp_path: Path, tsa: Authority) -> Run:
    (tmp_path / "roots.pem").write_bytes(tsa.roots)
    return partial(invoke, sealed.database, tmp_path)


def invoke(database: Database, folder: Path, *words: str, tsa: str = "") -> Result:
    """The command in this process; `@` stands for the folder."""
    env = {**environment(folder, database), "EFE_TSA_URL": tsa}
    return CliRunner().invoke(app, [word.replace("@", f"{folder}/") for word in words], env=env)


def exported(run: Run) -> Result:
    return run("export", "--bassin", "namur", "-o", "@bundle.zip", "--force")


def verified(run: Run, sealed: Sealed, *words: str) -> Result:
    return run("verify", "@bundle.zip", "--key", sealed.key, *words)


def rewritten(bundle: Path, name: str, data: bytes) -> None:
    files = {**unzipped(bundle), name: data}
    with zipfile.ZipFile(bundle, "w") as zipped:
        for each, content in files.items():
            zipped.writestr(each, content)


def test_a_checkpoint_is_stamped_exported_and_verified(
    sealed: Sealed, run: Run, tsa: Authority, tmp_path: Path
) -> None:
    stamped = run("seal", tsa=tsa.url)
    again = run("seal", tsa=tsa.url)
    exported(run)
    plain = verified(run, sealed)
    dated = verified(run, sealed, "--tsa-roots", "@roots.pem")
    files = unzipped(tmp_path / "bundle.zip")
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    alone = subprocess.run(
        [sys.executable, "verify.py", "bundle.zip", "--key", sealed.key],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Point de contrôle horodaté" in stamped.stderr
    assert "horodaté" not in again.stderr
    assert len(tsa.asked) == 1
    assert "checkpoint.tsr" in files
    assert (plain.exit_code, dated.exit_code, alone.returncode) == (0, 0, 0), dated.output + alone.stderr
    assert "Non vérifiés, de simples commodités : FORMAT.md, LISEZMOI.txt, checkpoint.tsr" in plain.stdout
    assert plain.stdout == alone.stdout
    assert PROVEN in dated.stdout
    assert "checkpoint.tsr" not in dated.stdout


def test_an_event_that_claims_an_instant_after_the_time_stamp_is_told(
    sealed: Sealed, run: Run, tsa: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is recorded by the clock of the machine, the authority's stands still."""
    run("seal", tsa=tsa.url)
    exported(run)
    told = verified(run, sealed, "--tsa-roots", "@roots.pem")
    monkeypatch.setattr(verifier, "AHEAD", 1 << 40)
    in_time = verified(run, sealed, "--tsa-roots", "@roots.pem")

    assert (told.exit_code, in_time.exit_code) == (0, 0)
    assert "À éclaircir [POSTDATED] : un événement se dit du " in told.stdout
    assert "POSTDATED" not in in_time.stdout


def test_without_an_authority_nobody_is_asked(sealed: Sealed, run: Run, tsa: Authority, tmp_path: Path) -> None:
    done = run("seal")
    exported(run)
    dated = verified(run, sealed, "--tsa-roots", "@roots.pem")

    assert done.exit_code == 0
    assert "horodaté" not in done.stderr
    assert tsa.asked == []
    assert "checkpoint.tsr" not in unzipped(tmp_path / "bundle.zip")
    assert dated.exit_code == 1
    assert "TIMESTAMP_MISSING" in dated.stderr


def test_an_authority_that_fails_does_not_fail_the_seal(sealed: Sealed, run: Run, tsa: Authority) -> None:
    tsa.status = 503

    done = run("seal", tsa=tsa.url)

    assert done.exit_code == 0
    assert done.stdout.encode() == sealed.notes[-1]
    assert "Point de contrôle non horodaté : L'horodateur répond par le statut HTTP 503." in done.stderr


def test_roots_of_another_authority_are_refused_by_name(
    sealed: Sealed, run: Run, tsa: Authority, tmp_path: Path
) -> None:
    (tmp_path / "roots.pem").write_bytes(Authority().roots)
    run("seal", tsa=tsa.url)
    exported(run)

    dated = verified(run, sealed, "--tsa-roots", "@roots.pem")

    assert dated.exit_code == 1
    assert dated.stderr.startswith("Refusé [TIMESTAMP_UNTRUSTED] checkpoint.tsr : ")
    assert dated.stdout == ""


@pytest.mark.parametrize("token", ["of another checkpoint", "a flipped bit", "none at all"])
def test_a_token_that_is_not_of_the_checkpoint_is_refused_by_name(
    sealed: Sealed, run: Run, tsa: Authority, tmp_path: Path, token: str
) -> None:
    run("seal", tsa=tsa.url)
    exported(run)
    true = unzipped(tmp_path / "bundle.zip")["checkpoint.tsr"]
    older = Note.parse(sealed.notes[0].decode()).text
    put, code = {
        "of another checkpoint": (tsa.token(sha256(older.encode()).digest(), 1), "TIMESTAMP_FOREIGN"),
        "a flipped bit": (true[:-1] + bytes([true[-1] ^ 1]), "TIMESTAMP_UNTRUSTED"),
        "none at all": (b"nothing", "TIMESTAMP_UNREADABLE"),
    }[token]
    rewritten(tmp_path / "bundle.zip", "checkpoint.tsr", put)

    dated = verified(run, sealed, "--tsa-roots", "@roots.pem")

    assert dated.exit_code == 1
    assert dated.stderr.startswith(f"Refusé [{code}] checkpoint.tsr : ")


def test_a_file_that_is_of_no_certificate_is_a_misuse(sealed: Sealed, run: Run, tmp_path: Path) -> None:
    exported(run)
    (tmp_path / "roots.pem").write_text("nothing")

    assert verified(run, sealed, "--tsa-roots", "@roots.pem").exit_code == 2
    assert run("verify", "--full", "--tsa-roots", "@roots.pem").exit_code == 2


@pytest.mark.parametrize("url", ["ftp://tsa.example", "tsa.example", "https://"])
def test_an_address_that_is_none_is_refused(run: Run, url: str) -> None:
    done = run("seal", tsa=url)

    assert done.exit_code != 0
    assert "une URL" in str(done.exception)
