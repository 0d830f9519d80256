"""The commands as a person runs them: in a process of their own."""

import json
import socket
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from efe_infra.cli.app import app
from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import efe, environment, fails_in_one_line


def test_the_demonstration_played_twice_changes_nothing(tmp_path: Path) -> None:
    env = environment(tmp_path)

    first = efe("demo", "--exit", env=env)
    second = efe("demo", "--exit", env=env)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout
    assert "Coordination, Liège" in first.stdout
    assert "coordination-verviers" in first.stdout
    assert "Membre d'un pôle de Liège" in first.stdout
    assert json.loads(efe("status", "--json", env=env).stdout)["lag"] == 0
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_an_address_that_is_taken_is_known_before_anything_is_played(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = here("demo", "--port", port, env=environment(tmp_path))

    assert fails_in_one_line(done)
    assert port in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words", [["coordination-liege"], ["--account", "coordination-liege"]], ids=["name", "option"]
)
def test_a_token_is_of_the_account_that_is_named(database: Database, tmp_path: Path, words: list[str]) -> None:
    done = here("token", *words, env=environment(tmp_path, database))

    claims = done.stdout.split(".")[1]
    assert json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"] == "coordination-liege"


def test_the_help_is_in_french_and_in_groups() -> None:
    shown = here("--help", env={}).stdout

    assert [
        part for part in ("Démarrer", "Preuves et audit", "Exploitation", "Développement") if part not in shown
    ] == []
    assert "Montre cette aide." in shown
    assert "Show this message" not in shown + here("demo", "--help", env={}).stdout


def test_a_rebuild_says_how_far_it_came(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    done = here("rebuild", env=env)

    assert done.returncode == 0
    assert "position 1" in done.stdout


def test_a_manifest_is_checked_without_a_server(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    good = {"Meta": "query Meta { meta { version } }", "Poles": "query Poles { poles(first: 5) { totalCount } }"}
    manifest.write_text(json.dumps(good), encoding="utf-8")

    fine = here("documents", "check", str(manifest), env=environment(tmp_path))
    manifest.write_text(json.dumps({**good, "A": "{ a }", "B": "{"}), encoding="utf-8")
    broken = here("documents", "check", str(manifest), env=environment(tmp_path))

    assert (fine.returncode, fine.stderr) == (0, "")
    assert all(word in fine.stdout for word in ("Meta", "Poles", "2", "6"))
    assert broken.returncode == 1
    assert ["« A »" in line or "« B »" in line for line in broken.stderr.splitlines()] == [True, True]
    assert "Poles" in broken.stdout


def test_the_generated_companions_are_those_of_the_code(tmp_path: Path) -> None:
    done = here("schema", "--check", env=environment(tmp_path))

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "backup",
        "demo",
        "serve",
        "project",
        "rebuild",
        "restore",
        "status",
        "token",
        "grant",
        "schema",
        "person",
        "seal",
        "key",
        "export",
        "verify",
        "paper",
        "digest",
        "replay",
        "witness",
        "documents",
        "simulate",
    ],
)
def test_every_command_has_its_help(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])

    assert shown.exit_code == 0
    assert f"efe {command}" in shown.output
