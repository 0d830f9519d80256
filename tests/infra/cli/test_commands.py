"""The commands as a person runs them: in a process of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from efe_infra.cli.app import app
from efe_infra.postgres.database import Database

EFE = [sys.executable, "-c", "from efe_infra.cli import main; main()"]


def environment(home: Path, database: Database | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EFE_")}
    url = {"EFE_DATABASE_URL": database.admin} if database else {}
    return {**kept, "EFE_HOME": str(home), "COLUMNS": "200", **url}


def efe(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EFE, *words], env=env, capture_output=True, text=True, timeout=120, check=False)


def fails_in_one_line(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and done.stderr.startswith("Erreur : ") and done.stderr.count("\n") == 1


def test_the_demonstration_played_twice_changes_nothing(tmp_path: Path) -> None:
    env = environment(tmp_path)

    first = efe("demo", "--exit", env=env)
    second = efe("demo", "--exit", env=env)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout.split("Jetons")[0] == second.stdout.split("Jetons")[0]
    assert "Liège" in first.stdout
    assert "Coordination de Verviers :" in first.stdout
    assert "Membre d'un pôle de Liège" in first.stdout
    assert json.loads(efe("status", "--json", env=env).stdout)["lag"] == 0
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_server_serves_and_leaves_in_order_when_it_is_told_to(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    bearer = {"Authorization": f"Bearer {efe('token', '--account', 'coordination-liege', env=env).stdout.strip()}"}

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        answer = httpx.post(url, json={"query": "{ viewer { account { id } } }"}, headers=bearer)
        serving.send_signal(signal.SIGTERM)
        status = serving.wait(20)

    assert answer.json()["data"]["viewer"]["account"]["id"].startswith("Account:")
    assert status == 128 + signal.SIGTERM


def test_the_projections_follow_in_a_process_of_their_own(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)

    with subprocess.Popen([*EFE, "project"], env=env, stderr=subprocess.PIPE, text=True) as following:
        assert following.stderr is not None
        following.stderr.readline()
        granted = efe("grant", "--account", "administration", "--role", "administrator", env=env)
        deadline = time.monotonic() + 20
        while read_position(database) < 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        following.send_signal(signal.SIGTERM)
        status = following.wait(20)

    assert granted.returncode == 0, granted.stderr
    assert read_position(database) == 1
    assert status == 0


def read_position(database: Database) -> int:
    with psycopg.connect(database.admin) as connection:
        return connection.execute("select max(position) from read.position").fetchall()[0][0]  # type: ignore[no-any-return]


def test_a_rebuild_says_how_far_it_came(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    efe("grant", "--account", "administration", "--role", "administrator", env=env)

    done = efe("rebuild", env=env)

    assert done.returncode == 0
    assert "position 1" in done.stdout


def test_a_taken_port_is_one_line(database: Database, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = efe("serve", "--port", port, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert port in done.stderr


def test_a_public_address_is_one_line(database: Database, tmp_path: Path) -> None:
    done = efe("serve", "--host", "0.0.0.0", env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    nobody = Database("postgresql://nobody:secret@127.0.0.1:1/efe")

    done = efe("status", env=environment(tmp_path, nobody))

    assert fails_in_one_line(done), done.stderr
    assert "secret" not in done.stderr


def test_a_newer_database_is_one_line(database: Database, tmp_path: Path) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute("insert into public.efe_migration (number, name, sha256) values (9999, '9999_later', 'x')")

    done = efe("status", env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert "9999" in done.stderr


def test_an_unknown_bassin_is_told_with_the_ten_known_ones(database: Database, tmp_path: Path) -> None:
    words = ("grant", "--account", "x", "--role", "coordinator", "--bassin", "atlantide")

    done = efe(*words, env=environment(tmp_path, database))

    assert done.returncode == 2
    assert "hainaut-centre" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_instance_that_is_not_established_is_one_line(database: Database, tmp_path: Path) -> None:
    words = ("grant", "--account", "x", "--role", "coordinator", "--bassin", "liege")

    done = efe(*words, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr


def test_the_generated_companions_are_those_of_the_code(tmp_path: Path) -> None:
    done = efe("schema", "--check", env=environment(tmp_path))

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command", ["demo", "serve", "project", "rebuild", "status", "token", "grant", "schema", "person"]
)
def test_every_command_has_its_help(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])

    assert shown.exit_code == 0
    assert f"efe {command}" in shown.output
