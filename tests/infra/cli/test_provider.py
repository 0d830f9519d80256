"""With an identity provider: no local tokens, public addresses, roles for its subjects."""

import signal
import subprocess
from pathlib import Path

import httpx
import psycopg
import pytest

from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import EFE, environment, fails_in_one_line

PROVIDER = {"EFE_OIDC_ISSUER": "https://login.example", "EFE_OIDC_AUDIENCE": "https://api.example"}


@pytest.mark.parametrize("words", [("token", "--account", "x"), ("demo", "--exit")])
def test_with_a_provider_there_are_no_local_tokens(
    database: Database, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = here(*words, env={**environment(tmp_path, database), **PROVIDER})

    assert fails_in_one_line(done), done.stderr
    assert "https://login.example" in done.stderr
    assert not (tmp_path / "keys").exists()


def test_with_a_provider_a_public_address_is_served(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), **PROVIDER}

    with subprocess.Popen(
        [*EFE, "serve", "--host", "0.0.0.0", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        port = serving.stdout.readline().strip().split(":")[-1].split("/")[0]
        answer = httpx.get(f"http://127.0.0.1:{port}/health/live")
        serving.send_signal(signal.SIGTERM)

    assert answer.status_code == 200


def test_with_a_provider_a_role_is_given_to_one_of_its_subjects(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), **PROVIDER}

    granted = here("grant", "--account", "jeanne", "--role", "administrator", env=env)

    with psycopg.connect(database.admin) as connection:
        accounts = connection.execute("select issuer, subject from vault.account").fetchall()
    assert granted.returncode == 0, granted.stderr
    assert accounts == [("https://login.example", "jeanne")]
