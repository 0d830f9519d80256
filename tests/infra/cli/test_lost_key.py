"""An installation that cannot sign its log says so at once: without its key, or without a name for the log."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from efe_infra.postgres.database import Database
from tests.infra.backup.conftest import created
from tests.infra.cli.given import two_persons
from tests.infra.cli.here import efe
from tests.infra.cli.process import EFE, environment, fails_in_one_line, readiness
from tests.infra.ledger.given import until
from tests.processes import program

ISSUER = {"EFE_OIDC_ISSUER": "https://login.example", "EFE_OIDC_AUDIENCE": "https://api.example"}


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    with created(server) as database:
        yield database


@contextmanager
def serving(env: dict[str, str], *words: str) -> Iterator[str]:
    """Runs a server and yields its GraphQL address."""
    command = [*EFE, "serve", "--port", "0", "--no-notify", *words]
    with program(command, env={**env, "EFE_READY_WITHIN": "15"}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split(" : ")[1].strip()


def reasons(url: str) -> Any:
    return readiness(url)["reasons"]


def test_a_restored_installation_without_its_key_says_so_everywhere_and_recovers(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    env, elsewhere = environment(tmp_path / "old", database), environment(tmp_path / "new", empty)
    two_persons(database, tmp_path / "old")
    efe("seal", env=env)
    efe("backup", str(tmp_path / "b"), env=env)

    back = efe("restore", str(tmp_path / "b"), env=elsewhere)
    shown, told = efe("status", env=elsewhere), efe("status", "--json", env=elsewhere)
    with serving(elsewhere, "--no-seal") as url:
        until(lambda: reasons(url) == [])
    with serving(elsewhere) as url:
        at_once = readiness(url)
        rmtree(tmp_path / "new" / "keys", ignore_errors=True)
        copytree(tmp_path / "old" / "keys", tmp_path / "new" / "keys")
        until(lambda: reasons(url) == [])

    assert back.returncode == 0, back.stderr
    assert "SEAL_KEY_MISSING" in back.stderr
    assert "lost-key.md" in back.stderr
    assert (shown.returncode, told.returncode) == (1, 1)
    assert "SEAL_KEY_MISSING" in shown.stdout
    assert json.loads(told.stdout)["seal_obstacle"]["code"] == "SEAL_KEY_MISSING"
    assert "SEAL_KEY_MISSING" in at_once["reasons"]
    assert at_once["sealLag"] == 0
    assert efe("status", env=elsewhere).returncode == 0


def test_a_log_gets_its_name_from_the_operator_where_people_sign_in(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), **ISSUER}
    efe("grant", "--account", "jeanne", "--role", "administrator", env=env)

    with serving(env) as url:
        unnamed = reasons(url)
    refused = efe("seal", env=env)
    keys = tmp_path / "keys"
    signed_nothing = not list(keys.glob("seal-*"))
    named = efe("seal", env={**env, "EFE_ORIGIN": "efe.example/registre"})

    assert "SEAL_ORIGIN_MISSING" in unnamed
    assert fails_in_one_line(refused), refused.stderr
    assert "EFE_ORIGIN" in refused.stderr
    assert signed_nothing
    assert named.stdout.startswith("efe.example/registre")


def test_a_log_whose_name_was_drawn_keeps_it_with_a_provider(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    efe("grant", "--account", "jeanne", "--role", "administrator", env=env)
    drawn = efe("seal", env=env)

    kept = efe("seal", env={**env, **ISSUER})

    assert kept.returncode == 0, kept.stderr
    assert kept.stdout == drawn.stdout
    assert kept.stdout.startswith("efe-synergies.local/")
