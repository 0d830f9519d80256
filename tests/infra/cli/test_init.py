"""`efe init` writes a file that a shell, systemd and `efe check` take as it is."""

import os
import subprocess
from pathlib import Path

import pytest

from efe_infra.settings import Settings
from efe_infra.settings.production import ADVISED, REQUIRED
from efe_infra.settings.settings import variable
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import EFE, environment, fails_in_one_line

ANSWERS = {
    "EFE_DATABASE_URL": "postgresql://efe:a&b$c%20d@base/efe?sslmode=require",
    "EFE_PUBLIC_URL": "https://efe.example",
    "EFE_ORIGIN": "efe.example/registre",
    "EFE_OIDC_ISSUER": "https://login.example",
    "EFE_OIDC_CLIENT_ID": "efe-console",
    "EFE_CONTACT": "efe@efe.example",
}


def init(folder: Path, answers: str) -> subprocess.CompletedProcess[str]:
    command = [*EFE, "init", "efe.env"]
    return subprocess.run(
        command,
        input=answers,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_answers_become_the_settings_of_a_server(tmp_path: Path) -> None:
    wrong = {"EFE_PUBLIC_URL": "http://efe.example", "EFE_CONTACT": "nobody"}
    lines = []
    for name, text in ANSWERS.items():
        lines += [wrong[name]] if name in wrong else []
        lines += [""] if name == "EFE_ORIGIN" else [text]  # the one that is proposed

    done = init(tmp_path, "\n".join(lines) + "\n")
    read = subprocess.run(
        ["sh", "-c", "set -a; . ./efe.env; env"], cwd=tmp_path, env={}, capture_output=True, text=True, check=True
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr.count("réglage refusé") == len(wrong)
    found = dict(line.partition("=")[::2] for line in read.stdout.splitlines() if line.startswith("EFE_"))
    assert found == ANSWERS
    settings = Settings.from_environment(found)
    assert (settings.audience, settings.oidc_issuer) == ("https://efe.example", "https://login.example")
    assert (tmp_path / "efe.env").stat().st_mode & 0o077 == 0


def test_the_file_explains_each_setting_and_offers_those_that_most_choose(tmp_path: Path) -> None:
    assert here("init", str(tmp_path / "efe.env"), env={**environment(tmp_path), **ANSWERS}).returncode == 0

    text = (tmp_path / "efe.env").read_text()
    offered = {line.split("=")[0].removeprefix("#") for line in text.splitlines() if line.startswith("#EFE_")}
    assert offered == {variable(name) for name in ADVISED}
    for name in (*REQUIRED, *ADVISED):
        assert (Settings.model_fields[name].description or "").split()[0] in text
    assert {*REQUIRED, *ADVISED} <= set(Settings.model_fields)


def test_a_file_is_not_replaced_unless_told_and_an_answer_that_is_missing_is_named(tmp_path: Path) -> None:
    target = tmp_path / "efe.env"
    target.write_text("before")
    env = {**environment(tmp_path), **ANSWERS}

    kept = here("init", str(target), env=env)
    alone = init(tmp_path / os.curdir, "")
    target.unlink()
    unanswered = init(tmp_path, "postgresql://base/efe\n")

    assert fails_in_one_line(kept), kept.stderr
    assert fails_in_one_line(alone), alone.stderr
    assert unanswered.returncode == 2
    assert "EFE_PUBLIC_URL" in unanswered.stderr
    assert not target.exists()


@pytest.mark.parametrize("text", ["postgresql://efe:it's@base/efe", "postgresql://base/efe\nEFE_ORIGIN=x"])
def test_a_value_that_programs_read_differently_is_refused(tmp_path: Path, text: str) -> None:
    done = here("init", str(tmp_path / "efe.env"), env={**environment(tmp_path), **ANSWERS, "EFE_DATABASE_URL": text})

    assert done.returncode == 2
    assert not (tmp_path / "efe.env").exists()
